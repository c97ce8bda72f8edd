import { assert, assertEquals, assertStringIncludes } from "@std/assert";

async function run(
  ...args: string[]
): Promise<{ code: number; stdout: string; stderr: string }> {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "-A", "scripts/tenor.ts", "posterior", ...args],
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

const HEAD = "strike,maturity,type,implied_vol,spot,rate,dividend\n";
const QUOTES = HEAD +
  [80, 90, 100, 110, 120].flatMap((strike) =>
    [0.5, 1].map((tau) =>
      `${strike},${tau},call,${0.2 - 0.001 * (strike - 100)},100,0.02,0`
    )
  ).join("\n") + "\n";
const FEW = ["--draws", "30", "--warmup", "40", "--chains", "2"];

Deno.test("tenor posterior --json has the fields that programs read", async () => {
  const { code, stdout, stderr } = await runOn(
    QUOTES,
    "--law",
    "vg",
    ...FEW,
    "--contract-draws",
    "2",
    "--samples",
    "--json",
  );
  assertEquals(code, 0, stderr);
  const report = JSON.parse(stdout);
  assertEquals(Object.keys(report), [
    "law",
    "sampler",
    "draws",
    "chains",
    "warmup",
    "noise",
    "quotes",
    "parameters",
    "divergences",
    "acceptance",
    "evaluations",
    "misfit",
    "milliseconds",
    "warnings",
    "leastSquares",
    "predictive",
    "contracts",
    "samples",
  ]);
  assertEquals(report.law, "variance-gamma");
  assertEquals([report.chains, report.draws], [2, 30]);
  assertEquals(Object.keys(report.parameters.nu), [
    "mean",
    "sd",
    "hdi3",
    "hdi97",
    "q05",
    "q50",
    "q95",
    "mcseMean",
    "mcseSd",
    "essBulk",
    "essTail",
    "rHat",
  ]);
  assertEquals(Object.keys(report.samples), ["sigma", "nu", "theta", "noise"]);
  assertEquals(report.samples.nu.map((c: number[]) => c.length), [30, 30]);
  assertEquals(
    report.contracts.map((c: { name: string }) => c.name),
    ["down-and-out call", "arithmetic Asian call"],
  );
  assertEquals(report.predictive.expiries.length, 2);
});

Deno.test("tenor posterior prints a summary, and --out writes report, draws and charts", async () => {
  const dir = await Deno.makeTempDir();
  try {
    const { code, stdout, stderr } = await runOn(
      QUOTES,
      "--law",
      "black-scholes",
      ...FEW,
      "--no-contracts",
      "--noise",
      "0.01",
      "--out",
      dir,
    );
    assertEquals(code, 0, stderr);
    for (const word of ["mean", "hdi_3%", "ess_tail", "r_hat", "sigma"]) {
      assertStringIncludes(stdout, word);
    }
    // 60 draws cannot be 400 effective ones.
    assertStringIncludes(stdout, "! sigma has only");
    const files = await Array.fromAsync(Deno.readDir(dir));
    assertEquals(files.map(({ name }) => name).sort(), [
      "bands_black-scholes.svg",
      "draws_black-scholes.csv",
      "marginals_black-scholes.svg",
      "posterior_black-scholes.json",
      "trace_black-scholes.svg",
    ]);
    const csv = await Deno.readTextFile(`${dir}/draws_black-scholes.csv`);
    assertEquals(csv.trim().split("\n").length, 61);
    assertStringIncludes(csv, "chain,draw,sigma,log_density,diverged");
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
});

Deno.test("tenor posterior gives the same draws whatever the number of threads", async () => {
  const outputs = await Promise.all(["0", "2"].map(async (workers) => {
    const { stdout } = await runOn(
      QUOTES,
      "--law",
      "bs",
      ...FEW,
      "--no-contracts",
      "--samples",
      "--workers",
      workers,
      "--json",
    );
    return JSON.parse(stdout).samples;
  }));
  assertEquals(outputs[0], outputs[1]);
});

const BAD: readonly (readonly [string, string, readonly string[], string])[] = [
  ["an empty file", "", [], ".csv"],
  ["a strike of 0", HEAD + "0,1,call,0.2,100,0,0\n", [], "strike"],
  ["text in a number", HEAD + "90,1,call,high,100,0,0\n", [], "implied_vol"],
  ["spread noise without a spread", QUOTES, ["--noise", "spread"], "ask > bid"],
  ["noise of 0", QUOTES, ["--noise", "0"], "--noise"],
  ["an odd number of walkers", QUOTES, [
    "--sampler",
    "ensemble",
    "--walkers",
    "9",
  ], "even"],
  ["too few draws", QUOTES, ["--draws", "3"], "--draws"],
  ["an unknown sampler", QUOTES, ["--sampler", "gibbs"], "nuts"],
  [
    "an acceptance of 1",
    QUOTES,
    ["--target-acceptance", "1"],
    "between 0 and 1",
  ],
];

for (const [what, content, flags, words] of BAD) {
  Deno.test(`tenor posterior exits with 2 on ${what}`, async () => {
    const { code, stdout, stderr } = await runOn(
      content,
      "--law",
      "vg",
      ...flags,
    );
    assertEquals(code, 2, stderr);
    assertEquals(stdout, "");
    assertStringIncludes(stderr, words);
    assert(!stderr.includes("    at "), stderr);
  });
}

Deno.test("tenor posterior names the nearest law to a misspelt one", async () => {
  const { code, stderr } = await runOn(QUOTES, "--law", "hestan");
  assertEquals(code, 2);
  assertStringIncludes(stderr, '"heston"');
});
