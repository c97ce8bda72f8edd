/**
 * Diebold and Mariano's test of equal forecast accuracy (1995, J. Bus. Econ. Stat.
 * 13, 253, eq. 2) with the correction for small samples and Student's distribution
 * of Harvey, Leybourne and Newbold (1997, Int. J. Forecast. 13, 281, eq. 9).
 *
 * `DM = d̄/√(V/n) · √((n + 1 − 2h + h(h − 1)/n)/n)` with `V = γ₀ + 2·Σ wₖ·γₖ` over
 * h − 1 lags, h the horizon; wₖ = 1 as Diebold and Mariano have it, or Bartlett's
 * `1 − k/h` (Newey and West 1987), which never make V negative.
 *
 * @module
 */

import { studentTTwoSided } from "lib/math/student_t.ts";
import { checkSeries } from "lib/validation/check_series.ts";
import type { TestResult } from "lib/validation/paired_tests.ts";
import { autocovariances } from "lib/validation/time_series/autocorrelation.ts";
import { automaticLag } from "lib/validation/time_series/newey_west.ts";

/** How neighbours are allowed for. */
export interface DieboldMarianoOptions {
  /**
   * Neighbours that may be alike: the forecasts' horizon less 1.
   * @default {Newey and West's `⌊4(n/100)^(2/9)⌋`}
   */
  readonly lags?: number;
  /**
   * Weights of the autocovariances. Equal ones that give no positive variance are
   * replaced by Bartlett's. @default {"bartlett"}
   */
  readonly weights?: "bartlett" | "equal";
}

/**
 * Whether loss differences that depend on their neighbours are zero on average.
 *
 * @param differences Loss differences in the order of time, or of whatever makes
 * neighbours alike; shape `[n]`.
 * @param options Lags, 0 gives the paired t test; weights.
 * @returns Statistic and two-sided p-value.
 * @throws {RangeError} If there are fewer than two, one is not finite, or the lags
 * are not a whole number in [0, n).
 *
 * @example Forecasts two steps ahead
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { dieboldMariano } from "lib/validation/time_series/diebold_mariano.ts";
 *
 * const differences = [1, 2, 1, 3, 2, 4];
 * const { statistic } = dieboldMariano(differences, { lags: 1, weights: "equal" });
 * // Mean 13/6; γ₀ = 41/36 and γ₁ = −37/216 make V; √((7 − 4 + 2/6)/6) corrects.
 * const variance = 41 / 36 - 2 * 37 / 216;
 * const plain = 13 / 6 / Math.sqrt(variance / 6);
 * assertAlmostEquals(statistic, plain * Math.sqrt((3 + 2 / 6) / 6), 1e-12);
 * ```
 */
export function dieboldMariano(
  differences: ArrayLike<number>,
  options: DieboldMarianoOptions = {},
): TestResult {
  checkSeries(differences, { name: "differences" });
  const n = differences.length;
  const { lags = automaticLag(n), weights = "bartlett" } = options;
  const covariances = autocovariances(differences, lags);
  const horizon = lags + 1;
  const varianceBy = (weight: (lag: number) => number) =>
    covariances.reduce((sum, c, k) => k === 0 ? c : sum + 2 * weight(k) * c, 0);
  const equal = weights === "equal" ? varianceBy(() => 1) : 0;
  const variance = equal > 0 ? equal : varianceBy((k) => 1 - k / horizon);
  const correction = (n + 1 - 2 * horizon + horizon * (horizon - 1) / n) / n;
  // Bartlett's weights keep the variance from being negative, not from rounding.
  const error = Math.sqrt(
    Math.max(0, variance) / n / Math.max(correction, 1e-12),
  );
  let mean = 0;
  for (let i = 0; i < n; ++i) mean += differences[i] / n;
  if (error === 0) {
    const statistic = mean === 0 ? 0 : Math.sign(mean) * Infinity;
    return { statistic, pValue: mean === 0 ? 1 : 0, count: n };
  }
  const statistic = mean / error;
  return { statistic, pValue: studentTTwoSided(statistic, n - 1), count: n };
}
