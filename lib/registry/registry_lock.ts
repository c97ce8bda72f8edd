/**
 * Writers of a registry take turns. Under the lock whatever stands half done
 * is a dead writer's, for the lock ends with the process that held it.
 *
 * @module
 */

import { join } from "@std/path";
import { ArtifactError } from "lib/core/errors.ts";

/**
 * Works while no one else writes. Readers need no lock: all they can see is
 * whole.
 *
 * @param root Folder of all models, made where needed.
 * @param what What is being done, for messages: "register calls".
 * @param work The work.
 * @throws {ArtifactError} If the folder is read-only or the disk is full.
 */
export async function whileLocked<T>(
  root: string,
  what: string,
  work: () => Promise<T>,
): Promise<T> {
  try {
    await Deno.mkdir(root, { recursive: true });
    using lock = await openForLock(root);
    await lock.lock(true);
    return await work();
  } catch (cause) {
    if (!isSystemError(cause)) throw cause;
    throw new ArtifactError(
      `Cannot ${what} as ${root} must be a folder that can be written, with space left: ${cause.message}. What was registered is unharmed`,
      { path: root, cause },
    );
  }
}

/** The folder itself, so that no file of the lock stands among the models. */
function openForLock(root: string): Promise<Deno.FsFile> {
  // Windows opens no folder as a file.
  return Deno.build.os === "windows"
    ? Deno.open(join(root, ".lock"), { write: true, create: true })
    : Deno.open(root, { read: true });
}

/** Whether the operating system said no, with a code such as ENOSPC. */
function isSystemError(error: unknown): error is Error {
  return error instanceof Error && "code" in error &&
    typeof error.code === "string";
}
