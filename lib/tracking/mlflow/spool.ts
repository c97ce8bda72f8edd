/**
 * A spool: what a tracking server has yet to hear of a run, on the disk.
 *
 * One folder a run: `events.jsonl`, to which lines are only ever added;
 * `delivery.json`, how far the server has come; `set_aside.jsonl`, what it can
 * never take and why; `lock`, held by the one who delivers.
 *
 * @module
 */

import { join } from "@std/path";
import type {
  SpooledLine,
  SpoolEvent,
} from "lib/tracking/mlflow/spool_event.ts";

/** Names that a run's folder may have. */
const RUN_ID = /^[A-Za-z0-9][A-Za-z0-9._-]*$/;
/** Bytes read at a time. */
const WINDOW = 1 << 22;

/**
 * The folder of a run's spool.
 *
 * @param spool Folder of all spools.
 * @param runId Name of the run's folder.
 * @returns Its path.
 * @throws {RangeError} If the name is not that of a folder.
 */
export function spoolFolder(spool: string, runId: string): string {
  if (RUN_ID.test(runId)) return join(spool, runId);
  throw new RangeError(
    `Cannot spool a run as its id must be of letters, digits, ".", "_" and "-": current value is "${runId}"`,
  );
}

/** Adds events to a spool. Calls may overlap; each returns once its line is written. */
export class SpoolWriter {
  readonly #path: string;
  #waiting = "";
  #writing: Promise<void> | undefined;
  #file: Deno.FsFile | undefined;

  /** Opens nothing yet. @param folder The run's spool, which exists. */
  constructor(folder: string) {
    this.#path = join(folder, "events.jsonl");
  }

  /**
   * Adds events.
   *
   * @param events What happened, in order.
   * @throws {Deno.errors.NotFound} And its siblings, if nothing can be written; the
   * events are kept, and written before those of the next call.
   */
  async add(...events: readonly SpoolEvent[]): Promise<void> {
    this.#waiting += events.map((event) => JSON.stringify(event) + "\n").join(
      "",
    );
    while (this.#waiting !== "" || this.#writing !== undefined) {
      this.#writing ??= this.#write().finally(() => this.#writing = undefined);
      await this.#writing;
    }
  }

  /** Lets go of the file. */
  close(): void {
    this.#file?.close();
    this.#file = undefined;
  }

  async #write(): Promise<void> {
    const text = this.#waiting;
    this.#waiting = "";
    try {
      this.#file ??= await openForLines(this.#path);
      const bytes = new TextEncoder().encode(text);
      for (let n = 0; n < bytes.length;) {
        n += await this.#file.write(bytes.subarray(n));
      }
    } catch (error) {
      this.#waiting = text + this.#waiting;
      // Opened anew, a line that was cut off is ended first.
      this.close();
      throw error;
    }
  }
}

/** Opens a file to add lines, and ends the one that a dead writer cut off. */
async function openForLines(path: string): Promise<Deno.FsFile> {
  const file = await Deno.open(path, {
    read: true,
    append: true,
    create: true,
  });
  try {
    const { size } = await file.stat();
    if (size > 0) {
      await file.seek(-1, Deno.SeekMode.End);
      const last = new Uint8Array(1);
      await file.read(last);
      if (last[0] !== 10) await file.write(new Uint8Array([10]));
    }
    return file;
  } catch (error) {
    file.close();
    throw error;
  }
}

/**
 * Reads whole lines of a spool; one that is still being written is left out.
 *
 * @param folder The run's spool.
 * @param offset Bytes to leave out at the beginning.
 * @returns Some of the lines there, at least one if there is one.
 */
export async function readSpool(
  folder: string,
  offset: number,
): Promise<readonly SpooledLine[]> {
  const bytes = await readWholeLines(join(folder, "events.jsonl"), offset);
  const decoder = new TextDecoder();
  const lines: SpooledLine[] = [];
  for (let start = 0; start < bytes.length;) {
    const next = bytes.indexOf(10, start) + 1;
    const text = decoder.decode(bytes.subarray(start, next - 1));
    lines.push({ event: eventOf(text), text, end: offset + next });
    start = next;
  }
  return lines;
}

async function readWholeLines(
  path: string,
  offset: number,
): Promise<Uint8Array> {
  let file: Deno.FsFile;
  try {
    file = await Deno.open(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return new Uint8Array();
    throw error;
  }
  using open = file;
  const left = (await open.stat()).size - offset;
  for (let size = Math.min(left, WINDOW); size > 0;) {
    await open.seek(offset, Deno.SeekMode.Start);
    const bytes = new Uint8Array(size);
    let filled = 0;
    while (filled < size) {
      const n = await open.read(bytes.subarray(filled));
      if (n === null) break;
      filled += n;
    }
    const end = bytes.subarray(0, filled).lastIndexOf(10) + 1;
    if (end > 0) return bytes.subarray(0, end);
    // One line longer than the window, or one that is not whole yet.
    if (size === left) break;
    size = Math.min(left, 2 * size);
  }
  return new Uint8Array();
}

function eventOf(text: string): SpoolEvent | undefined {
  try {
    const value = JSON.parse(text);
    return typeof value?.kind === "string" ? value : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Takes the right to deliver a spool; it ends with the process, however that ends.
 *
 * @param folder The run's spool.
 * @returns What to close, or undefined if somebody else has it.
 */
export async function lockSpool(
  folder: string,
): Promise<Deno.FsFile | undefined> {
  const file = await Deno.open(join(folder, "lock"), {
    read: true,
    write: true,
    create: true,
  });
  try {
    if (await file.tryLock(true)) return file;
  } catch (error) {
    file.close();
    throw error;
  }
  file.close();
  return undefined;
}

/**
 * Names of the runs that have a spool.
 *
 * @param spool Folder of all spools.
 * @returns The names in order; none if there is no such folder.
 */
export async function spooledRuns(spool: string): Promise<string[]> {
  const names: string[] = [];
  try {
    for await (const entry of Deno.readDir(spool)) {
      if (entry.isDirectory && RUN_ID.test(entry.name)) names.push(entry.name);
    }
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  return names.sort();
}

/**
 * Removes a run's spool, with what it says of the server's run; for a run that is
 * removed itself.
 *
 * @param spool Folder of all spools.
 * @param runId Name of the run's folder.
 * @throws {RangeError} If the name is not that of a folder.
 */
export async function removeSpool(spool: string, runId: string): Promise<void> {
  try {
    await Deno.remove(spoolFolder(spool, runId), { recursive: true });
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}
