/**
 * Annual volatility: the standard deviation of returns (ddof 1) times √p. The
 * root holds for returns without autocorrelation.
 *
 * @module
 */

import {
  checkPeriods,
  checkReturns,
  momentsOf,
  TRADING_DAYS,
} from "lib/backtest/metrics/series.ts";

/**
 * Annual volatility.
 *
 * @param returns Simple returns a period, shape `[n]`.
 * @param periodsPerYear Periods in a year p. @default {252}
 * @returns The volatility, in decimals a year.
 * @throws {RangeError} If there are fewer than two returns or one is not finite.
 *
 * @example Usage
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { volatility } from "lib/backtest/metrics/volatility.ts";
 *
 * assertAlmostEquals(volatility([0.01, 0.03], 1), Math.sqrt(2e-4), 1e-15);
 * ```
 */
export function volatility(
  returns: ArrayLike<number>,
  periodsPerYear: number = TRADING_DAYS,
): number {
  checkPeriods("a volatility", periodsPerYear);
  checkReturns("a volatility", returns, 2);
  return momentsOf(returns).deviation * Math.sqrt(periodsPerYear);
}
