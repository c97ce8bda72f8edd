/**
 * Where training takes its batches from: arrays in memory, or rows that are
 * put together when they are asked for.
 *
 * @module
 */

import { sha256Hex } from "lib/core/hash.ts";

/** Rows of inputs and targets. */
export interface Rows {
  /** Inputs `[count × inputs]`, row-major. */
  readonly x: Float32Array;
  /** Targets `[count × outputs]`, row-major. */
  readonly y: Float32Array;
  /** Number of rows. */
  readonly count: number;
}

/** Rows that are copied out when wanted. */
export interface RowSource {
  /** Number of rows. */
  readonly count: number;
  /**
   * Copies rows.
   *
   * @param x Filled with their inputs, row-major.
   * @param y Filled with their targets, row-major.
   * @param rows Which rows, in any order.
   */
  gatherInto(x: Float32Array, y: Float32Array, rows: Uint32Array): void;
  /** Hashes of all that the rows hold: other rows, other hashes. */
  hashes(): Promise<readonly string[]>;
}

/**
 * Rows in memory as a source.
 *
 * @param rows The arrays, or a source, which is returned as it is.
 */
export function rowSource(rows: Rows | RowSource): RowSource {
  if ("gatherInto" in rows) return rows;
  const { x, y, count } = rows;
  const widths = [x.length / count, y.length / count];
  return {
    count,
    gatherInto(xOut, yOut, chosen) {
      copyRows(xOut, x, chosen, widths[0]);
      copyRows(yOut, y, chosen, widths[1]);
    },
    hashes: async () => [await hashOfFloats(x), await hashOfFloats(y)],
  };
}

/** SHA-256 of the bytes of an array, in hexadecimal. */
export function hashOfFloats(
  { buffer, byteOffset, byteLength }: Float32Array | Float64Array | Int32Array,
): Promise<string> {
  return sha256Hex(
    new Uint8Array(buffer as ArrayBuffer, byteOffset, byteLength),
  );
}

function copyRows(
  out: Float32Array,
  data: Float32Array,
  rows: Uint32Array,
  width: number,
): void {
  for (let i = 0; i < rows.length; ++i) {
    const first = rows[i] * width;
    for (let j = 0; j < width; ++j) out[i * width + j] = data[first + j];
  }
}
