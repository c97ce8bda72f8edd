import {
  assert,
  assertEquals,
  assertNotEquals,
  assertRejects,
} from "@std/assert";
import { compareFolders } from "lib/tracking/compare_folders.ts";
import { damagedFiles, readRun } from "lib/tracking/read_run.ts";
import { resumeRun } from "lib/tracking/resume_run.ts";
import { type Run, startRun } from "lib/tracking/run.ts";
import { prepare } from "pipelines/factory/prepare.ts";
import {
  trainModel,
  type TrainOptions,
} from "pipelines/factory/train_model.ts";
import "../../graph/wasm_ready.ts";
import { inFolder, NOW, smallStudy } from "./small_study.ts";

/** What is trained: three epochs of a small LSTM on one symbol. */
async function lstmStudy(
  set: Readonly<Record<string, string>> = {},
): Promise<TrainOptions> {
  const config = await smallStudy({
    symbols: "S00",
    "params.epochs": "3",
    "params.hidden": "4",
    ...set,
  });
  const prepared = await prepare(config, 1, NOW);
  return { config, family: "lstm", horizon: 1, prepared };
}

const start = (root: string) =>
  startRun({
    root,
    kind: "model",
    name: "lstm-h1",
    time: "2026-01-02T03:04:05Z",
    codeVersion: "1",
  });

/** Trains to the end; a run that is under way ends with it. */
async function train(run: Run, options: TrainOptions): Promise<void> {
  const { model } = await trainModel(run, options);
  await model.release();
  await run.finish();
}

Deno.test("training leaves model, predictions, metrics, charts and a page in its run", () =>
  inFolder(async (root) => {
    const run = await start(root);
    const options = await lstmStudy();
    await train(run, options);
    const stored = await readRun(run.path);
    const { files } = stored.manifest;
    for (
      const name of [
        "artifacts/model.onnx",
        "artifacts/model.json",
        "artifacts/feature_names.json",
        "artifacts/evaluation.json",
        "checkpoints/epoch-0003.ckpt",
        "predictions/test.parquet",
        "charts/learning_curve.svg",
        "charts/calibration.svg",
        "report.html",
      ]
    ) assert(name in files, `${name} is not among ${Object.keys(files)}`);
    assertEquals(await damagedFiles(stored), []);
    const page = await Deno.readTextFile(`${run.path}/report.html`);
    const charts = Object.keys(files).filter((name) => name.endsWith(".svg"));
    assertEquals(page.split("<figure").length - 1, charts.length);
    const names = stored.metrics.map(({ name }) => name);
    for (const name of ["trainingLoss", "accuracy", "logLoss", "sharpe"]) {
      assert(names.includes(name), `${name} is not among ${names}`);
    }
    assertEquals(stored.params["windows.test"], options.prepared.test.count);
  }));

for (const [epoch, step] of [[1, 3], [2, 1], [3, 7]]) {
  Deno.test(`stopped at step ${step} of epoch ${epoch} and taken up again, a training ends with the same bytes`, () =>
    inFolder(async (root) => {
      const options = await lstmStudy();
      const whole = await start(`${root}/whole`);
      await train(whole, options);

      const stopped = await start(`${root}/stopped`);
      const stop = new AbortController();
      const { train: windows } = options.prepared;
      const gather = windows.gatherWindowsInto.bind(windows);
      let steps = 0;
      const perEpoch = Math.ceil(windows.count / 128);
      windows.gatherWindowsInto = (x, rows) => {
        if (++steps === (epoch - 1) * perEpoch + step) stop.abort();
        gather(x, rows);
      };
      await assertRejects(
        () => trainModel(stopped, { ...options, signal: stop.signal }),
        DOMException,
        "abort",
      );
      windows.gatherWindowsInto = gather;
      const left = await readRun(stopped.path);
      assertEquals(
        Object.keys(left.manifest.files).length,
        epoch - 1,
        "a checkpoint for each epoch that ended",
      );
      await train(await resumeRun(stopped.path), options);

      const { same, files } = await compareFolders(whole.path, stopped.path);
      assert(
        same,
        JSON.stringify(files.filter(({ state }) => state !== "same")),
      );
    }));
}

Deno.test("two trainings at once do not hear each other", () =>
  inFolder(async (root) => {
    const options = await lstmStudy({ "params.epochs": "1" });
    const runs = await Promise.all([start(root), start(root)]);
    assertNotEquals(runs[0].path, runs[1].path);
    await Promise.all(runs.map((run) => train(run, options)));
    const { same } = await compareFolders(runs[0].path, runs[1].path);
    assert(same);
  }));

Deno.test("another seed gives another model", () =>
  inFolder(async (root) => {
    const hashes: string[] = [];
    for (const seed of ["1", "2"]) {
      const run = await start(root);
      await train(run, await lstmStudy({ seed, "params.epochs": "1" }));
      const { manifest } = await readRun(run.path);
      hashes.push(manifest.files["artifacts/model.onnx"]);
    }
    assertNotEquals(hashes[0], hashes[1]);
  }));
