/** `tenor runs`, run as users run it. */

import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { registerArtifact } from "lib/registry/store.ts";
import { type RunOptions, startRun } from "lib/tracking/run.ts";
import { holdRun } from "scripts/hold_run.ts";
import { checkWellFormed } from "../report/well_formed.ts";
import { inRuns, OPTIONS } from "../tracking/runs_folder.ts";

const ROOT = new URL("../../", import.meta.url).pathname;

async function tenor(cwd: string, ...args: string[]) {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      ...["run", "--quiet", "-A", "--config", `${ROOT}deno.json`],
      ...[`${ROOT}scripts/tenor.ts`, ...args],
    ],
    cwd,
    env: { NO_COLOR: "1", MLFLOW_TRACKING_URI: "" },
  }).output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code, stdout: text(stdout), stderr: text(stderr) };
}

/** Three runs: two that finished a day apart, one that failed. */
async function writeRuns(dir: string): Promise<string[]> {
  const root = `${dir}/results/runs`;
  const write = async (
    options: Partial<RunOptions>,
    slope: number,
    failure?: string,
  ) => {
    const run = await startRun({ root, ...OPTIONS, ...options });
    for (let epoch = 1; epoch <= 30; ++epoch) {
      await run.metric("loss", Math.exp(-slope * epoch), { epoch, net: "a<b" });
    }
    await run.metric("rmse", slope);
    await run.file("charts/loss.svg", "<svg/>");
    await (failure === undefined ? run.finish() : run.fail(failure));
    return run.path.slice(root.length + 1);
  };
  return [
    await write({ config: { rate: 0.1, net: { layers: 2 } }, seed: 1 }, 0.1),
    await write({
      config: { rate: 0.2, net: { layers: 2 } },
      seed: 1,
      time: "2026-01-03T03:04:05Z",
    }, 0.2),
    await write({ name: "dax", time: "2026-01-04T03:04:05Z" }, 0.3, "no data"),
  ];
}

Deno.test("tenor runs list and show say what was run, and whether its files are whole", () =>
  inRuns(async (dir) => {
    const [first, second, failed] = await writeRuns(dir);
    const list = await tenor(dir, "runs", "list");
    assertEquals([list.code, list.stderr], [0, ""]);
    const [head, ...lines] = list.stdout.trimEnd().split("\n");
    assert(head.startsWith("run "));
    assertEquals(lines.map((line) => line.split(/ {2,}/).slice(0, 3)), [
      [failed, "failed", "2026-01-04 03:04:05"],
      [second, "finished", "2026-01-03 03:04:05"],
      [first, "finished", "2026-01-02 03:04:05"],
    ]);
    const some = await tenor(
      dir,
      ...["runs", "list", "--status", "finished", "--name", "spx"],
      ...["--limit", "1", "--json"],
    );
    assertEquals(JSON.parse(some.stdout).map(({ id }: { id: string }) => id), [
      second,
    ]);
    const show = await tenor(dir, "runs", "show", "calibration_dax");
    assertEquals(show.code, 0, show.stderr);
    for (const text of ["no data", "loss{net=a<b}", "charts/loss.svg"]) {
      assertStringIncludes(show.stdout, text);
    }
    await Deno.writeTextFile(
      `${dir}/results/runs/${failed}/charts/loss.svg`,
      "",
    );
    const damaged = await tenor(dir, "runs", "show", "latest", "--json");
    assertEquals(damaged.code, 1);
    const { files, params, manifest } = JSON.parse(damaged.stdout);
    assertEquals(files[0], {
      path: "charts/loss.svg",
      bytes: 0,
      state: "damaged",
    });
    assertEquals([params, manifest.failure], [{}, "no data"]);
  }));

Deno.test("tenor runs compare tells what differs and writes a page with charts", () =>
  inRuns(async (dir) => {
    const [first, second] = await writeRuns(dir);
    const { code, stdout, stderr } = await tenor(
      dir,
      ...["runs", "compare", first, second, "--out", "pages/compare.html"],
    );
    assertEquals([code, stderr], [0, ""]);
    const lines = stdout.split("\n").map((line) => line.split(/ {2,}/));
    const find = (name: string) => lines.find(([cell]) => cell === name);
    assertEquals(find("rate"), ["rate", "0.1", "0.2"]);
    assertEquals(find("rmse"), ["rmse", "0.1", "0.2"]);
    assertEquals(find("net.layers"), undefined);
    const page = await Deno.readTextFile(`${dir}/pages/compare.html`);
    const charts = page.match(/<svg xmlns[^]*?<\/svg>(?=<fig)/g)!;
    assertEquals(charts.length, 2);
    for (const chart of charts) assertEquals(checkWellFormed(chart), "svg");
    assertStringIncludes(page, "loss{net=a&lt;b}");
    assertStringIncludes(page, "1 of 2 parameters");
    const json = JSON.parse(
      (await tenor(dir, "runs", "compare", first, second, "latest", "--json"))
        .stdout,
    );
    assertEquals(json.metrics[1].values, [0.1, 0.2, 0.3]);
    assertEquals(json.curves[0].curves[2].steps.length, 30);
  }));

Deno.test("tenor runs names the nearest run, and refuses what cannot be compared or pruned", () =>
  inRuns(async (dir) => {
    const [first] = await writeRuns(dir);
    const cases = [
      [["show", first.replace("spx", "spy")], `the nearest is ${first}`],
      [["show", "calibration_spx"], "2 do"],
      [["compare", first, first], "named twice"],
      [["list", "--status", "finish"], "the nearest to finish is finished"],
      [["prune"], "--keep, --older-than and --failed"],
      [["prune", "--keep", "1", "--failed"], "2 of them"],
      [["reproduce", first], "must name the command"],
    ] as const;
    for (const [args, message] of cases) {
      const { code, stdout, stderr } = await tenor(dir, "runs", ...args);
      assertEquals([code, stdout], [2, ""], stderr);
      assertStringIncludes(stderr, message);
      assertEquals(stderr.trimEnd().split("\n").length, 1);
    }
  }));

Deno.test("tenor runs prune removes what it says, and no run of a model", () =>
  inRuns(async (dir) => {
    const [first, second, failed] = await writeRuns(dir);
    await startRun({
      root: `${dir}/results/runs`,
      ...OPTIONS,
      name: "young",
      time: new Date().toISOString(),
    });
    await registerArtifact(`${dir}/results/models`, {
      name: "net",
      kind: "forecast",
      created: OPTIONS.time,
      runId: first,
      codeVersion: "1",
      command: "deno task tenor model train",
      metrics: {},
      dataHash: "",
      hyperparameters: {},
      details: {},
      files: {},
    });
    const left = async () =>
      (await Array.fromAsync(Deno.readDir(`${dir}/results/runs`)))
        .map(({ name }) => name.split("_")[1]).sort();
    const dry = await tenor(
      dir,
      ...["runs", "prune", "--keep", "0", "--dry-run", "--json"],
    );
    const plan = JSON.parse(dry.stdout);
    assertEquals(plan.removed, [failed, second]);
    assertEquals(plan.spared[1], { run: first, why: "net 1.0.0 is of it" });
    assertEquals((await left()).length, 4);
    assertEquals((await tenor(dir, "runs", "prune", "--failed")).code, 0);
    assertEquals(await left(), ["spx", "spx", "young"]);
    const old = await tenor(dir, "runs", "prune", "--older-than", "1");
    assertStringIncludes(old.stdout, "1 run removed");
    assertEquals(await left(), ["spx", "young"]);
  }));

Deno.test("tenor runs prune leaves what a process is at, even if it began long ago", () =>
  inRuns(async (dir) => {
    const { path } = await startRun({
      root: `${dir}/results/runs`,
      ...OPTIONS,
    });
    const id = path.split("/").at(-1);
    const prune = async () => {
      const args = ["runs", "prune", "--failed", "--json"];
      return JSON.parse((await tenor(dir, ...args)).stdout);
    };
    {
      using _held = await holdRun(path);
      assertEquals(await prune(), {
        dryRun: false,
        removed: [],
        spared: [{ run: id, why: "a process is at it" }],
      });
    }
    assertEquals((await prune()).removed, [id]);
  }));

/** Bars that rise and fall, so that a crossover trades. */
function wavyBars(level: number): string {
  const rows = Array.from({ length: 300 }, (_, i) => {
    const close = (level + 20 * Math.sin(i / 25)).toFixed(2);
    const date = new Date(Date.UTC(2020, 0, 1 + i)).toISOString().slice(0, 10);
    return `${date},${close},${close},${close},${close},100000`;
  });
  return `date,open,high,low,close,volume\n${rows.join("\n")}\n`;
}

Deno.test("tenor runs reproduce gives the same bytes again, and names the input that changed", () =>
  inRuns(async (dir) => {
    await Deno.writeTextFile(`${dir}/waves.csv`, wavyBars(100));
    await Deno.writeTextFile(
      `${dir}/c.yaml`,
      `
name: waves
data: waves.csv
symbol: waves
strategy: moving-average
settings: { fast: 5, slow: 20 }
leakCuts: 0
`,
    );
    const run = await tenor(dir, "backtest", "c.yaml", "--json");
    assertEquals(run.code, 0, run.stderr);
    const { run: path } = JSON.parse(run.stdout);
    const again = await tenor(dir, "runs", "reproduce", "latest", "--json");
    assertEquals(again.code, 0, again.stderr);
    const same = JSON.parse(again.stdout);
    assertEquals([same.run, same.same, same.inputs], [path, true, []]);
    assert(same.again !== path);
    assert(same.files.length >= 6, JSON.stringify(same.files));
    await Deno.writeTextFile(`${dir}/waves.csv`, wavyBars(101));
    const other = await tenor(dir, "runs", "reproduce", path);
    assertEquals(other.code, 1);
    assertStringIncludes(other.stdout, "The input waves.csv is another");
    assertStringIncludes(other.stdout, "differs  artifacts/ledger.csv");
    assertStringIncludes(other.stdout, "same     params.json");
    await Deno.remove(`${dir}/waves.csv`);
    const none = await tenor(dir, "runs", "reproduce", path);
    assertEquals([none.code, none.stdout], [1, ""]);
    assertStringIncludes(none.stderr, "waves.csv");
    assertStringIncludes(none.stderr, "wrote none");
  }));
