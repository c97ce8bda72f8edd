/**
 * What a run that was killed had written to its folder, but not yet to its spool.
 *
 * @module
 */

import { join } from "@std/path";
import { DataQualityError } from "lib/core/errors.ts";
import { SeriesCollector } from "lib/tracking/metric_series.ts";
import type { SpoolEvent } from "lib/tracking/mlflow/spool_event.ts";
import { readRun } from "lib/tracking/read_run.ts";

/** Files that a run writes of itself; told at its end, when they are whole. */
export const OWN_FILES: readonly string[] = [
  "manifest.json",
  "params.json",
  "metrics.jsonl",
  "metrics.json",
  "timings.json",
];

/**
 * The events that a folder has and a spool has not. The spool hears of metrics in
 * the order in which the folder has them, so that it lacks the last ones; when
 * those came is not known, and the time of the file's last change is taken.
 *
 * @param path The run's folder.
 * @param spooled The events that the spool has.
 * @returns What it lacks, the run's own files included; nothing if the folder has
 * gone or is damaged.
 */
export async function unspooledEvents(
  path: string,
  spooled: readonly SpoolEvent[],
): Promise<readonly SpoolEvent[]> {
  const params = new Set<string>();
  const files = new Set<string>();
  let metrics = 0;
  for (const event of spooled) {
    if (event.kind === "param") params.add(event.name);
    if (event.kind === "file") files.add(event.path);
    if (event.kind === "metric") ++metrics;
  }
  try {
    const run = await readRun(path);
    const { mtime } = await Deno.stat(join(path, "metrics.jsonl"));
    const at = (mtime ?? new Date(0)).toISOString();
    const series = new SeriesCollector();
    const steps = run.points.map((point) => series.add(point));
    const named = [...Object.keys(run.manifest.files), ...OWN_FILES];
    const { status, failure } = run.manifest;
    return [
      ...Object.entries(run.params)
        .filter(([name]) => !params.has(name))
        .map(([name, value]): SpoolEvent => ({ kind: "param", name, value })),
      ...run.points.map((point, i): SpoolEvent => ({
        kind: "metric",
        ...point,
        step: steps[i],
        at,
      })).slice(metrics),
      ...await filesThere(path, named.filter((name) => !files.has(name))),
      ...status === "running" ? [] : [
        {
          kind: "finish",
          status,
          at: run.endedAt ?? at,
          ...failure === undefined ? {} : { reason: failure },
        } as const,
      ],
    ];
  } catch (error) {
    // The spool is told as far as it goes; a damaged folder has its own readers.
    const gone = error instanceof Deno.errors.NotFound;
    if (gone || error instanceof DataQualityError) return [];
    throw error;
  }
}

async function filesThere(
  folder: string,
  paths: readonly string[],
): Promise<SpoolEvent[]> {
  const events: SpoolEvent[] = [];
  for (const path of new Set(paths)) {
    try {
      await Deno.stat(join(folder, path));
      events.push({ kind: "file", path });
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
  }
  return events;
}
