/**
 * The rows of a file as they stand, with its header: CSV, gzipped CSV (both
 * streamed) or Parquet (by slices).
 *
 * @module
 */

import { DataQualityError } from "lib/core/errors.ts";
import { type CsvRecord, csvRecords } from "lib/market/csv_records.ts";
import { cboeLayout } from "lib/market/layouts/cboe.ts";
import type { TableHead } from "lib/market/layouts/layout.ts";
import { checkFile, fitFields, textOf, toHead } from "lib/market/read_chain.ts";

/** One row of a table. */
export interface TableRow {
  /** Where it stands, counted from 1 with the first line as row 1. */
  readonly row: number;
  /** One field a column. */
  readonly fields: ArrayLike<unknown>;
}

/** A table that is being read. */
export interface Table {
  /** Its header, and what stands above. */
  readonly head: TableHead;
  /** Its rows in batches, to be gone through once. */
  readonly batches: AsyncIterable<readonly TableRow[]>;
  /** Lets go of the file, whether its rows have been gone through or not. */
  [Symbol.asyncDispose](): Promise<void>;
}

/** A header stands on one of the first lines, below at most this many. */
const PREAMBLE_LINES = 8;

/**
 * Opens a table and reads its header.
 *
 * @param path A file `.csv`, `.csv.gz` or `.parquet`.
 * @param onBytes Told how many bytes of the file each read took.
 * @throws {DataQualityError} If there is no such file or it has no header.
 */
export async function openTable(
  path: string,
  onBytes: (bytes: number) => void = () => {},
): Promise<Table> {
  await checkFile(path);
  if (path.toLowerCase().endsWith(".parquet")) {
    const { openParquet } = await import(
      "lib/market/history/parquet_rows.ts"
    );
    return await openParquet(path, onBytes);
  }
  return await openCsv(path, onBytes);
}

async function openCsv(
  path: string,
  onBytes: (bytes: number) => void,
): Promise<Table> {
  const records = csvRecords(textOf(path, onBytes), path);
  const first: CsvRecord[] = [];
  try {
    while (first.length <= PREAMBLE_LINES) {
      const next = await records.next();
      if (next.done === true) break;
      first.push(...next.value);
    }
    if (first.length === 0) {
      throw new DataQualityError(
        "The file is empty. It must have a header and rows below it",
        { file: path },
      );
    }
    // Only Cboe's table has lines above its header.
    const cboe = first.slice(0, PREAMBLE_LINES + 1)
      .findIndex(({ fields }) => cboeLayout.matches(fields));
    const at = Math.max(cboe, 0);
    const head = toHead(path, first, at);
    const fit = (record: CsvRecord) => ({
      row: record.row,
      fields: fitFields(record, head),
    });
    const rest = async function* () {
      yield first.slice(at + 1).map(fit);
      for await (const batch of records) yield batch.map(fit);
    };
    return {
      head,
      batches: rest(),
      async [Symbol.asyncDispose]() {
        await records.return(undefined);
      },
    };
  } catch (error) {
    await records.return(undefined);
    throw error;
  }
}
