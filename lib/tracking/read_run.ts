/**
 * Reads runs back, those that were killed and those of the earlier layout too.
 *
 * @module
 */

import { basename, join } from "@std/path";
import { DataQualityError } from "lib/core/errors.ts";
import { sha256OfFile } from "lib/core/hash.ts";
import { runFolderParts } from "lib/tracking/file_store.ts";
import type { Json, Manifest, RunStatus } from "lib/tracking/manifest.ts";
import {
  type FinalMetric,
  type MetricPoint,
  SeriesCollector,
} from "lib/tracking/metric_series.ts";
import {
  readManifest,
  readParams,
  readPoints,
  readTimings,
  type RunTimings,
  unlessMissing,
} from "lib/tracking/run_files.ts";
import { flatSettings } from "lib/tracking/settings.ts";

/** A run as it stands on the disk. */
export interface StoredRun extends RunTimings {
  /** Name of its folder. */
  readonly id: string;
  /** Path of its folder. */
  readonly path: string;
  /** Its manifest, of an earlier layout in the terms of this one. */
  readonly manifest: Manifest;
  /** Parameters by name, the settings among them. */
  readonly params: Readonly<Record<string, Json>>;
  /** Every value of every metric, in the order in which they were recorded. */
  readonly points: readonly MetricPoint[];
  /** What each series of metrics ended with. */
  readonly metrics: readonly FinalMetric[];
}

/** A run in a list. */
export interface RunEntry {
  /** Name of its folder. */
  readonly id: string;
  /** Path of its folder. */
  readonly path: string;
  /** What sort of run; null if nothing says it. */
  readonly kind: string | null;
  /** Its name within the kind; null if nothing says it. */
  readonly name: string | null;
  /** How far it came; `damaged` if its manifest cannot be read. */
  readonly status: RunStatus | "damaged";
  /** Start, ISO 8601 in UTC; null where nothing says it. */
  readonly startedAt: string | null;
  /** End; null for a run that has not ended, or whose end was not noted. */
  readonly endedAt: string | null;
  /** Why it cannot be read, for a damaged one. */
  readonly problem?: string;
}

/** Which runs are listed. */
export interface RunFilter {
  /** Of this kind. @default any */
  readonly kind?: string | undefined;
  /** Of this name. @default any */
  readonly name?: string | undefined;
  /** That came this far. @default any */
  readonly status?: RunEntry["status"] | undefined;
  /** At most so many, the newest. @default all */
  readonly limit?: number | undefined;
}

/**
 * Reads a run.
 *
 * @param path Its folder.
 * @returns Everything but the content of its files.
 * @throws {DataQualityError} With file and row, if a part of it is missing or damaged.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { readRun } from "lib/tracking/read_run.ts";
 * import { startRun } from "lib/tracking/run.ts";
 *
 * const root = await Deno.makeTempDir();
 * const time = "2026-01-02T03:04:05.000Z";
 * const run = await startRun({ root, kind: "demo", name: "a", time, codeVersion: "1" });
 * await run.metric("rmse", 0.5);
 * const { manifest, metrics, startedAt } = await readRun(run.path);
 * assertEquals([manifest.status, metrics[0].value, startedAt], ["running", 0.5, time]);
 * await Deno.remove(root, { recursive: true });
 * ```
 */
export async function readRun(path: string): Promise<StoredRun> {
  const { manifest, time } = await readManifest(path);
  const points = await readPoints(path);
  const series = new SeriesCollector();
  for (const point of points) series.add(point);
  return {
    id: basename(path),
    path,
    manifest,
    ...await readTimings(path, time),
    params: {
      ...flatSettings(manifest.config),
      ...await readParams(path),
    },
    points,
    metrics: series.final(),
  };
}

/**
 * Lists the runs of a folder, the newest first.
 *
 * @param root Folder of all runs; one that is not there holds none.
 * @param filter Which of them.
 * @returns An entry each; one that is damaged says so and hides none of the others.
 */
export async function listRuns(
  root: string,
  filter: RunFilter = {},
): Promise<RunEntry[]> {
  const { kind, name, status, limit } = filter;
  const entries: RunEntry[] = [];
  for (const id of await folderNames(root)) {
    const entry = await readEntry(join(root, id), id);
    const wanted = [[kind, entry.kind], [name, entry.name], [
      status,
      entry.status,
    ]];
    if (wanted.every(([want, is]) => want === undefined || want === is)) {
      entries.push(entry);
    }
  }
  return entries.sort(newestFirst).slice(0, limit);
}

/**
 * Files of a run that are not as the manifest says.
 *
 * @param run The run.
 * @returns Paths within its folder; none for a run that is whole.
 */
export async function damagedFiles(
  { path, manifest }: Pick<StoredRun, "path" | "manifest">,
): Promise<string[]> {
  const damaged: string[] = [];
  for (const [file, hash] of Object.entries(manifest.files)) {
    const found = await unlessMissing(sha256OfFile(join(path, file)));
    if (found !== hash) damaged.push(file);
  }
  return damaged;
}

async function readEntry(path: string, id: string): Promise<RunEntry> {
  const said = runFolderParts(id);
  try {
    const { manifest, time } = await readManifest(path);
    const { kind, name, status } = manifest;
    const { startedAt, endedAt } = await readTimings(path, time);
    return { id, path, kind, name, status, startedAt, endedAt };
  } catch (error) {
    if (!(error instanceof DataQualityError)) throw error;
    return {
      id,
      path,
      kind: said?.kind ?? null,
      name: said?.name ?? null,
      status: "damaged",
      startedAt: said?.time ?? null,
      endedAt: null,
      problem: error.message,
    };
  }
}

/** Folders that are not hidden. */
async function folderNames(root: string): Promise<string[]> {
  const names: string[] = [];
  try {
    for await (const { name, isDirectory } of Deno.readDir(root)) {
      if (isDirectory && !name.startsWith(".")) names.push(name);
    }
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  return names;
}

function newestFirst(a: RunEntry, b: RunEntry): number {
  const [left, right] = [a, b].map(({ startedAt, id }) =>
    [startedAt ?? "", id] as const
  );
  const k = left[0] === right[0] ? 1 : 0;
  return left[k] < right[k] ? 1 : left[k] > right[k] ? -1 : 0;
}
