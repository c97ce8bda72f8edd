/**
 * One process a study: the operating system's lock on a file beside it, which
 * goes when the process does, however it ends.
 *
 * @module
 */

/**
 * Takes the lock of a study.
 *
 * @param path The lock file, made if absent.
 * @returns What lets go of it.
 * @throws {RangeError} If another process has it.
 */
export async function lockStudy(path: string): Promise<() => void> {
  const file = await Deno.open(path, { write: true, create: true });
  if (await file.tryLock(true)) return () => file.close();
  file.close();
  throw new RangeError(
    `Cannot open the study as no other process may have it: ${path} is locked. Wait for it to end, or keep this study elsewhere`,
  );
}
