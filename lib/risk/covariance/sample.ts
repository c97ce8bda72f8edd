/**
 * The covariance of the sample, `Σᵢ (xᵢ − x̄)(xᵢ − x̄)ᵀ / (T − ddof)`.
 *
 * @module
 */

import type { Matrix } from "lib/math/matrix.ts";
import { checkPanel } from "lib/risk/checked_input.ts";

/** Options of {@linkcode sampleCovariance}. */
export interface SampleCovarianceOptions {
  /** What is taken off the number of rows. @default 1 */
  readonly ddof?: 0 | 1;
}

/**
 * Covariance of the columns, in the period of the rows.
 *
 * @param returns Returns `[T × n]`, T ≥ 2.
 * @param options The divisor.
 * @returns Shape `[n × n]`.
 * @throws {TypeError} If there are fewer than two rows.
 * @throws {RangeError} At the first return that is not finite.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { sampleCovariance } from "lib/risk/covariance/sample.ts";
 *
 * const returns = { data: Float64Array.of(1, 2, 3, 8), rows: 2, cols: 2 };
 * assertEquals(sampleCovariance(returns).data, Float64Array.of(2, 6, 6, 18));
 * ```
 */
export function sampleCovariance(
  returns: Matrix,
  options: SampleCovarianceOptions = {},
): Matrix {
  const { ddof = 1 } = options;
  checkPanel("estimate a covariance", "returns", returns, 2);
  const { rows, cols } = returns;
  return crossProducts(centredColumns(returns), 1 / (rows - ddof), cols);
}

/**
 * A panel less the means of its columns.
 *
 * @param panel Shape `[T × n]`.
 * @returns Shape `[T × n]`.
 */
export function centredColumns(panel: Matrix): Matrix {
  const { data, rows, cols } = panel;
  const mean = new Float64Array(cols);
  for (let i = 0; i < data.length; ++i) mean[i % cols] += data[i];
  for (let j = 0; j < cols; ++j) mean[j] /= rows;
  return { data: data.map((x, i) => x - mean[i % cols]), rows, cols };
}

function crossProducts(panel: Matrix, scale: number, cols: number): Matrix {
  const { data, rows } = panel;
  const out = new Float64Array(cols * cols);
  for (let t = 0; t < rows; ++t) {
    for (let i = 0; i < cols; ++i) {
      const x = data[t * cols + i];
      for (let j = 0; j <= i; ++j) out[i * cols + j] += x * data[t * cols + j];
    }
  }
  for (let i = 0; i < cols; ++i) {
    for (let j = 0; j <= i; ++j) {
      out[j * cols + i] = out[i * cols + j] *= scale;
    }
  }
  return { data: out, rows: cols, cols };
}
