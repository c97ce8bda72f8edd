/**
 * Products of a symmetric matrix with weights: what every risk of a portfolio is
 * made of.
 *
 * @module
 */

import type { Matrix } from "lib/math/matrix.ts";

/**
 * `Σ·w`.
 *
 * @param matrix Shape `[n × n]`.
 * @param weights Shape `[n]`.
 * @returns Shape `[n]`.
 */
export function multiply(
  matrix: Matrix,
  weights: ArrayLike<number>,
): Float64Array {
  const { data, rows, cols } = matrix;
  const out = new Float64Array(rows);
  for (let i = 0; i < rows; ++i) {
    let sum = 0;
    for (let j = 0; j < cols; ++j) sum += data[i * cols + j] * weights[j];
    out[i] = sum;
  }
  return out;
}

/**
 * `√(wᵀ·Σ·w)`, the volatility of a portfolio in the period of `Σ`.
 *
 * @param covariance Shape `[n × n]`.
 * @param weights Shape `[n]`.
 * @returns The volatility; 0 where rounding makes the variance negative.
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { portfolioVolatility } from "lib/risk/quadratic_form.ts";
 *
 * const covariance = { data: Float64Array.of(0.04, 0, 0, 0.09), rows: 2, cols: 2 };
 * assertAlmostEquals(portfolioVolatility(covariance, [0.6, 0.4]), Math.sqrt(0.0288), 1e-15);
 * ```
 */
export function portfolioVolatility(
  covariance: Matrix,
  weights: ArrayLike<number>,
): number {
  const product = multiply(covariance, weights);
  let variance = 0;
  for (let i = 0; i < product.length; ++i) variance += weights[i] * product[i];
  return Math.sqrt(Math.max(0, variance));
}
