/**
 * How a version comes to stand in its place: everything is on the disk, in a
 * hidden folder, before the first rename. A model that is new appears at once,
 * aliases and all.
 *
 * @module
 */

import { join } from "@std/path";
import { writeFilesAtomic } from "lib/core/atomic_file.ts";
import { type Alias, versionsOf } from "lib/registry/model_folder.ts";

/** Hidden folders that begin so are being written, or a dead writer's. */
const BESIDE = ".new";

/** A version with the aliases that shall stand beside it. */
export interface NewVersion {
  /** The version. */
  readonly version: string;
  /** Content by file name. */
  readonly files: Readonly<Record<string, string | Uint8Array>>;
  /** Versions by alias; `latest` and `champion` for the first version. */
  readonly aliases: Readonly<Partial<Record<Alias, string>>>;
}

/**
 * Puts a version into the folder of its model. To be called under the lock of
 * the registry.
 *
 * @param root Folder of all models.
 * @param name The model.
 * @param placed The version, which must not be there yet.
 */
export async function placeVersion(
  root: string,
  name: string,
  placed: NewVersion,
): Promise<void> {
  const { version, files } = placed;
  const home = join(root, name);
  await Promise.all([root, home].map(sweep));
  const isNew = !await isFolder(home);
  const beside = join(isNew ? root : home, BESIDE);
  const aliases = Object.entries(placed.aliases);
  try {
    await writeFilesAtomic(join(beside, `v${version}`), files);
    await writeFilesAtomic(
      beside,
      Object.fromEntries(aliases.map(([alias, v]) => [alias, `${v}\n`])),
    );
    await syncFolder(join(beside, `v${version}`));
    await syncFolder(beside);
    if (isNew) await Deno.rename(beside, home);
    else {
      const parts = aliases.map(([alias]) => alias);
      // A version that can be seen has a champion: the first comes after it.
      if ((await versionsOf(home)).length === 0) parts.push(`v${version}`);
      else parts.unshift(`v${version}`);
      for (const part of parts) {
        await Deno.rename(join(beside, part), join(home, part));
      }
      await Deno.remove(beside);
      await syncFolder(home);
    }
    await syncFolder(root);
  } catch (error) {
    await Deno.remove(beside, { recursive: true }).catch(() => {});
    throw error;
  }
}

/** Removes what dead writers left: under the lock no one else is writing. */
async function sweep(dir: string): Promise<void> {
  if (!await isFolder(dir)) return;
  for await (const { name, isDirectory } of Deno.readDir(dir)) {
    if (!isDirectory || !name.startsWith(BESIDE)) continue;
    await Deno.remove(join(dir, name), { recursive: true });
  }
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await Deno.stat(path)).isDirectory;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

/** Flushes the names in a folder, so that no power cut takes them back. */
async function syncFolder(path: string): Promise<void> {
  // Windows opens no folder as a file, and keeps names in its own journal.
  if (Deno.build.os === "windows") return;
  using folder = await Deno.open(path, { read: true });
  await folder.sync();
}
