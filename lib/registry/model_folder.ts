/**
 * The folder of a model, `<name>/v<version>/`, with aliases beside the
 * versions: small files that hold the version they stand for.
 *
 * @module
 */

import { join } from "@std/path";
import { compareVersions, isVersion } from "lib/registry/version.ts";

/** Names that stand for a version, kept in a file of their name. */
export type Alias = "latest" | "champion";

/** All aliases. */
export const ALIASES: readonly Alias[] = ["latest", "champion"];

/** The version that an alias stands for; none if the file is none of ours. */
export async function aliasOf(
  home: string,
  alias: Alias,
): Promise<string | undefined> {
  try {
    const version = (await Deno.readTextFile(join(home, alias))).trim();
    return isVersion(version) ? version : undefined;
  } catch (error) {
    const isNone = error instanceof Deno.errors.NotFound ||
      error instanceof Deno.errors.IsADirectory;
    if (isNone) return undefined;
    throw error;
  }
}

/** Versions of a model without their "v", oldest first. */
export async function versionsOf(home: string): Promise<string[]> {
  const names = (await folderNames(home)).filter((name) =>
    name.startsWith("v") && isVersion(name.slice(1))
  );
  return names.map((name) => name.slice(1)).sort(compareVersions);
}

/** Folders of a folder that are not hidden, by name; none if it is missing. */
export async function folderNames(path: string): Promise<string[]> {
  const names: string[] = [];
  try {
    for await (const entry of Deno.readDir(path)) {
      if (entry.isDirectory && !entry.name.startsWith(".")) {
        names.push(entry.name);
      }
    }
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  return names.sort();
}
