/**
 * Parquet through nodejs-polars, which is loaded when this file is first asked
 * for.
 *
 * @module
 */

import { DataQualityError } from "lib/core/errors.ts";
import { Buffer } from "node:buffer";
import pl from "nodejs-polars";

/** The first and the last four bytes of every Parquet file. */
const MAGIC = "PAR1";

/**
 * Reads a Parquet file as rows of fields.
 *
 * @param path The file.
 * @returns Column names, and rows with one field a column.
 * @throws {DataQualityError} If the file is cut short or is no Parquet.
 */
export async function readParquetTable(
  path: string,
): Promise<{ names: string[]; rows: Iterable<unknown[]> }> {
  const bytes = await Deno.readFile(path);
  const text = (part: Uint8Array) => new TextDecoder("latin1").decode(part);
  if (bytes.length < 12 || text(bytes.subarray(0, 4)) !== MAGIC) {
    throw new DataQualityError(
      bytes.length === 0
        ? "The file is empty. It must be a Parquet file"
        : "The file is no Parquet: it does not begin with PAR1. Name a Parquet file, or call it .csv",
      { file: path },
    );
  }
  if (text(bytes.subarray(-4)) !== MAGIC) {
    throw new DataQualityError(
      `The Parquet file is cut short at ${bytes.length} bytes: it does not end with PAR1. Fetch or write it again`,
      { file: path },
    );
  }
  try {
    // polars keeps hold of the buffer it is given; this one is ours alone.
    const frame = pl.readParquet(Buffer.from(bytes.buffer));
    return { names: frame.columns, rows: frame.rows() };
  } catch (error) {
    throw new DataQualityError(
      `The Parquet file is damaged: ${
        (error as Error).message.split("\n")[0]
      }. Fetch or write it again`,
      { file: path },
    );
  }
}
