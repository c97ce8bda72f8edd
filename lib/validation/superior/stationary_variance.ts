/**
 * The variance of `√n · mean` under the stationary bootstrap, without resampling.
 *
 * `ω² = γ₀ + 2·Σᵢ κᵢ·γᵢ` over all lags i < n with
 * `κᵢ = (1 − i/n)(1 − p)ⁱ + (i/n)(1 − p)ⁿ⁻ⁱ`, p one over the mean block length, γᵢ
 * autocovariances that divide by n: Politis and Romano (1994), J. Am. Stat. Assoc.
 * 89, lemma 1; Hansen (2005), section 3.1.
 *
 * @module
 */

import type { Matrix } from "lib/math/matrix.ts";

/** A lag of less weight than this does not change the sum. */
const LEAST_WEIGHT = 1e-18;

/**
 * Long-run variances of columns.
 *
 * @param values Shape `[n × k]`.
 * @param blockLength Mean block length ≥ 1.
 * @returns Variances, shape `[k]`, ≥ 0.
 *
 * @example Blocks of one leave the plain variance
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { stationaryVariance } from "lib/validation/superior/stationary_variance.ts";
 *
 * const values = { data: Float64Array.of(1, 2, 3, 4), rows: 4, cols: 1 };
 * assertAlmostEquals(stationaryVariance(values, 1)[0], 1.25, 1e-15);
 * ```
 */
export function stationaryVariance(
  { data, rows: n, cols }: Matrix,
  blockLength: number,
): Float64Array {
  const stay = 1 - 1 / blockLength;
  const weights = Float64Array.from(
    { length: n },
    (_, i) =>
      i === 0 ? 1 : 2 * ((1 - i / n) * stay ** i + i / n * stay ** (n - i)),
  );
  const variances = new Float64Array(cols);
  const deviations = new Float64Array(n);
  for (let k = 0; k < cols; ++k) {
    let mean = 0;
    for (let i = 0; i < n; ++i) mean += data[i * cols + k] / n;
    for (let i = 0; i < n; ++i) deviations[i] = data[i * cols + k] - mean;
    let variance = 0;
    for (let lag = 0; lag < n; ++lag) {
      if (weights[lag] < LEAST_WEIGHT) continue;
      let product = 0;
      for (let i = lag; i < n; ++i) {
        product += deviations[i] * deviations[i - lag];
      }
      variance += weights[lag] * product / n;
    }
    // The weights are positive definite; rounding is not.
    variances[k] = Math.max(0, variance);
  }
  return variances;
}
