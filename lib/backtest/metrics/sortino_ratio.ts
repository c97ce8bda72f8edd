/**
 * Sortino ratio: mean return above a required one over the downside deviation,
 *
 *     √p · (r̄ − m) / √(1/n Σ min(r_t − m, 0)²),
 *
 * with all n returns in the denominator. Sortino and Price (1994), J. Investing
 * 3(3); Bacon (2008), equation 4.39.
 *
 * @module
 */

import {
  checkPeriods,
  checkReturns,
  momentsOf,
  TRADING_DAYS,
} from "lib/backtest/metrics/series.ts";
import type { RatioOptions } from "lib/backtest/metrics/sharpe_ratio.ts";

/**
 * Downside deviation a period: √(1/n Σ min(r_t − m, 0)²).
 *
 * @param returns Simple returns a period, shape `[n]`.
 * @param required Required return a period m. @default {0}
 * @returns The deviation, a period; 0 if no return is below.
 * @throws {RangeError} If there are no returns or one is not finite.
 */
export function downsideDeviation(
  returns: ArrayLike<number>,
  required: number = 0,
): number {
  checkReturns("a downside deviation", returns);
  let squares = 0;
  for (let i = 0; i < returns.length; ++i) {
    squares += Math.min(returns[i] - required, 0) ** 2;
  }
  return Math.sqrt(squares / returns.length);
}

/**
 * Annual Sortino ratio.
 *
 * @param returns Simple returns a period, shape `[n]`.
 * @param options Periods in a year; `riskFree` is the required return.
 * @returns The ratio, or null if no return is below the required one.
 * @throws {RangeError} If there are no returns or one is not finite.
 *
 * @example Usage
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { sortinoRatio } from "lib/backtest/metrics/sortino_ratio.ts";
 *
 * const ratio = sortinoRatio([0.03, -0.01], { periodsPerYear: 1 });
 * assertAlmostEquals(ratio!, Math.SQRT2, 1e-14);
 * ```
 */
export function sortinoRatio(
  returns: ArrayLike<number>,
  options: RatioOptions = {},
): number | null {
  const { periodsPerYear = TRADING_DAYS, riskFree = 0 } = options;
  checkPeriods("a Sortino ratio", periodsPerYear);
  const deviation = downsideDeviation(returns, riskFree);
  if (deviation === 0) return null;
  const { mean } = momentsOf(returns);
  return (mean - riskFree) / deviation * Math.sqrt(periodsPerYear);
}
