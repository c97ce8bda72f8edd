/**
 * One model's losses against another's: Diebold and Mariano's test with both
 * weights of the lags, of which the more cautious counts.
 *
 * @module
 */

import { dieboldMariano } from "lib/validation/time_series/diebold_mariano.ts";
import { automaticLag } from "lib/validation/time_series/newey_west.ts";

/** A difference of losses and how sure it is. */
export interface LossDifference {
  /** Mean loss of the first less that of the second; below 0 the first is better. */
  readonly difference: number;
  /** Its standard error; null if the losses are the same. */
  readonly error: number | null;
  /** Difference over error; null if the losses are the same. */
  readonly statistic: number | null;
  /** Two-sided p-value. */
  readonly pValue: number;
}

/** Losses closer than this part of their size differ by rounding only. */
const SAME = 1e-9;

/**
 * Compares losses of the same times.
 *
 * @param losses Of a model, in order of time `[n]`.
 * @param others Of another `[n]`.
 * @param horizon Bars that forecasts are ahead.
 * @returns The difference; p-value 1 if the losses are the same.
 * @throws {RangeError} If there are fewer than two, or one is not finite.
 */
export function compareLosses(
  losses: ArrayLike<number>,
  others: ArrayLike<number>,
  horizon: number,
): LossDifference {
  const n = losses.length;
  const differences = Float64Array.from(
    { length: n },
    (_, i) => losses[i] - others[i],
  );
  let [mean, size, most] = [0, 0, 0];
  for (let i = 0; i < n; ++i) {
    mean += differences[i] / n;
    size += Math.abs(others[i]) / n;
    most = Math.max(most, Math.abs(differences[i]));
  }
  if (most <= SAME * size) {
    return { difference: mean, error: null, statistic: null, pValue: 1 };
  }
  const lags = Math.min(horizon, n) - 1;
  const tests = [
    dieboldMariano(differences, { lags, weights: "equal" }),
    dieboldMariano(differences, { lags: Math.max(lags, automaticLag(n)) }),
  ];
  const { statistic, pValue } = tests.reduce((a, b) =>
    b.pValue > a.pValue ? b : a
  );
  // Differences that are all one number: as sure as a number can be.
  if (!Number.isFinite(statistic)) {
    return { difference: mean, error: 0, statistic: null, pValue };
  }
  const error = statistic === 0 ? null : mean / statistic;
  return { difference: mean, error, statistic, pValue };
}
