/**
 * Rows of a table by their indices, as splits and resamples give them.
 *
 * @module
 */

import type { Matrix } from "lib/math/matrix.ts";

/**
 * Rows of a matrix.
 *
 * @param matrix Shape `[n × p]`.
 * @param rows Indices in [0, n), shape `[m]`; a row may come more than once.
 * @returns A new matrix, shape `[m × p]`.
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { takeRows } from "lib/math/take_rows.ts";
 *
 * const matrix = { data: Float64Array.of(1, 2, 3, 4), rows: 2, cols: 2 };
 * assertEquals([...takeRows(matrix, [1, 1]).data], [3, 4, 3, 4]);
 * ```
 */
export function takeRows(matrix: Matrix, rows: ArrayLike<number>): Matrix {
  const { cols } = matrix;
  const data = new Float64Array(rows.length * cols);
  for (let i = 0; i < rows.length; ++i) {
    const from = rows[i] * cols;
    for (let j = 0; j < cols; ++j) data[i * cols + j] = matrix.data[from + j];
  }
  return { data, rows: rows.length, cols };
}

/**
 * Values by their indices.
 *
 * @param values Shape `[n]`.
 * @param rows Indices in [0, n), shape `[m]`; a row may come more than once.
 * @returns A new vector, shape `[m]`.
 */
export function takeValues(
  values: ArrayLike<number>,
  rows: ArrayLike<number>,
): Float64Array {
  const taken = new Float64Array(rows.length);
  for (let i = 0; i < rows.length; ++i) taken[i] = values[rows[i]];
  return taken;
}
