/** One writer a run: who writes it holds its metrics, until he ends or is killed. */

import { join } from "@std/path";
import { unlessMissing } from "lib/tracking/run_files.ts";

/**
 * Takes the right to write a run.
 *
 * @param path The run's folder.
 * @returns What to dispose of at the end; undefined on systems whose locks would
 * keep the run itself from writing.
 * @throws {RangeError} If another process has it.
 */
export async function holdRun(path: string): Promise<Deno.FsFile | undefined> {
  if (Deno.build.os === "windows") return undefined;
  const file = await lockOf(path);
  if (file !== null) return file;
  throw new RangeError(
    `Cannot resume ${path} as it must have been stopped: another process is at it`,
  );
}

/**
 * Whether a process is writing a run that must be held to be written.
 *
 * @param path The run's folder.
 */
export async function isHeld(path: string): Promise<boolean> {
  if (Deno.build.os === "windows") return false;
  const file = await unlessMissing(lockOf(path));
  file?.close();
  return file === null;
}

/** The lock of a run; null if another has it. */
async function lockOf(path: string): Promise<Deno.FsFile | null> {
  const file = await Deno.open(join(path, "metrics.jsonl"), { read: true });
  try {
    if (await file.tryLock(true)) return file;
  } catch (error) {
    file.close();
    throw error;
  }
  file.close();
  return null;
}
