/**
 * Autocovariances and autocorrelations, all about the mean of the whole series
 * and divided by n: the biased estimate, which is positive semidefinite. Box and
 * Jenkins (1976), "Time Series Analysis", section 2.1.5.
 *
 * @module
 */

import { checkSeries } from "lib/validation/check_series.ts";

/**
 * Autocovariances `γₖ = 1/n · Σ (xᵢ − x̄)(xᵢ₋ₖ − x̄)`.
 *
 * @param values Shape `[n]`.
 * @param lags Largest lag L, a whole number in [0, n).
 * @returns γ₀ … γ_L, shape `[L + 1]`.
 * @throws {RangeError} If a value is not finite or the lags are out of range.
 */
export function autocovariances(
  values: ArrayLike<number>,
  lags: number,
): Float64Array {
  checkSeries(values, { name: "values" });
  const n = values.length;
  if (!(Number.isInteger(lags) && lags >= 0 && lags < n)) {
    throw new RangeError(
      `Cannot take autocovariances of ${n} values as lags must be a whole number in [0, ${n}): current value is ${lags}`,
    );
  }
  let mean = 0;
  for (let i = 0; i < n; ++i) mean += values[i] / n;
  const deviations = Float64Array.from(values, (v) => v - mean);
  return Float64Array.from({ length: lags + 1 }, (_, lag) => {
    let product = 0;
    for (let i = lag; i < n; ++i) {
      product += deviations[i] * deviations[i - lag];
    }
    return product / n;
  });
}

/**
 * Autocorrelations `ρₖ = γₖ/γ₀`.
 *
 * @param values Shape `[n]`, not all the same.
 * @param lags Largest lag L, a whole number in [0, n).
 * @returns ρ₀ = 1 … ρ_L, shape `[L + 1]`.
 * @throws {RangeError} As {@linkcode autocovariances}, or if all are the same.
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { autocorrelations } from "lib/validation/time_series/autocorrelation.ts";
 *
 * assertEquals([...autocorrelations([1, -1, 1, -1], 2)], [1, -0.75, 0.5]);
 * ```
 */
export function autocorrelations(
  values: ArrayLike<number>,
  lags: number,
): Float64Array {
  checkSeries(values, { name: "values", varies: true });
  const covariances = autocovariances(values, lags);
  return covariances.map((c) => c / covariances[0]);
}
