/**
 * The standard error of a mean whose terms depend on their neighbours:
 * `ŝ² = (γ₀ + 2·Σ (1 − k/(L + 1))·γₖ)/n`; Newey and West (1987), Econometrica 55,
 * 703, eq. 5, with Bartlett's weights and no correction for small samples. The
 * p-value is by the normal distribution, as statsmodels gives it for `HAC`.
 *
 * @module
 */

import { normalCdf } from "lib/math/normal.ts";
import { checkSeries } from "lib/validation/check_series.ts";
import { autocovariances } from "lib/validation/time_series/autocorrelation.ts";

/** A mean and what is known of its error. */
export interface NeweyWestResult {
  /** Lags that were weighted in. */
  readonly lag: number;
  /** The mean. */
  readonly mean: number;
  /** Its standard error. */
  readonly standardError: number;
  /** Mean over standard error. */
  readonly tStat: number;
  /** Two-sided p-value that the mean is 0. */
  readonly pValue: number;
}

/**
 * The mean of a series with Newey and West's standard error.
 *
 * @param values Shape `[n]`, n ≥ 2, not all the same.
 * @param options Lags.
 * @throws {RangeError} If a value is not finite, all are the same, or the lag is
 * not a whole number in [0, n).
 *
 * @example Without lags it is the plain error with ddof 0
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { neweyWest } from "lib/validation/time_series/newey_west.ts";
 *
 * const { standardError } = neweyWest([1, 2, 3, 4], { lag: 0 });
 * assertAlmostEquals(standardError, Math.sqrt(1.25 / 4), 1e-15);
 * ```
 */
export function neweyWest(
  values: ArrayLike<number>,
  options: {
    /** Lags. @default {Newey and West's `⌊4(n/100)^(2/9)⌋`} */
    readonly lag?: number;
  } = {},
): NeweyWestResult {
  checkSeries(values, { name: "values", varies: true });
  const n = values.length;
  const { lag = automaticLag(n) } = options;
  const covariances = autocovariances(values, lag);
  let variance = covariances[0];
  for (let k = 1; k <= lag; ++k) {
    variance += 2 * (1 - k / (lag + 1)) * covariances[k];
  }
  let mean = 0;
  for (let i = 0; i < n; ++i) mean += values[i] / n;
  const standardError = Math.sqrt(Math.max(0, variance) / n);
  const tStat = mean / standardError;
  return {
    lag,
    mean,
    standardError,
    tStat,
    pValue: 2 * normalCdf(-Math.abs(tStat)),
  };
}

/**
 * The lag `⌊4(n/100)^(2/9)⌋`, at most n − 1; Newey and West (1994), Rev. Econ. Stud.
 * 61, 631.
 *
 * @param count Values n.
 * @returns Lags.
 */
export function automaticLag(count: number): number {
  return Math.min(count - 1, Math.floor(4 * (count / 100) ** (2 / 9)));
}
