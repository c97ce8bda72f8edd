/**
 * Where runs live: one folder each, never two runs in one, and what a file in
 * it may be called.
 *
 * @module
 */

import { join } from "@std/path";

/**
 * Makes a new folder `<kind>_<name>_<time>`; if another run has that name,
 * `…_2`, `…_3` and so on. Making a folder is atomic, so two runs that start at
 * the same moment get two folders.
 *
 * @param root Folder of all runs, made where needed.
 * @param stem The name wished for.
 * @returns The path of the folder made.
 */
export async function makeRunFolder(
  root: string,
  stem: string,
): Promise<string> {
  await Deno.mkdir(root, { recursive: true });
  for (let n = 1;; ++n) {
    const path = join(root, n === 1 ? stem : `${stem}_${n}`);
    try {
      await Deno.mkdir(path);
      return path;
    } catch (error) {
      if (!(error instanceof Deno.errors.AlreadyExists)) throw error;
    }
  }
}

/**
 * Name of a run's folder; the time without the characters that some file
 * systems refuse.
 *
 * @param kind Letters, digits, `.` and `-`.
 * @param name Letters, digits, `.` and `-`.
 * @param time ISO 8601.
 * @returns `<kind>_<name>_<time>`.
 * @throws {RangeError} If a part has other characters or the time is no time.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { runFolderName } from "lib/tracking/file_store.ts";
 *
 * assertEquals(
 *   runFolderName("calibration", "spx", "2026-01-02T03:04:05Z"),
 *   "calibration_spx_20260102T030405Z",
 * );
 * ```
 */
export function runFolderName(
  kind: string,
  name: string,
  time: string,
): string {
  for (const [label, value] of [["kind", kind], ["name", name]]) {
    if (/^[A-Za-z0-9][A-Za-z0-9.-]*$/.test(value)) continue;
    throw new RangeError(
      `Cannot start a run as its ${label} must be of letters, digits, "." and "-": current value is "${value}"`,
    );
  }
  if (!/^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(time) || isNaN(Date.parse(time))) {
    throw new RangeError(
      `Cannot start a run as its time must be ISO 8601 in UTC: current value is "${time}"`,
    );
  }
  return `${kind}_${name}_${time.replace(/[-:]/g, "")}`;
}

/** What a folder's name says of its run. */
export interface RunFolderParts {
  /** What sort of run. */
  readonly kind: string;
  /** Its name within the kind. */
  readonly name: string;
  /** When it started, ISO 8601 in UTC. */
  readonly time: string;
}

/**
 * Reads a folder's name, as {@link runFolderName} makes it.
 *
 * @param folder Name of the folder, without those above it.
 * @returns Its parts; undefined if it is no run's.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { runFolderParts } from "lib/tracking/file_store.ts";
 *
 * assertEquals(
 *   runFolderParts("calibration_spx_20260102T030405.678Z_2")?.time,
 *   "2026-01-02T03:04:05.678Z",
 * );
 * ```
 */
export function runFolderParts(folder: string): RunFolderParts | undefined {
  const parts =
    /^([^_]+)_([^_]+)_(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)([\d.]+)Z(?:_\d+)?$/
      .exec(folder);
  if (parts === null) return undefined;
  const [, kind, name, year, month, day, hour, minute, second] = parts;
  const time = `${year}-${month}-${day}T${hour}:${minute}:${second}Z`;
  return { kind, name, time };
}

/** Folders of a run that take files. */
export const RUN_FOLDERS = [
  "checkpoints",
  "predictions",
  "charts",
  "artifacts",
] as const;

/**
 * Checks that a path is one of a run's files: in one of {@link RUN_FOLDERS},
 * with names that every file system takes.
 *
 * @param path Such as `charts/mse.svg`, with "/" between its parts.
 * @throws {RangeError} If it is not.
 */
export function checkRunPath(path: string): void {
  const [folder, ...names] = path.split("/");
  if (!(RUN_FOLDERS as readonly string[]).includes(folder)) {
    throw new RangeError(
      `Cannot write a file of a run as it must stand in ${
        RUN_FOLDERS.join("/, ")
      }/: current value is "${path}"`,
    );
  }
  // deno-lint-ignore no-control-regex -- names with control characters are refused
  const plain = /^[^.\x00-\x1f\\<>:"|?*][^\x00-\x1f\\<>:"|?*]*$/;
  if (names.length > 0 && names.every((name) => plain.test(name))) return;
  throw new RangeError(
    `Cannot write a file of a run as each part of its path must be a name that does not start with "." nor hold \\ < > : " | ? *: current value is "${path}"`,
  );
}
