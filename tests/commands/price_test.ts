import { assert, assertAlmostEquals, assertEquals } from "@std/assert";

const CASE = {
  law: "black-scholes",
  params: { sigma: 0.25 },
  spot: 100,
  strike: 100,
  rate: 0.05,
  dividend: 0.05,
  maturity: 1,
  type: "put",
};

/** Runs `tenor price -` on an input. */
async function run(input: string) {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "-A", "scripts/tenor.ts", "price", "-"],
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

Deno.test("tenor price answers every style in order, failures inline", async () => {
  const barrier = { kind: "up-and-in", level: 120 };
  const heston = {
    law: "heston",
    params: { v0: 0.04, kappa: 1.5, theta: 0.05, xi: 0.3, rho: -0.6 },
  };
  const { code, stdout } = await run(JSON.stringify([
    { ...CASE, id: "a", greeks: true },
    { ...CASE, style: "american", tolerance: 1e-9, greeks: true },
    { ...CASE, style: "barrier", barrier },
    { ...CASE, style: "asian", asian: { average: "geometric", fixings: 12 } },
    {
      ...CASE,
      ...heston,
      id: "mc",
      style: "asian",
      asian: { average: "arithmetic", fixings: 2 },
      tolerance: 0.1,
    },
    { ...CASE, ...heston, style: "american" },
    { ...CASE, law: "hestn" },
    { ...CASE, style: "barrier", barrier, strike: -1 },
    null,
  ]));
  assertEquals(code, 0);
  const results = JSON.parse(stdout);
  const ids = results.map((r: { id: unknown }) => r.id);
  assertEquals(ids, ["a", 1, 2, 3, "mc", 5, 6, 7, 8]);
  assertAlmostEquals(results[0].price, 9.462492596167, 1e-11);
  assertAlmostEquals(results[1].price, 9.462492596167 + 0.106952702747, 1e-9);
  for (const { greeks, sensitivities } of results.slice(0, 2)) {
    assertEquals(Object.keys(greeks).length, 10);
    assertEquals(sensitivities, { sigma: greeks.vega });
  }
  for (const { price, error } of results.slice(0, 5)) {
    assert(price > 0 && error >= 0 && error < 0.1);
  }
  const kinds = results.slice(5).map((r: { failure: { kind: string } }) =>
    r.failure.kind
  );
  assertEquals(kinds, [
    "unsupported",
    "unknown_law",
    "invalid_input",
    "invalid_input",
  ]);
});

Deno.test("tenor price refuses what is not a list of cases with exit code 2", async () => {
  for (const input of ["[1", ""]) {
    const { code, stdout, stderr } = await run(input);
    assertEquals({ code, stdout }, { code: 2, stdout: "" });
    assert(stderr.length > 0);
  }
});
