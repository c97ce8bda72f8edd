/**
 * Where runs live: one folder each, never two runs in one.
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
