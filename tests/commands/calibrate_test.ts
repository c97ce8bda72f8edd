import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertStringIncludes,
} from "@std/assert";

const SPX = "data/raw/spx_2002-04-18.csv";

async function run(
  ...args: string[]
): Promise<{ code: number; stdout: string; stderr: string }> {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "-A", "scripts/tenor.ts", "calibrate", ...args],
  }).output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code, stdout: text(stdout), stderr: text(stderr) };
}

/** Runs on a quote file with this content. */
async function runOn(content: string, ...args: string[]) {
  const path = await Deno.makeTempFile({ suffix: ".csv" });
  try {
    await Deno.writeTextFile(path, content);
    return { path, ...await run(path, ...args) };
  } finally {
    await Deno.remove(path);
  }
}

Deno.test("tenor calibrate --json has the fields that programs read", async () => {
  const { code, stdout } = await run(SPX, "--law", "nig", "--json");
  assertEquals(code, 0);
  const report = JSON.parse(stdout);
  assertEquals(Object.keys(report).slice(0, 14), [
    "law",
    "params",
    "standardErrors",
    "correlation",
    "condition",
    "rmsePrice",
    "rmseImpliedVol",
    "ape",
    "aae",
    "arpe",
    "quotes",
    "iterations",
    "milliseconds",
    "warnings",
  ]);
  assertAlmostEquals(report.rmsePrice, 3.169, 1e-3);
  assertEquals(report.quotes, 75);
});

Deno.test("tenor calibrate --law all gives an array, and --out a file a law", async () => {
  const quotes = "strike,maturity,type,price\n" +
    [80, 90, 95, 100, 105, 110, 120].flatMap((strike) =>
      [0.25, 1].map((tau) => {
        const width = 20 * Math.sqrt(tau);
        const price = Math.max(100 - strike, 0) +
          0.4 * width * Math.exp(-(((strike - 100) / width) ** 2));
        return `${strike},${tau},call,${price}`;
      })
    ).join("\n") + "\n";
  const out = await Deno.makeTempDir();
  try {
    const { code, stdout } = await runOn(
      quotes,
      ...["--law", "all", "--spot", "100", "--rate", "0", "--dividend", "0"],
      ...["--starts", "1", "--json", "--out", out],
    );
    assertEquals(code, 0);
    const laws = JSON.parse(stdout).map(({ law }: { law: string }) => law);
    assertEquals(laws.length, 9);
    const files = Array.from(Deno.readDirSync(out), ({ name }) => name);
    assertEquals(
      files.sort(),
      laws.map((law: string) => `calibration_${law}.json`).sort(),
    );
  } finally {
    await Deno.remove(out, { recursive: true });
  }
});

const HEAD = "strike,maturity,type,price\n";
for (
  const [name, content, message] of [
    ["an empty file", "", "The file is empty"],
    ["a header alone", HEAD, "no rows"],
    ["text in a number", `${HEAD}100,1,call,abc\n`, 'Cannot read "abc"'],
    ["a strike of 0", `${HEAD}0,1,call,5\n`, 'column "strike"'],
    ["a maturity of 0", `${HEAD}100,0,call,5\n`, 'column "maturity"'],
    ["a negative price", `${HEAD}100,1,call,-5\n`, 'Cannot use "-5"'],
    ["an infinity", `${HEAD}100,1,call,Infinity\n`, "row 2"],
    ["a ragged row", `${HEAD}100,1,call\n`, "3 fields"],
    ["a missing column", "strike,maturity,price\n100,1,5\n", '"type"'],
  ] as const
) {
  Deno.test(`tenor calibrate exits with 2 on ${name}, naming the place`, async () => {
    const { code, stdout, stderr, path } = await runOn(
      content,
      ...["--law", "heston", "--spot", "100"],
    );
    assertEquals([code, stdout], [2, ""]);
    assertStringIncludes(stderr, path);
    assertStringIncludes(stderr, message);
  });
}

Deno.test("tenor calibrate names the nearest law to a misspelt one", async () => {
  const { code, stderr } = await run(SPX, "--law", "hesten");
  assertEquals(code, 2);
  assert(stderr.includes('did you mean "heston"'));
});
