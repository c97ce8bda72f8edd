/**
 * Whether a series has autocorrelation: `Q = n(n + 2)·Σ ρₖ²/(n − k)`, chi-square
 * with as many degrees of freedom as lags where there is none; Ljung and Box
 * (1978), Biometrika 65, 297, eq. 1.
 *
 * @module
 */

import { chiSquareTail } from "lib/math/chi_square.ts";
import { autocorrelations } from "lib/validation/time_series/autocorrelation.ts";

/** What the test says. */
export interface LjungBoxResult {
  /** Lags in the sum. */
  readonly lags: number;
  /** Q. */
  readonly statistic: number;
  /** Chance of a larger Q without autocorrelation. */
  readonly pValue: number;
}

/**
 * Ljung and Box's test.
 *
 * @param values Shape `[n]`, not all the same.
 * @param options Lags, and how many parameters were fitted to get residuals.
 * @throws {RangeError} If a value is not finite, all are the same, or the lags
 * are not a whole number in [1, n) above `fitted`.
 *
 * @example Usage
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { ljungBox } from "lib/validation/time_series/ljung_box.ts";
 *
 * const { statistic, pValue } = ljungBox([1, -1, 1, -1], { lags: 1 });
 * assertAlmostEquals(statistic, 4 * 6 * 0.75 ** 2 / 3, 1e-12);
 * assertAlmostEquals(pValue, 0.0339, 1e-4);
 * ```
 */
export function ljungBox(
  values: ArrayLike<number>,
  options: {
    /** Lags. @default {`min(10, ⌊n/5⌋)`, at least 1} */
    readonly lags?: number;
    /** Parameters of the model whose residuals these are. @default {0} */
    readonly fitted?: number;
  } = {},
): LjungBoxResult {
  const n = values.length;
  const { lags = Math.max(1, Math.min(10, Math.floor(n / 5))), fitted = 0 } =
    options;
  if (!(lags > fitted)) {
    throw new RangeError(
      `Cannot test autocorrelation as lags must be more than the ${fitted} fitted parameters: current value is ${lags}`,
    );
  }
  const correlations = autocorrelations(values, lags);
  let sum = 0;
  for (let k = 1; k <= lags; ++k) sum += correlations[k] ** 2 / (n - k);
  const statistic = n * (n + 2) * sum;
  return { lags, statistic, pValue: chiSquareTail(statistic, lags - fitted) };
}
