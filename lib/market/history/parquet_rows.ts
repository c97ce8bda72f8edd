/**
 * The rows of a Parquet file by slices, through nodejs-polars, which is loaded
 * when this file is first asked for.
 *
 * @module
 */

import { DataQualityError } from "lib/core/errors.ts";
import type { Table, TableRow } from "lib/market/history/table_rows.ts";
import pl from "nodejs-polars";

/** Rows that are held at once. */
const SLICE = 50_000;

/**
 * Opens a Parquet file and reads its header.
 *
 * @param path The file.
 * @param onBytes Told how many bytes of the file each slice stands for.
 * @throws {DataQualityError} If it is cut short, damaged or no Parquet.
 */
export async function openParquet(
  path: string,
  onBytes: (bytes: number) => void,
): Promise<Table> {
  await checkMagic(path);
  const frame = pl.scanParquet(path);
  const collect = async (part: typeof frame) => {
    try {
      return await part.collect();
    } catch (error) {
      throw new DataQualityError(
        `The Parquet file is damaged: ${
          (error as Error).message.split("\n")[0]
        }. Fetch or write it again`,
        { file: path },
      );
    }
  };
  const names = (await collect(frame.slice(0, 0))).columns;
  const [[count]] = (await collect(frame.select(pl.len()))).rows();
  const { size } = await Deno.stat(path);
  const head = { file: path, row: 1, names, preamble: [] };
  return {
    head,
    batches: slices(),
    // polars opens the file for each slice.
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };

  async function* slices(): AsyncGenerator<TableRow[]> {
    for (let from = 0; from < count; from += SLICE) {
      const rows = (await collect(frame.slice(from, SLICE))).rows();
      onBytes(size * rows.length / count);
      yield rows.map((fields, i) => ({ row: from + i + 2, fields }));
    }
  }
}

/** Every Parquet file begins and ends with PAR1. */
async function checkMagic(path: string): Promise<void> {
  using file = await Deno.open(path);
  const { size } = await file.stat();
  const at = async (offset: number) => {
    const bytes = new Uint8Array(4);
    await file.seek(offset, Deno.SeekMode.Start);
    await file.read(bytes);
    return new TextDecoder("latin1").decode(bytes);
  };
  if (size >= 12 && await at(0) === "PAR1") {
    if (await at(size - 4) === "PAR1") return;
    throw new DataQualityError(
      `The Parquet file is cut short at ${size} bytes: it does not end with PAR1. Fetch or write it again`,
      { file: path },
    );
  }
  throw new DataQualityError(
    "The file is no Parquet: it does not begin with PAR1. Name a Parquet file, or call it .csv",
    { file: path },
  );
}
