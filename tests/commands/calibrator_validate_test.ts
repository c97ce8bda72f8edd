import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertStringIncludes,
} from "@std/assert";
import { sha256Hex } from "lib/core/hash.ts";
import { checkWellFormed } from "../report/well_formed.ts";

const SPX = "data/raw/spx_2002-04-18.csv";

async function run(kind: string, ...args: string[]) {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      ...["run", "--quiet", "-A", "scripts/tenor.ts"],
      ...["calibrator", "validate", kind, ...args],
    ],
  }).output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code, stdout: text(stdout), stderr: text(stderr) };
}

/** Runs a study into a folder of its own and reads what it wrote. */
async function studied(kind: string, ...args: string[]) {
  const out = await Deno.makeTempDir();
  try {
    const printed = await run(kind, SPX, "--out", out, "--json", ...args);
    assertEquals(printed.code, 0, printed.stderr);
    const json = JSON.parse(printed.stdout);
    const read = (name: string) => Deno.readTextFile(`${json.run}/${name}`);
    const manifest = JSON.parse(await read("manifest.json"));
    for (const [name, hash] of Object.entries(manifest.files)) {
      const bytes = await Deno.readFile(`${json.run}/${name}`);
      assertEquals(await sha256Hex(bytes), hash);
      if (name.endsWith(".svg")) {
        checkWellFormed(await read(name));
      }
    }
    assertEquals(manifest.status, "finished");
    assertEquals(manifest.kind, "validation");
    const page = await read("report.html");
    // The verdict stands on the page, in the run and in what is printed.
    const verdict = await read("artifacts/verdict.txt");
    assertEquals(verdict, `${json.verdict.join("\n")}\n`);
    assertStringIncludes(page, json.verdict[0].slice(0, 60));
    assertStringIncludes(page, "<svg");
    return { ...json, metrics: await read("metrics.jsonl") };
  } finally {
    await Deno.remove(out, { recursive: true });
  }
}

Deno.test("tenor calibrator validate out-of-sample writes a run with a verdict", async () => {
  const { result, metrics, verdict } = await studied(
    ...["out-of-sample", "--law", "vg", "--hold-out", "strikes", "wings"],
  );
  assertEquals(result.map(({ scheme }: { scheme: string }) => scheme), [
    "strikes",
    "wings",
  ]);
  const [vg, naive] = result[0].scores;
  assertEquals([vg.model, naive.model], ["variance-gamma", "naive smile"]);
  // Fitted to all 75 quotes VG misses by 1.165 points; held out by no less.
  assertAlmostEquals(vg.inSample.rmse, 0.0116, 3e-4);
  assert(vg.outOfSample.rmse > vg.inSample.rmse);
  assertEquals(vg.outOfSample.count, 75);
  assertEquals(naive.inSample.rmse, 0);
  assertStringIncludes(metrics, '"rmse_held_out"');
  assertStringIncludes(verdict[0], "variance-gamma misses held-out strikes by");
});

Deno.test("tenor calibrator validate significance compares laws and the naive smile", async () => {
  const { result } = await studied("significance", "--law", "vg", "nig");
  assertEquals(
    result.pairs.map(({ a, b }: { a: string; b: string }) => `${a} ${b}`),
    [
      "variance-gamma nig",
      "variance-gamma naive smile",
      "nig naive smile",
    ],
  );
  assertEquals([result.unit, result.units.length], ["expiry", 7]);
});

Deno.test("tenor calibrator validate sensitivity shows what noise does", async () => {
  const { result } = await studied(
    ...["sensitivity", "--law", "nig", "--trials", "3", "--starts", "1"],
  );
  assertEquals(result[0].law, "nig");
  const shifts = result[0].noise.map(({ surface }: { surface: number }) =>
    surface
  );
  assert(shifts[0] < shifts[4], "more noise moves the surface more");
  assertEquals(result[0].strange.length, 7);
});

Deno.test("tenor calibrator validate refuses what it cannot study, in a sentence", async () => {
  const out = await Deno.makeTempDir();
  try {
    const oneDay = await run("forward-walk", SPX, "--law", "vg", "--out", out);
    assertEquals(oneDay.code, 2);
    assertStringIncludes(oneDay.stderr, "at least two days");
    // The run that failed says why.
    const [failed] = [...Deno.readDirSync(out)].map(({ name }) => name);
    const manifest = JSON.parse(
      await Deno.readTextFile(`${out}/${failed}/manifest.json`),
    );
    assertEquals(manifest.status, "failed");
    assertStringIncludes(manifest.failure, "at least two days");
    const law = await run("sensitivity", SPX, "--law", "vgg", "--out", out);
    assertEquals(law.code, 2);
    assertStringIncludes(law.stderr, '"vgg"');
    const file = await run("out-of-sample", "none.csv", "--law", "vg");
    assertEquals(file.code, 2);
    assertStringIncludes(file.stderr, "no such file");
  } finally {
    await Deno.remove(out, { recursive: true });
  }
});
