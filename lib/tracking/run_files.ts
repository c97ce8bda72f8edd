/**
 * The files of a run as they stand on the disk, read with care: some may be
 * missing, cut off or of the earlier layout, which kept the start in the manifest,
 * hashes of artifacts alone, and bare durations in `timings.json`.
 *
 * @module
 */

import { basename, join } from "@std/path";
import { DataQualityError } from "lib/core/errors.ts";
import { runFolderParts } from "lib/tracking/file_store.ts";
import type { Json, Manifest } from "lib/tracking/manifest.ts";
import type { MetricPoint } from "lib/tracking/metric_series.ts";

/** When a run was and how long its parts took. */
export interface RunTimings {
  /** Start, ISO 8601 in UTC; null where nothing says it. */
  readonly startedAt: string | null;
  /** End; null for a run that has not ended, or whose end was not noted. */
  readonly endedAt: string | null;
  /** Milliseconds by what took them. */
  readonly durationsMs: Readonly<Record<string, number>>;
}

/**
 * Reads the manifest.
 *
 * @param path The run's folder.
 * @returns The manifest in the terms of this layout, and the start that the
 *   earlier one kept in it.
 * @throws {DataQualityError} If it is missing or none.
 */
export async function readManifest(
  path: string,
): Promise<{ readonly manifest: Manifest; readonly time: string | undefined }> {
  const file = join(path, "manifest.json");
  const said = await readJson(file);
  if (said === undefined) {
    throw new DataQualityError(
      "It must be the manifest of a run: it is missing",
      {
        file,
      },
    );
  }
  const wrong = Object.entries(MANIFEST_PARTS).find(([key, fits]) =>
    !fits(said[key])
  );
  if (wrong !== undefined) {
    const [column] = wrong;
    throw new DataQualityError("It must be the manifest of a run", {
      file,
      column,
      value: said[column],
    });
  }
  const { time, artifacts, ...rest } = said;
  const hashes = Object.entries(isObject(artifacts) ? artifacts : {});
  const manifest = {
    command: null,
    config: null,
    seed: null,
    dataHashes: {},
    files: Object.fromEntries(
      hashes.map(([name, hash]) => [`artifacts/${name}`, hash]),
    ),
    ...rest,
  } as unknown as Manifest;
  return { manifest, time: typeof time === "string" ? time : undefined };
}

const isText = (value: unknown) => typeof value === "string";
const STATUSES: readonly unknown[] = ["running", "finished", "failed"];

/** What the keys of a manifest must be; those that earlier layouts lack may be missing. */
const MANIFEST_PARTS: Readonly<Record<string, (value: unknown) => boolean>> = {
  kind: isText,
  name: isText,
  codeVersion: isText,
  status: (value) => STATUSES.includes(value),
  dataHashes: orMissing(isTexts),
  files: orMissing(isTexts),
  artifacts: orMissing(isTexts),
  command: orMissing((value) =>
    value === null || Array.isArray(value) && value.every(isText)
  ),
};

/**
 * Reads when a run was.
 *
 * @param path The run's folder.
 * @param time The start that the manifest of an earlier layout says.
 * @returns Start, end and durations; the start is the folder's if no file says it.
 * @throws {DataQualityError} If the file is damaged.
 */
export async function readTimings(
  path: string,
  time: string | undefined,
): Promise<RunTimings> {
  const said = await readJson(join(path, "timings.json")) ?? {};
  const { started, ended, durationsMs } = said;
  const isNew = isText(started);
  const durations = isNew ? durationsMs : said;
  const folder = runFolderParts(basename(path))?.time;
  return {
    startedAt: isNew ? String(started) : time ?? folder ?? null,
    endedAt: isText(ended) ? String(ended) : null,
    durationsMs: Object.fromEntries(
      Object.entries(isObject(durations) ? durations : {})
        .filter((entry): entry is [string, number] =>
          typeof entry[1] === "number"
        ),
    ),
  };
}

/**
 * Reads the parameters.
 *
 * @param path The run's folder.
 * @returns Values by name; none if there is no such file.
 * @throws {DataQualityError} If the file is damaged.
 */
export async function readParams(path: string): Promise<Record<string, Json>> {
  const said = await readJson(join(path, "params.json")) ?? {};
  return said as Record<string, Json>;
}

/**
 * Reads the values of metrics; what follows the last newline is a line that was
 * never finished.
 *
 * @param path The run's folder.
 * @returns Values in the order in which they were recorded.
 * @throws {DataQualityError} With the row that is no value of a metric.
 */
export async function readPoints(path: string): Promise<MetricPoint[]> {
  const file = join(path, "metrics.jsonl");
  const text = await unlessMissing(Deno.readTextFile(file)) ?? "";
  const lines = text.split("\n").slice(0, -1);
  return lines.map((line, i) => {
    const said = parsed(line);
    if (isPoint(said)) return said;
    throw new DataQualityError(
      "It must be a value of a metric. Delete the row",
      {
        file,
        row: i + 1,
        value: line.slice(0, 80),
      },
    );
  });
}

function isPoint(value: unknown): value is MetricPoint {
  return isObject(value) && isText(value.name) &&
    typeof value.value === "number" && isObject(value.labels) &&
    Object.values(value.labels).every((label) =>
      typeof label === "string" || typeof label === "number"
    );
}

/** An object from a JSON file; undefined if there is no such file. */
async function readJson(
  file: string,
): Promise<Record<string, unknown> | undefined> {
  const text = await unlessMissing(Deno.readTextFile(file));
  if (text === undefined) return undefined;
  const value = parsed(text);
  if (isObject(value)) return value;
  throw new DataQualityError(
    "It must be an object in JSON. Restore the file, or delete the run",
    {
      file,
      value: text.slice(0, 80),
    },
  );
}

/**
 * What is read of a file, or undefined if there is no such file.
 *
 * @param reading The reading of it.
 */
export async function unlessMissing<T>(
  reading: Promise<T>,
): Promise<T | undefined> {
  try {
    return await reading;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function orMissing(
  fits: (value: unknown) => boolean,
): (value: unknown) => boolean {
  return (value) => value === undefined || fits(value);
}

function isTexts(value: unknown): boolean {
  return isObject(value) && Object.values(value).every(isText);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
