/**
 * Takes up a run that was killed, so that it ends as if it had not been.
 *
 * @module
 */

import { basename, join } from "@std/path";
import { writeTextAtomic } from "lib/core/atomic_file.ts";
import { metricLines } from "lib/tracking/metric_log.ts";
import { readRun } from "lib/tracking/read_run.ts";
import { Run, type RunOptions } from "lib/tracking/run.ts";
import { SinkQueue } from "lib/tracking/sink_queue.ts";

/** How a killed run is taken up again. */
export type ResumeOptions = Pick<
  RunOptions,
  "sinks" | "onSinkError" | "now"
>;

/**
 * Takes up a run that was killed. What it wrote stays; the same value or file
 * once more is no second one, so that it ends as if it had not been stopped.
 *
 * @param path Its folder.
 * @param options Sinks and clock.
 * @throws {RangeError} If it is not `running`.
 * @throws {DataQualityError} If a part of it is damaged.
 */
export async function resumeRun(
  path: string,
  options: ResumeOptions = {},
): Promise<Run> {
  const { sinks = [], onSinkError = () => {} } = options;
  const before = await readRun(path);
  const { manifest, startedAt } = before;
  if (manifest.status !== "running") {
    throw new RangeError(
      `Cannot take up ${path} as it must be running: current value is "${manifest.status}"`,
    );
  }
  const started = startedAt ?? new Date(0).toISOString();
  const { now = () => new Date(started) } = options;
  // A last line that was cut off goes.
  await writeTextAtomic(
    join(path, "metrics.jsonl"),
    metricLines(before.points),
  );
  const queue = new SinkQueue(sinks, onSinkError);
  queue.tell((sink) => sink.start(manifest, started, basename(path)));
  return new Run({ path, manifest, started, now, sinks: queue, before });
}
