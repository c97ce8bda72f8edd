import { assert, assertEquals, assertLess, assertMatch } from "@std/assert";

const QUOTE = {
  spot: 100,
  strike: 110,
  rate: 0.03,
  dividend: 0.01,
  maturity: 0.75,
  type: "call",
  price: 5.36747098355433691,
};

/** Runs `tenor implied-vol` on an input. */
async function run(args: readonly string[], input: string) {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "-A", "scripts/tenor.ts", "implied-vol", ...args],
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const writer = child.stdin.getWriter();
  // A command that refuses early closes its end first.
  await writer.write(new TextEncoder().encode(input)).catch(() => {});
  await writer.close().catch(() => {});
  const { code, stdout, stderr } = await child.output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code, stdout: text(stdout), stderr: text(stderr) };
}

Deno.test("tenor implied-vol answers each quote in order, bad ones too", async () => {
  const quotes = [
    { ...QUOTE, id: "a" },
    { ...QUOTE, strike: 0 },
    { ...QUOTE, price: 1000 },
    null,
    QUOTE,
  ];
  const { code, stdout } = await run(["-"], JSON.stringify(quotes));
  assertEquals(code, 0);
  const results = JSON.parse(stdout);
  assertEquals(results.map((r: { id: unknown }) => r.id), ["a", 1, 2, 3, 4]);
  assertLess(Math.abs(results[0].impliedVol / 0.25 - 1), 1e-15);
  assertEquals(results[4].impliedVol, results[0].impliedVol);
  const kinds = results.slice(1, 4).map((r: { failure: { kind: string } }) =>
    r.failure.kind
  );
  assertEquals(kinds, ["invalid_input", "above_maximum", "invalid_input"]);
});

Deno.test("tenor implied-vol --format csv reads and writes CSV", async () => {
  const input = "type,spot,strike,rate,dividend,maturity,price,id\n" +
    "call,100,110,0.03,0.01,0.75,5.36747098355433691,a\n" +
    "call,100,abc,0.03,0.01,0.75,5,\n";
  const { code, stdout } = await run(["-", "--format", "csv"], input);
  assertEquals(code, 0);
  const lines = stdout.trimEnd().split("\n");
  assertEquals(lines[0], "id,impliedVol,failure");
  assertMatch(lines[1], /^a,0\.2(5|4999|50000)\d*,$/);
  assertMatch(lines[2], /^1,,"?invalid_input: .*strike.*""abc"""?$/);
});

Deno.test("tenor implied-vol exits with 2 where there are no quotes", async () => {
  for (const input of ["", "spot,strike\n1,2\n", "[1,"]) {
    const { code, stdout, stderr } = await run(["-"], input);
    assertEquals([code, stdout], [2, ""]);
    assertMatch(stderr, /^tenor: Cannot read - as cases must be/);
  }
  const missing = await run(["no-such-file.json"], "");
  assertEquals(missing.code, 2);
  assertMatch(missing.stderr, /Cannot read no-such-file\.json/);
});

Deno.test("tenor implied-vol ends quietly when its reader leaves", async () => {
  const quotes = JSON.stringify(Array.from({ length: 20_000 }, () => QUOTE));
  const file = await Deno.makeTempFile({ suffix: ".json" });
  try {
    await Deno.writeTextFile(file, quotes);
    const child = new Deno.Command(Deno.execPath(), {
      args: ["run", "--quiet", "-A", "scripts/tenor.ts", "implied-vol", file],
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    const reader = child.stdout.getReader();
    const first = await reader.read();
    assert(!first.done);
    await reader.cancel();
    const stderr = await new Response(child.stderr).text();
    const { code } = await child.status;
    assertEquals([code, stderr], [0, ""]);
  } finally {
    await Deno.remove(file);
  }
});
