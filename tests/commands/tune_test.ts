import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertStringIncludes,
} from "@std/assert";
import { makeRng } from "lib/core/rng.ts";

async function run(...args: string[]) {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "--quiet",
      "--no-check",
      "-A",
      "scripts/tenor.ts",
      "tune",
      ...args,
    ],
  }).output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code, stdout: text(stdout), stderr: text(stderr) };
}

/** A step in a, a square of b, three letters, days of 20 rows. */
async function withTable(
  work: (file: string, folder: string) => Promise<void>,
): Promise<void> {
  const folder = await Deno.makeTempDir();
  const rng = makeRng(8);
  const lines = Array.from({ length: 300 }, (_, i) => {
    const [a, b] = [rng.uniform(), rng.uniform()];
    const c = "pqr"[Math.floor(3 * rng.uniform())];
    const y = (a > 0.5 ? 2 : 0) + b * b + (c === "p" ? 0.5 : 0) +
      0.1 * rng.normal();
    return `${a},${b},${c},${Math.floor(i / 20)},${y},${
      y > 1.4 ? "up" : "down"
    }`;
  });
  try {
    const file = `${folder}/train.csv`;
    await Deno.writeTextFile(
      file,
      ["a,b,c,day,y,move", ...lines].join("\n") + "\n",
    );
    await work(file, folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("tenor tune beats the defaults, the same for any number of threads and after a stop", () =>
  withTable(async (file, folder) => {
    const flags = [
      ...[
        file,
        "--target",
        "y",
        "--ignore",
        "move",
        "--group",
        "day",
        "--model",
        "boosting",
      ],
      ...[
        "--set",
        "rounds=40",
        "--startup",
        "6",
        "--folds",
        "3",
        "--pruner",
        "median",
        "--json",
      ],
    ];
    const one = await run(...flags, "--trials", "14", "--workers", "1");
    assertEquals(one.code, 0, one.stderr);
    const { best, defaults, trials, metric, fit } = JSON.parse(one.stdout);
    assertEquals(metric, "mae");
    assert(best.score <= defaults);
    assertEquals(best.folds.length, 3);
    const mean = best.folds.reduce((s: number, x: number) => s + x, 0) / 3;
    assertAlmostEquals(best.score, mean, 1e-12);
    assertEquals(trials.complete + trials.pruned, 14);
    assert(!("rounds" in best.params));
    assertStringIncludes(fit, "--group day --set rounds=40 --set leaves=");

    for (const storage of [`${folder}/study.db`, `${folder}/run`]) {
      const first = await run(...flags, "--trials", "5", "--storage", storage);
      assertEquals(first.code, 0, first.stderr);
      const rest = await run(
        ...flags,
        "--trials",
        "14",
        "--workers",
        "2",
        "--storage",
        storage,
      );
      assertEquals(rest.stdout, one.stdout);
    }
    const other = await run(
      ...flags,
      "--seed",
      "2",
      "--storage",
      `${folder}/run`,
    );
    assertEquals(other.code, 2);
    assertStringIncludes(other.stderr, "its seed must be the same");
  }));

Deno.test("tenor tune searches what a YAML file says, by another metric", () =>
  withTable(async (file, folder) => {
    const space = `${folder}/space.yaml`;
    await Deno.writeTextFile(
      space,
      "alpha: { type: float, min: 0.001, max: 100, log: true }\n",
    );
    const { code, stdout, stderr } = await run(
      ...[
        file,
        "--target",
        "y",
        "--ignore",
        "move,day",
        "--model",
        "ridge",
        "--space",
        space,
      ],
      ...["--metric", "r2", "--sampler", "random", "--trials", "8", "--json"],
    );
    assertEquals(code, 0, stderr);
    const { best, defaults } = JSON.parse(stdout);
    assertEquals(Object.keys(best.params), ["alpha"]);
    assert(best.score >= defaults && best.score > 0.6 && best.score < 1);
  }));

Deno.test("tenor tune of two classes scores by log loss", () =>
  withTable(async (file) => {
    const { code, stdout, stderr } = await run(
      ...[
        file,
        "--target",
        "move",
        "--ignore",
        "y,day",
        "--model",
        "logistic",
        "--trials",
        "6",
        "--startup",
        "4",
      ],
    );
    assertEquals(code, 0, stderr);
    assertStringIncludes(stdout, "logistic: logloss 0.");
    assertStringIncludes(stdout, "--model logistic --ignore y,day --set c=");
    assertStringIncludes(stdout, "so it flatters");
  }));

Deno.test("tenor tune says what is wrong, with exit code 2", () =>
  withTable(async (file, folder) => {
    const space = `${folder}/space.json`;
    await Deno.writeTextFile(
      space,
      '{"alpha": {"type": "flaot", "min": 0, "max": 1}}',
    );
    const cases: [string[], string][] = [
      [["--target", "z"], "The column is missing"],
      [["--target", "y", "--set", "leafs=3"], "The nearest is leaves"],
      [
        ["--target", "y", "--model", "ridge", "--space", space],
        "float, integer or choice",
      ],
      [["--target", "y", "--folds", "400"], "there are 300"],
      [[
        "--target",
        "y",
        "--model",
        "ridge",
        "--set",
        "alpha=1",
        "--set",
        "standardize=true",
      ], "at least one parameter"],
    ];
    for (const [flags, message] of cases) {
      const { code, stderr } = await run(
        file,
        "--trials",
        "1",
        "--ignore",
        "move",
        ...flags,
      );
      assertStringIncludes(stderr, message);
      assertEquals(code, 2);
    }
  }));
