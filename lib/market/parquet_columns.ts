/**
 * Columns of numbers in Parquet, without a detour through rows.
 *
 * @module
 */

import { Buffer } from "node:buffer";
import pl from "nodejs-polars";
import { DataQualityError } from "lib/core/errors.ts";

/** Columns of equal length, by name. */
export type NumberColumns = Readonly<
  Record<string, Float32Array | Float64Array>
>;

/** Columns as a Parquet file; the same columns give the same bytes. */
export function encodeColumns(columns: NumberColumns): Uint8Array {
  const series = Object.entries(columns).map(([name, values]) =>
    pl.Series(
      name,
      values as unknown as number[],
      values instanceof Float32Array ? pl.Float32 : pl.Float64,
    )
  );
  const bytes = pl.DataFrame(series).writeParquet({ compression: "zstd" });
  return new Uint8Array(bytes as unknown as Buffer);
}

/**
 * Columns of a Parquet file.
 *
 * @param bytes The file.
 * @param path Where it comes from, for messages.
 * @throws {DataQualityError} If the file is damaged or holds other than
 * numbers.
 */
export function decodeColumns(bytes: Uint8Array, path: string): NumberColumns {
  try {
    const frame = pl.readParquet(Buffer.from(bytes));
    return Object.fromEntries(frame.columns.map((name) => {
      const column = frame.getColumn(name);
      // Asked first: polars panics at what makes no typed array.
      const isFloat = column.dtype.equals(pl.Float32) ||
        column.dtype.equals(pl.Float64);
      if (!isFloat || column.nullCount() > 0) {
        throw new TypeError(`column ${name} does not hold numbers alone`);
      }
      return [name, column.toTypedArray() as Float32Array | Float64Array];
    }));
  } catch (error) {
    throw new DataQualityError(
      `The Parquet file is damaged: ${
        (error as Error).message.split("\n")[0]
      }. Delete it and make it again`,
      { file: path },
    );
  }
}
