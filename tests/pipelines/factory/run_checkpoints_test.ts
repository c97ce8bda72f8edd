import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import type { Checkpoint } from "lib/models/networks/checkpoint.ts";
import { damagedFiles, readRun } from "lib/tracking/read_run.ts";
import { resumeRun } from "lib/tracking/resume_run.ts";
import { type Run, startRun } from "lib/tracking/run.ts";
import { fitCell } from "pipelines/factory/fit_cell.ts";
import { prepare } from "pipelines/factory/prepare.ts";
import { runCheckpoints } from "pipelines/factory/run_checkpoints.ts";
import "../../graph/wasm_ready.ts";
import { inFolder, NOW, smallStudy } from "./small_study.ts";

/** A run in a folder that is gone after the test. */
function inRun(work: (run: Run) => Promise<void>): Promise<void> {
  return inFolder(async (root) =>
    await work(
      await startRun({
        root,
        kind: "model",
        name: "lstm-h1",
        time: "2026-01-02T03:04:05Z",
        codeVersion: "1",
      }),
    )
  );
}

/** What is left after some epochs. */
function after(epochs: number): Checkpoint {
  const state = {
    step: 10 * epochs,
    parameters: Float32Array.of(epochs, 2),
    states: new Float32Array(),
    moments: [Float32Array.of(3)],
  };
  return {
    settings: "{}",
    state,
    best: { parameters: Float32Array.of(1, 2), states: new Float32Array() },
    history: Array.from({ length: epochs }, (_, i) => (
      { epoch: i + 1, training: 1 / (i + 1), validation: 2 / (i + 1) }
    )),
  };
}

const epochs = (checkpoint: Checkpoint | null) => checkpoint?.history.length;
const named = async ({ path }: Run) =>
  Object.keys((await readRun(path)).manifest.files);

Deno.test("a run keeps a checkpoint an epoch and goes on from the newest", () =>
  inRun(async (run) => {
    const store = runCheckpoints(run);
    assertEquals(await store.load(), null);
    for (const n of [1, 2, 3]) await store.save(after(n));
    await store.save(after(3));
    assertEquals(
      await named(run),
      [1, 2, 3].map((n) => `checkpoints/epoch-000${n}.ckpt`),
    );
    const again = runCheckpoints(await resumeRun(run.path));
    assertEquals(await again.load(), after(3));
  }));

for (
  const [how, damage] of [
    ["cut off", (path: string) => Deno.truncate(path, 70)],
    ["empty", (path: string) => Deno.truncate(path, 0)],
    ["altered", async (path: string) => {
      const bytes = await Deno.readFile(path);
      bytes[bytes.length - 1] ^= 1;
      await Deno.writeFile(path, bytes);
    }],
  ] as const
) {
  Deno.test(`a newest checkpoint that is ${how} gives way to the one before, and is written again`, () =>
    inRun(async (run) => {
      const store = runCheckpoints(run);
      for (const n of [1, 2, 3]) await store.save(after(n));
      await damage(`${run.path}/checkpoints/epoch-0003.ckpt`);
      const resumed = runCheckpoints(await resumeRun(run.path));
      assertEquals(epochs(await resumed.load()), 2);
      await resumed.save(after(3));
      assertEquals(await damagedFiles(await readRun(run.path)), []);
      const later = runCheckpoints(await resumeRun(run.path));
      assertEquals(epochs(await later.load()), 3);
    }));
}

Deno.test("a checkpoint that a killed run had no time to name is named by the run that goes on", () =>
  inRun(async (run) => {
    await runCheckpoints(run).save(after(1));
    const before = await Deno.readTextFile(`${run.path}/manifest.json`);
    await runCheckpoints(run).save(after(2));
    const uninterrupted = await Deno.readTextFile(`${run.path}/manifest.json`);
    // As if killed between the checkpoint and the manifest.
    await Deno.writeTextFile(`${run.path}/manifest.json`, before);
    const store = runCheckpoints(await resumeRun(run.path));
    assertEquals(epochs(await store.load()), 2);
    const now = await Deno.readTextFile(`${run.path}/manifest.json`);
    assertEquals(now, uninterrupted);
  }));

Deno.test("what is half written beside the checkpoints is none of them", () =>
  inRun(async (run) => {
    await runCheckpoints(run).save(after(1));
    const folder = `${run.path}/checkpoints`;
    await Deno.writeTextFile(`${folder}/.epoch-0002.ckpt.partial`, "half");
    const store = runCheckpoints(await resumeRun(run.path));
    assertEquals(epochs(await store.load()), 1);
  }));

Deno.test("a checkpoint of another network, another seed or other rows is refused, and said where and why", () =>
  inRun(async (run) => {
    const fit = async (
      family: string,
      set: Readonly<Record<string, string>>,
    ) => {
      const config = await smallStudy({
        symbols: "S00",
        "params.epochs": "1",
        ...set,
      });
      const prepared = await prepare(config, 1, NOW);
      const checkpoints = runCheckpoints(await resumeRun(run.path));
      const model = await fitCell(config, family, 1, prepared, { checkpoints });
      await model.release();
    };
    const hidden = { "params.hidden": "4" };
    await fit("lstm", hidden);
    const refused = async (
      family: string,
      set: Readonly<Record<string, string>>,
      differs: string,
    ) => {
      const { message } = await assertRejects(
        () => fit(family, set),
        RangeError,
        `Cannot resume training from ${run.path}/checkpoints as`,
      );
      assertStringIncludes(message, differs);
    };
    await refused("gru", hidden, "firstWeights is");
    await refused("lstm", { "params.hidden": "8" }, "firstWeights is");
    await refused("lstm", { ...hidden, seed: "1" }, "firstWeights is");
    await refused(
      "lstm",
      { ...hidden, label: "return" },
      "outputs is 1, was 2",
    );
    await refused(
      "lstm",
      { ...hidden, "params.epochs": "2" },
      "epochs is 2, was 1",
    );
    // The same once more has nothing left to do.
    await fit("lstm", hidden);
  }));
