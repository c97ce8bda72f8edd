/**
 * The run that somebody means: by its folder's name, by the beginning of that, by
 * a path, or as the latest one.
 *
 * @module
 */

import { basename, join, resolve } from "@std/path";
import { nearestName } from "lib/core/nearest_name.ts";
import { listRuns } from "lib/tracking/read_run.ts";

/** Word for the newest run. */
export const LATEST = "latest";

/**
 * Finds a run.
 *
 * @param root Folder of all runs.
 * @param wanted Name of its folder, a beginning that no other has, a path, or
 *   {@link LATEST}.
 * @returns Path of its folder.
 * @throws {RangeError} If there is none, with the nearest; or several, with these.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { findRun } from "lib/tracking/find_run.ts";
 * import { startRun } from "lib/tracking/run.ts";
 *
 * const root = await Deno.makeTempDir();
 * const time = "2026-01-02T03:04:05Z";
 * const { path } = await startRun({ root, kind: "demo", name: "a", time, codeVersion: "1" });
 * assertEquals(await findRun(root, "demo"), path);
 * assertEquals(await findRun(root, "latest"), path);
 * await Deno.remove(root, { recursive: true });
 * ```
 */
export async function findRun(root: string, wanted: string): Promise<string> {
  // A trailing slash is what shells complete a folder with.
  const plain = wanted.replace(/[/\\]+$/, "");
  if (/[/\\]/.test(plain) || /^\.{0,2}$/.test(plain)) {
    const path = plain === "" ? wanted : plain;
    // By its whole path, so that "." has the folder's name.
    if (await isRun(path)) {
      return basename(path) === path ? resolve(path) : path;
    }
    throw new RangeError(
      `Cannot find a run as its folder must have a manifest.json: there is none in "${wanted}"`,
    );
  }
  const runs = await listRuns(root);
  if (plain === LATEST) {
    const newest = runs.find(({ status }) => status !== "damaged");
    if (newest !== undefined) return newest.path;
    throw new RangeError(
      `Cannot find the latest run as there must be one: there is none in ${root}`,
    );
  }
  const ids = runs.map(({ id }) => id);
  if (ids.includes(plain)) return join(root, plain);
  const matches = ids.filter((id) => id.startsWith(plain));
  if (matches.length === 1) return join(root, matches[0]);
  if (matches.length > 1) {
    throw new RangeError(
      `Cannot find the run "${wanted}" as one run alone must begin so: ${matches.length} do, ${
        matches.slice(0, 5).join(", ")
      }${matches.length > 5 ? ", …" : ""}`,
    );
  }
  throw new RangeError(
    `Cannot find the run "${wanted}" as it must be one of ${root}: ${
      ids.length === 0
        ? "there is none"
        : `the nearest is ${nearestName(plain, ids)}`
    }`,
  );
}

async function isRun(path: string): Promise<boolean> {
  try {
    return (await Deno.stat(join(path, "manifest.json"))).isFile;
  } catch (error) {
    const isNone = error instanceof Deno.errors.NotFound ||
      error instanceof Deno.errors.NotADirectory;
    if (isNone) return false;
    throw error;
  }
}
