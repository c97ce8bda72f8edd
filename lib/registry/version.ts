/**
 * Versions of models: three whole numbers, `major.minor.patch`.
 *
 * @module
 */

const VERSION = /^(0|[1-9]\d{0,8})\.(0|[1-9]\d{0,8})\.(0|[1-9]\d{0,8})$/;

/** Which number of a version goes up. */
export type Bump = "major" | "minor" | "patch";

/** Whether a text is a version. */
export function isVersion(text: string): boolean {
  return VERSION.test(text);
}

/** Order of two versions, as numbers: negative if `a` is the older. */
export function compareVersions(a: string, b: string): number {
  const [x, y] = [a.split(".").map(Number), b.split(".").map(Number)];
  return x[0] - y[0] || x[1] - y[1] || x[2] - y[2];
}

/**
 * The version after a newest one; "1.0.0" where there is none.
 *
 * @param newest The newest version so far.
 * @param bump Which number goes up; those after it start at 0.
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { nextVersion } from "lib/registry/version.ts";
 *
 * assertEquals(nextVersion("1.9.2", "minor"), "1.10.0");
 * ```
 */
export function nextVersion(newest: string | undefined, bump: Bump): string {
  if (newest === undefined) return "1.0.0";
  const [major, minor, patch] = newest.split(".").map(Number);
  if (bump === "major") return `${major + 1}.0.0`;
  if (bump === "minor") return `${major}.${minor + 1}.0`;
  return `${major}.${minor}.${patch + 1}`;
}
