/**
 * Files that are there whole or not at all: the content is written beside its
 * place, flushed to the disk and renamed into it. A reader sees the old file
 * or the new one, whatever happens to the writer.
 *
 * Writers of one folder take turns by an advisory lock on the folder, so the
 * files of one {@link writeFilesAtomic} belong together, and what a killed
 * writer left beside is swept by the next one.
 *
 * @module
 */

import { basename, dirname, join } from "@std/path";

/**
 * Writes a text file whole or not at all, making its folder where needed.
 *
 * @param path Where the file shall stand.
 * @param text Its content, written as UTF-8.
 * @throws {Deno.errors.NotADirectory} And its siblings, if the folder cannot
 * be written; the file that stood there is then untouched.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { writeTextAtomic } from "lib/core/atomic_file.ts";
 *
 * const dir = await Deno.makeTempDir();
 * await writeTextAtomic(`${dir}/deep/note.txt`, "hello");
 * assertEquals(await Deno.readTextFile(`${dir}/deep/note.txt`), "hello");
 * await Deno.remove(dir, { recursive: true });
 * ```
 */
export async function writeTextAtomic(
  path: string,
  text: string,
): Promise<void> {
  await writeFilesAtomic(dirname(path), { [basename(path)]: text });
}

/**
 * Writes a file of bytes whole or not at all, making its folder where needed.
 *
 * @param path Where the file shall stand.
 * @param bytes Its content.
 * @throws {Deno.errors.NotADirectory} As {@link writeTextAtomic}.
 */
export async function writeBytesAtomic(
  path: string,
  bytes: Uint8Array,
): Promise<void> {
  await writeFilesAtomic(dirname(path), { [basename(path)]: bytes });
}

/**
 * Writes files of one folder that belong together: all of them are on the disk
 * before the first takes its place, and no other writer's come between.
 *
 * @param dir The folder, made where needed.
 * @param files Content by file name, renamed in this order.
 * @throws {RangeError} If a name is not the name of a file in `dir`.
 * @throws {Deno.errors.NotADirectory} As {@link writeTextAtomic}.
 */
export async function writeFilesAtomic(
  dir: string,
  files: Readonly<Record<string, string | Uint8Array>>,
): Promise<void> {
  const names = Object.keys(files);
  for (const name of names) {
    if (name !== "" && name === basename(name)) continue;
    throw new RangeError(
      `Cannot write into ${dir} as a file name must have no folder in it: current value is "${name}"`,
    );
  }
  await Deno.mkdir(dir, { recursive: true });
  const lock = await lockFolder(dir);
  const beside = names.map((name) => join(dir, besideName(name)));
  try {
    for (let i = 0; i < names.length; ++i) {
      await writeThrough(beside[i], files[names[i]]);
    }
    for (let i = 0; i < names.length; ++i) {
      await Deno.rename(beside[i], join(dir, names[i]));
    }
  } catch (error) {
    // Settled, all of them: one that cannot go must not leave the others.
    await Promise.allSettled(beside.map(removeIfThere));
    throw error;
  } finally {
    lock?.close();
  }
}

/** One name a target: under the lock, what stands there is a dead writer's. */
function besideName(name: string): string {
  return `.${name}.partial`;
}

/** An exclusive lock that ends with the handle or with the process. */
async function lockFolder(dir: string): Promise<Deno.FsFile | undefined> {
  // Windows opens no folder as a file; a rename there is atomic all the same.
  if (Deno.build.os === "windows") return undefined;
  const folder = await Deno.open(dir, { read: true });
  try {
    await folder.lock(true);
    return folder;
  } catch (error) {
    folder.close();
    throw error;
  }
}

/** Writes a new file and flushes it, so that a rename cannot outrun it. */
async function writeThrough(
  path: string,
  content: string | Uint8Array,
): Promise<void> {
  const bytes = typeof content === "string"
    ? new TextEncoder().encode(content)
    : content;
  using file = await Deno.open(path, {
    write: true,
    create: true,
    truncate: true,
  });
  try {
    let written = 0;
    while (written < bytes.length) {
      written += await file.write(bytes.subarray(written));
    }
    await file.sync();
  } catch (error) {
    // An open file does not know its name: a full disk would say nowhere.
    if (error instanceof Error) error.message += `: write '${path}'`;
    throw error;
  }
}

async function removeIfThere(path: string): Promise<void> {
  try {
    await Deno.remove(path);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}
