import { assertEquals, assertRejects } from "@std/assert";
import { readRun } from "lib/tracking/read_run.ts";
import { startRun } from "lib/tracking/run.ts";
import {
  epochMetrics,
  epochProgress,
  listeners,
  timeText,
} from "pipelines/factory/callbacks.ts";
import { inFolder } from "./small_study.ts";

const record = (epoch: number, training = 0.5, validation = 0.25) => (
  { epoch, training, validation }
);

Deno.test("listeners are told in order, those that are not there not at all", () => {
  const heard: string[] = [];
  const listen = listeners([
    ({ epoch }) => heard.push(`first ${epoch}`),
    undefined,
    ({ epoch }) => heard.push(`second ${epoch}`),
  ]);
  [1, 2].forEach((epoch) => listen(record(epoch)));
  assertEquals(heard, ["first 1", "second 1", "first 2", "second 2"]);
});

Deno.test("losses of an epoch are metrics of the run, those that are no numbers left out", () =>
  inFolder(async (root) => {
    const time = "2026-01-02T03:04:05Z";
    const said = { root, kind: "model", name: "a", time, codeVersion: "1" };
    const run = await startRun(said);
    const told = epochMetrics(run, { model: "lstm" });
    told(record(1));
    told(record(2, NaN, 0.125));
    await told.written();
    const { points } = await readRun(run.path);
    assertEquals(
      points.map(({ name, value, labels }) => [name, value, labels["epoch"]]),
      [
        ["trainingLoss", 0.5, 1],
        ["validationLoss", 0.25, 1],
        ["validationLoss", 0.125, 2],
      ],
    );
    assertEquals(points[0].labels["model"], "lstm");
    await run.finish();
    // What cannot be written is heard by who waits, however late.
    told(record(3));
    await new Promise((resolve) => setTimeout(resolve, 5));
    await assertRejects(() => told.written(), RangeError, "running");
  }));

Deno.test("the time to go is that of the epochs so far, whichever was the first", () => {
  let ms = 1000;
  const lines: string[] = [];
  const listen = epochProgress(
    (line, done) => lines.push(`${done}: ${line}`),
    10,
    () => ms,
  );
  // Taken up again after epoch 4: two epochs in 60 s leave four for 120 s.
  ms += 30_000;
  listen(record(5, 0.123456, 2));
  ms += 30_000;
  listen(record(6));
  assertEquals(lines, [
    "5: loss 0.1235, validation 2.000, at most 2 min 30 s to go",
    "6: loss 0.5000, validation 0.2500, at most 2 min 00 s to go",
  ]);
});

Deno.test("seconds are said in words", () => {
  assertEquals([0, -1, 9.4, 59.6, 200, 3720, 7325].map(timeText), [
    "0 s",
    "0 s",
    "9 s",
    "1 min 00 s",
    "3 min 20 s",
    "1 h 02 min",
    "2 h 02 min",
  ]);
});
