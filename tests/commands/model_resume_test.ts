/** `tenor model train --resume`: killed, on a full disk, with other settings. */

import {
  assert,
  assertEquals,
  assertNotEquals,
  assertStringIncludes,
} from "@std/assert";
import { compareFolders } from "lib/tracking/compare_folders.ts";
import { readRun } from "lib/tracking/read_run.ts";
import { CONFIG, runsOf, settings, withStudy } from "./factory_command.ts";

const SET = { data: "planted", sequenceLength: 8, epochs: 4, hidden: 4 };

/** Trains a small LSTM; the arguments are those of each of these runs. */
function train(set: Readonly<Record<string, string | number>> = {}) {
  return [
    ...["model", "train", "--model", "lstm", "--config", CONFIG],
    ...settings({ ...SET, ...set }),
  ];
}

/** Waits until something is so. */
async function until(isSo: () => Promise<boolean>): Promise<void> {
  while (!await isSo()) await new Promise((resolve) => setTimeout(resolve, 2));
}

async function isThere(path: string): Promise<boolean> {
  try {
    await Deno.stat(path);
    return true;
  } catch {
    return false;
  }
}

Deno.test("killed again and again and taken up by --resume, a training ends as one that was not", () =>
  withStudy(async (whole) => {
    assertEquals((await whole.tenor(...train())).code, 0);
    const [run] = await runsOf(whole.dir);
    const wanted = `${whole.dir}/results/runs/${run}`;
    // Behind the start, two epochs, and the last file of all.
    const places = [
      "metrics.jsonl",
      "checkpoints/epoch-0001.ckpt",
      "checkpoints/epoch-0003.ckpt",
      "artifacts/model.onnx",
    ];
    await withStudy(async ({ dir, start, tenor }) => {
      let killed = "";
      for (const [k, place] of places.entries()) {
        const more = k === 0 ? [] : ["--resume", killed];
        const child = start(...train(), ...more);
        await until(async () => {
          killed = (await runsOf(dir))[0] ?? "none";
          return await isThere(`${dir}/results/runs/${killed}/${place}`);
        });
        // A moment in what follows, another each time.
        await new Promise((resolve) => setTimeout(resolve, 11 * k));
        child.kill("SIGKILL");
        await Promise.all([
          child.stdout.cancel(),
          child.stderr.cancel(),
          child.status,
        ]);
        const { manifest } = await readRun(`${dir}/results/runs/${killed}`);
        assertEquals(manifest.status, "running", `killed behind ${place}`);
      }
      const ended = await tenor(...train(), "--resume", "latest");
      assertEquals([ended.code, ended.stderr], [0, ""]);
      assertEquals(await runsOf(dir), [killed]);
      const found = await compareFolders(
        wanted,
        `${dir}/results/runs/${killed}`,
      );
      assert(found.same, JSON.stringify(found));
      const graph = (at: string) =>
        Deno.readFile(`${at}/results/models/lstm-h1/v1.0.0/model.onnx`);
      assertEquals(await graph(dir), await graph(whole.dir));
    });
  }));

Deno.test("a run goes on with its own settings and data alone, and what differs is named", () =>
  withStudy(async ({ dir, start, tenor }) => {
    const child = start(...train());
    await until(async () => {
      const [run = "none"] = await runsOf(dir);
      return await isThere(
        `${dir}/results/runs/${run}/checkpoints/epoch-0001.ckpt`,
      );
    });
    child.kill("SIGKILL");
    await Promise.all([
      child.stdout.cancel(),
      child.stderr.cancel(),
      child.status,
    ]);
    const [run] = await runsOf(dir);
    for (
      const [set, ...said] of [
        [{ hidden: 8 }, "its settings", "params.hidden is 8, was 4"],
        [{ seed: 1 }, "its settings", "seed is 1, was 42"],
        [{ dropout: 0.1 }, "params.dropout is 0.1, was not set"],
      ] as const
    ) {
      const { code, stderr } = await tenor(...train(set), "--resume", run);
      assertEquals(code, 2);
      for (const text of [run, ...said]) assertStringIncludes(stderr, text);
    }
    const gru = train().map((word) => word === "lstm" ? "gru" : word);
    const other = await tenor(...gru, "--resume", run);
    assertEquals(other.code, 2);
    assertStringIncludes(other.stderr, 'model is "gru", was "lstm"');
    const none = await tenor(...train(), "--resume", "model_lstm-h9");
    assertEquals(none.code, 2);
    assertStringIncludes(none.stderr, "model_lstm-h9");

    const { code } = await tenor(...train(), "--resume", run);
    assertEquals(code, 0);
    const again = await tenor(...train(), "--resume", run);
    assertEquals(again.code, 2);
    assertStringIncludes(again.stderr, 'current value is "finished"');
  }));

Deno.test({
  name: "a run that another process is still training is not taken up",
  ignore: Deno.build.os === "windows",
  fn: () =>
    withStudy(async ({ dir, start, tenor }) => {
      // Patient enough to be still at it.
      const args = train({ epochs: 5000, patience: 5000 });
      const child = start(...args);
      await until(async () => {
        const [run = "none"] = await runsOf(dir);
        return await isThere(
          `${dir}/results/runs/${run}/checkpoints/epoch-0001.ckpt`,
        );
      });
      const { code, stderr } = await tenor(...args, "--resume", "latest");
      child.kill("SIGKILL");
      await Promise.all([
        child.stdout.cancel(),
        child.stderr.cancel(),
        child.status,
      ]);
      assertEquals(code, 2);
      assertStringIncludes(stderr, "another process is at it");
    }),
});

Deno.test("two trainings at once in one folder end with the same model, each in a run of its own", () =>
  withStudy(async ({ dir, tenor }) => {
    const both = await Promise.all([
      tenor(...train({ epochs: 1 })),
      tenor(...train({ epochs: 1 })),
    ]);
    for (const { code, stderr } of both) assertEquals([code, stderr], [0, ""]);
    const runs = await runsOf(dir);
    assertEquals(runs.length, 2);
    const { same } = await compareFolders(
      ...runs.map((run) => `${dir}/results/runs/${run}`) as [string, string],
    );
    assert(same);
    const versions = ["1.0.0", "1.1.0"].map((version) =>
      Deno.readTextFile(
        `${dir}/results/models/lstm-h1/v${version}/metadata.json`,
      )
    );
    const [a, b] = (await Promise.all(versions)).map((text) =>
      JSON.parse(text)
    );
    assertEquals(a.files, b.files);
    assertNotEquals(a.runId, b.runId);
  }));

Deno.test("a training that diverges is a failed run, which cannot go on", () =>
  withStudy(async ({ dir, tenor }) => {
    const diverging = train({ rate: 1e300 });
    const { code, stderr } = await tenor(...diverging);
    assertEquals(code, 1);
    const [run] = await runsOf(dir);
    const { manifest } = await readRun(`${dir}/results/runs/${run}`);
    assertEquals(manifest.status, "failed");
    assertStringIncludes(stderr, manifest.failure!);
    const again = await tenor(...diverging, "--resume", run);
    assertEquals(again.code, 2);
    assertStringIncludes(again.stderr, 'current value is "failed"');
  }));
