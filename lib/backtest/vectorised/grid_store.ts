/**
 * Results of a long grid, kept cell by cell, so that a kill loses no cell that
 * was finished and a second run repeats none.
 *
 * The file is JSON lines: first what grid it is, then a line a cell, written
 * when the cell is done. A line that a kill left half-written is cut off when
 * the store is opened again, and its cell runs again. An exclusive lock is held while the store is open: a
 * second process waits, and then finds the cells done.
 *
 * @module
 */

import { dirname } from "@std/path";
import { DataQualityError } from "lib/core/errors.ts";

/** An open store of a grid's results. */
export interface GridStore<Result> extends Disposable {
  /** Results by cell, of cells that are done. */
  readonly done: ReadonlyMap<number, Result>;
  /** Lines that were never finished, as found when it was opened. */
  readonly torn: number;
  /**
   * Keeps a result; it is with the system when this returns.
   *
   * @throws {RangeError} If the cell is not of the grid, or done already.
   */
  put(cell: number, result: Result): void;
}

/** What grid it is. */
export interface GridIdentity {
  /** Hash of everything that a result depends on. */
  readonly identity: string;
  /** Number of cells. */
  readonly cells: number;
}

/**
 * Opens a store, new or begun before.
 *
 * @param path The file; made with its folder where needed.
 * @param grid What grid it is.
 * @returns The store, to be disposed of.
 * @throws {DataQualityError} If the file is of another grid, or no such file.
 *
 * @example A second run finds what the first has done
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { openGridStore } from "lib/backtest/vectorised/grid_store.ts";
 *
 * const dir = await Deno.makeTempDir();
 * const open = () =>
 *   openGridStore<number>(`${dir}/grid.jsonl`, { identity: "g", cells: 3 });
 * {
 *   using store = await open();
 *   store.put(1, 0.5);
 * }
 * {
 *   using store = await open();
 *   assertEquals([...store.done], [[1, 0.5]]);
 * }
 * await Deno.remove(dir, { recursive: true });
 * ```
 */
export async function openGridStore<Result>(
  path: string,
  grid: GridIdentity,
): Promise<GridStore<Result>> {
  await Deno.mkdir(dirname(path), { recursive: true });
  const file = await Deno.open(path, {
    read: true,
    append: true,
    create: true,
  });
  try {
    await file.lock(true);
    const text = await Deno.readTextFile(path);
    const { done, torn } = parseStore<Result>(path, text, grid);
    const whole = text.lastIndexOf("\n") + 1;
    if (whole < text.length) {
      await file.truncate(
        new TextEncoder().encode(text.slice(0, whole)).length,
      );
    }
    const { identity, cells } = grid;
    if (whole === 0) writeAll(file, JSON.stringify({ identity, cells }) + "\n");
    return storeOf(file, done, { torn, cells });
  } catch (error) {
    file.close();
    throw error;
  }
}

function storeOf<Result>(
  file: Deno.FsFile,
  done: Map<number, Result>,
  { torn, cells }: { readonly torn: number; readonly cells: number },
): GridStore<Result> {
  return {
    done,
    torn,
    put(cell, result) {
      if (!isCell(cell, cells) || done.has(cell)) {
        throw new RangeError(
          `Cannot keep cell ${cell} as it must be one of ${cells} that is not done${
            done.has(cell) ? ": it is done" : ""
          }`,
        );
      }
      writeAll(file, JSON.stringify({ cell, result }) + "\n");
      done.set(cell, result);
    },
    [Symbol.dispose]() {
      file.syncSync();
      file.close();
    },
  };
}

function parseStore<Result>(
  path: string,
  text: string,
  { identity, cells }: GridIdentity,
): { readonly done: Map<number, Result>; readonly torn: number } {
  const lines = text.split("\n");
  const rest = lines.pop()!;
  const done = new Map<number, Result>();
  let torn = rest === "" ? 0 : 1;
  for (const [index, line] of lines.entries()) {
    const record = parsed(line);
    if (index === 0) {
      if (record?.identity === identity && record.cells === cells) continue;
      throw new DataQualityError(
        `This holds another grid: it is of ${record?.cells} cells, ${record?.identity}, and not of ${cells}, ${identity}. Name another file, or remove this one`,
        { file: path, row: 1 },
      );
    }
    if (record === undefined) {
      ++torn;
      continue;
    }
    const { cell } = record;
    if (!isCell(cell, cells) || done.has(cell as number)) {
      throw new DataQualityError(
        `This is no cell of ${cells} that was not done before`,
        { file: path, row: index + 1, column: "cell", value: cell },
      );
    }
    done.set(cell as number, record.result as Result);
  }
  return { done, torn };
}

function parsed(line: string): Record<string, unknown> | undefined {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

function isCell(cell: unknown, cells: number): boolean {
  return Number.isInteger(cell) && (cell as number) >= 0 &&
    (cell as number) < cells;
}

function writeAll(file: Deno.FsFile, text: string): void {
  const bytes = new TextEncoder().encode(text);
  let written = 0;
  while (written < bytes.length) {
    written += file.writeSync(bytes.subarray(written));
  }
}
