/** `tenor experiment run`, run as users run it, on small panels. */

import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { compareFolders } from "lib/tracking/compare_folders.ts";
import { runsOf, settings, withStudy } from "./factory_command.ts";

/** A study of three linear models on a made panel, with both controls. */
const SETTINGS = "data: planted\nsequenceLength: 8\npurge: auto\nembargo: 20\n";
const EXPERIMENT =
  "models: [naive, nlinear, logistic]\nhorizons: [1]\ncontrols: [planted, noise]\n";

/** As {@link withStudy}, with settings and an experiment `small`. */
function withExperiment(
  work: Parameters<typeof withStudy>[0],
): Promise<void> {
  return withStudy(async (study) => {
    await Deno.mkdir(`${study.dir}/experiments`);
    await Deno.writeTextFile(`${study.dir}/config.yaml`, SETTINGS);
    await Deno.writeTextFile(
      `${study.dir}/experiments/small.yaml`,
      EXPERIMENT,
    );
    await work(study);
  });
}

/** Arguments that run it. */
function experiment(
  set: Readonly<Record<string, string | number>> = {},
  name = "small",
): string[] {
  return [
    ...["experiment", "run", name, "--config", "config.yaml"],
    ...settings(set),
  ];
}

interface Row {
  readonly model: string;
  readonly horizon: number;
  readonly symbol?: string;
  readonly metrics: Readonly<Record<string, number | null>>;
  readonly baseline: string;
  readonly significant: boolean;
}

Deno.test("an experiment finds the planted signal and none in noise, whatever the number of threads, and is reproduced to the last byte", () =>
  withExperiment(async ({ dir, tenor }) => {
    const of = async (workers: number) => {
      const { code, stdout, stderr } = await tenor(
        ...experiment(),
        ...["--workers", String(workers), "--json"],
      );
      assertEquals([code, stderr], [0, ""]);
      const { run, ...found } = JSON.parse(stdout);
      return { run, found };
    };
    const [two, one] = [await of(2), await of(1)];
    assertEquals(one.found, two.found);
    const { rows, noise, planted, registered } = two.found;
    assertEquals([noise.found, planted.found], [false, true]);
    assertStringIncludes(noise.verdict, "Nothing found");
    assertStringIncludes(planted.verdict, "Found");
    assertEquals(registered, []);

    const whole = (rows as Row[]).filter(({ symbol }) => symbol === undefined);
    assertEquals(
      whole.map(({ model, horizon }) => [model, horizon]),
      [["naive", 1], ["nlinear", 1], ["logistic", 1]],
    );
    const symbols = (rows as Row[]).flatMap(({ symbol }) => symbol ?? []);
    assertEquals([...new Set(symbols)], ["S00", "S01", "S02", "S03"]);
    for (const { baseline, significant, metrics } of rows as Row[]) {
      assert(["naive", "nlinear", "logistic"].includes(baseline));
      assertEquals(typeof significant, "boolean");
      assert(metrics["logLoss"]! > 0 && metrics["accuracy"]! > 0);
    }
    const again = await tenor("runs", "reproduce", "latest", "--json");
    const { same, files } = JSON.parse(again.stdout);
    assertEquals([again.code, same], [0, true], again.stdout);
    const paths = files.map(({ path }: { path: string }) => path);
    for (
      const path of [
        "artifacts/nlinear-h1/model.onnx",
        "artifacts/noise.json",
        "predictions/planted_logistic-h1.parquet",
        "charts/data_h1.svg",
        "report.html",
      ]
    ) assert(paths.includes(path), `${path} is not among ${paths}`);
    assertEquals((await runsOf(dir)).length, 3);
  }));

Deno.test("an experiment that was killed goes on with what it had, and ends as one that was not", () =>
  withExperiment(async ({ dir, tenor, start }) => {
    const args = [...experiment(), "--workers", "1", "--json"];
    const { run: wanted } = JSON.parse((await tenor(...args)).stdout);
    const child = start(...args);
    const killed = await firstCell(dir, wanted.split("/").at(-1));
    child.kill("SIGKILL");
    await Promise.all([
      child.stdout.cancel(),
      child.stderr.cancel(),
      child.status,
    ]);
    const other = await tenor(
      ...experiment({ seed: 7 }),
      ...["--resume", killed],
    );
    assertEquals(other.code, 2);
    assertStringIncludes(other.stderr, "seed is 7, was 42");
    const ended = await tenor(...args, "--resume", killed);
    assertEquals([ended.code, ended.stderr], [0, ""]);
    const { same, files } = await compareFolders(
      `${dir}/${wanted}`,
      `${dir}/results/runs/${killed}`,
    );
    const differing = files.filter((file) => file.state !== "same");
    assert(same, JSON.stringify(differing));
  }));

/** The run beside another, once it has a cell. */
async function firstCell(dir: string, other: string): Promise<string> {
  for (;;) {
    const run = (await runsOf(dir)).find((name) => name !== other);
    if (run !== undefined) {
      try {
        const cells = Deno.readDirSync(
          `${dir}/results/runs/${run}/checkpoints`,
        );
        if ([...cells].some(({ name }) => name.endsWith(".json"))) return run;
      } catch (error) {
        if (!(error instanceof Deno.errors.NotFound)) throw error;
      }
    }
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

Deno.test("what beats every baseline on the data is registered and promoted, unless the registry is to be left alone", () =>
  withExperiment(async ({ dir, tenor }) => {
    const beyond = experiment({ models: "naive,lightgbm", controls: "" });
    const alone = await tenor(...beyond, "--no-register", "--json");
    assertEquals(alone.code, 0, alone.stderr);
    assertEquals(JSON.parse(alone.stdout).registered, []);
    const { code, stdout, stderr } = await tenor(...beyond, "--json");
    assertEquals([code, stderr], [0, ""]);
    const { found, rows, registered, run } = JSON.parse(stdout);
    const significant = rows.filter((row: Row) => row.significant);
    assertEquals([found, significant[0].model], [true, "lightgbm"]);
    assertEquals(registered, ["results/models/lightgbm-h1/v1.0.0"]);
    const show = await tenor(
      ...["models", "show", "lightgbm-h1", "--version", "champion", "--json"],
    );
    const { runId, version, details } = JSON.parse(show.stdout);
    assertEquals(`results/runs/${runId}`, run);
    assertEquals([version, details.inputs], ["1.0.0", "raw"]);
    assert((await Deno.stat(`${dir}/${run}/report.html`)).isFile);
  }));

Deno.test("tenor experiment run ends with 2 and one line that names what is wrong", () =>
  withExperiment(async ({ dir, tenor }) => {
    for (
      const [args, ...said] of [
        [experiment({}, "smal"), "smal.yaml", "small.yaml"],
        [experiment({ models: "naive,lightgmb" }), "lightgmb", "lightgbm"],
        [experiment({ models: "lightgbm" }), "baseline", "logistic"],
        [experiment({ controls: "noise,plant" }), "planted", "plant"],
        [experiment({ horizon: 5 }), '"horizon"', "nearest is horizons"],
        [experiment({ horizons: "1,1" }), '"horizons"', "different"],
        [experiment({ data: "none.csv" }), "none.csv"],
        [experiment({ "nlinear.lamda": 1 }), "lamda"],
      ] as const
    ) {
      const { code, stdout, stderr } = await tenor(...args);
      assertEquals([code, stdout], [2, ""], `${args}: ${stderr}`);
      for (const text of said) assertStringIncludes(stderr, text);
      assert(!stderr.includes("    at "), stderr);
    }
    assertEquals(await runsOf(dir), []);
  }));

Deno.test("tenor experiment run --print-config shows where each value comes from", () =>
  withExperiment(async ({ dir, tenor }) => {
    const { code, stdout } = await tenor(
      ...experiment({ embargo: 5 }),
      "--print-config",
    );
    assertEquals(code, 0);
    const rows = stdout.trimEnd().split("\n").map((line) =>
      line.split(/ {2,}/)
    );
    const shown = (key: string) =>
      rows.find(([name]) => name === key)?.slice(1);
    assertEquals(shown("sequenceLength"), ["8", "config.yaml"]);
    assertEquals(shown("horizons"), ["[1]", "experiments/small.yaml"]);
    assertEquals(shown("embargo"), ["5", "--set"]);
    assertEquals(shown("seed"), ["42", "default"]);
    assertEquals(await runsOf(dir), []);
  }));
