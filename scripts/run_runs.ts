/** What `tenor runs list`, `show` and `compare` do. */

import { join } from "@std/path";
import { writeTextAtomic } from "lib/core/atomic_file.ts";
import { nearestName } from "lib/core/nearest_name.ts";
import { runComparisonPage } from "lib/report/run_comparison.ts";
import { compareRuns } from "lib/tracking/compare_runs.ts";
import { findRun } from "lib/tracking/find_run.ts";
import {
  damagedFiles,
  listRuns,
  readRun,
  type RunEntry,
} from "lib/tracking/read_run.ts";
import { unlessMissing } from "lib/tracking/run_files.ts";
import type {
  CompareFlags,
  ListFlags,
  RunsFlags,
} from "scripts/commands/runs.ts";
import {
  comparisonText,
  type FileRow,
  listText,
  showText,
} from "scripts/run_runs_text.ts";

const STATUSES: readonly RunEntry["status"][] = [
  "running",
  "finished",
  "failed",
  "damaged",
];

/** Prints the runs of a folder. */
export async function runList(flags: ListFlags): Promise<void> {
  const { runs, json, kind, name, limit, status } = flags;
  const entries = await listRuns(runs, {
    kind,
    name,
    limit,
    status: status === undefined ? undefined : statusOf(status),
  });
  print(json, entries, () => listText(entries, runs));
}

/** Prints all that is known of a run, its files' hashes checked. */
export async function runShow(
  wanted: string,
  { runs, json }: RunsFlags,
): Promise<void> {
  const run = await readRun(await findRun(runs, wanted));
  const damaged = await damagedFiles(run);
  const files: FileRow[] = [];
  for (const path of Object.keys(run.manifest.files)) {
    const info = await unlessMissing(Deno.stat(join(run.path, path)));
    const state = info === undefined
      ? "missing"
      : damaged.includes(path)
      ? "damaged"
      : "whole";
    files.push({ path, bytes: info?.size ?? 0, state });
  }
  if (damaged.length > 0) Deno.exitCode = 1;
  const { points, ...rest } = run;
  print(
    json,
    { ...rest, values: points.length, files },
    () => showText(run, files),
  );
}

/** Prints what differs between runs, and writes it as a page where asked to. */
export async function runCompare(
  wanted: readonly string[],
  { runs, json, out }: CompareFlags,
): Promise<void> {
  const paths: string[] = [];
  for (const each of wanted) paths.push(await findRun(runs, each));
  const twice = paths.find((path, i) => paths.indexOf(path) !== i);
  if (twice !== undefined) {
    throw new RangeError(
      `Cannot compare runs as each must be another: ${twice} is named twice`,
    );
  }
  const comparison = compareRuns(await Promise.all(paths.map(readRun)));
  if (out !== undefined) {
    await writeTextAtomic(out, runComparisonPage(comparison));
  }
  print(
    json,
    { ...comparison, ...(out === undefined ? {} : { page: out }) },
    () => comparisonText(comparison, out),
  );
}

function statusOf(text: string): RunEntry["status"] {
  const status = STATUSES.find((each) => each === text);
  if (status !== undefined) return status;
  throw new RangeError(
    `Cannot list runs as --status must be one of ${
      STATUSES.join(", ")
    }: the nearest to ${text} is ${nearestName(text, STATUSES)}`,
  );
}

function print(
  json: boolean | undefined,
  value: unknown,
  text: () => string,
): void {
  console.log(json ? JSON.stringify(value, null, 2) : text());
}
