/**
 * Sharpe ratio: mean over standard deviation (ddof 1) of returns less the
 * riskless one, times √p. Sharpe (1994), J. Portfolio Management 21(1),
 * equation 6.
 *
 * @module
 */

import {
  checkPeriods,
  checkReturns,
  momentsOf,
  TRADING_DAYS,
} from "lib/backtest/metrics/series.ts";

/** What ratios of annual figures take. */
export interface RatioOptions {
  /** Periods in a year. @default {252} */
  readonly periodsPerYear?: number;
  /** Riskless (or required) return a period. @default {0} */
  readonly riskFree?: number;
}

/**
 * Annual Sharpe ratio.
 *
 * @param returns Simple returns a period, shape `[n]`.
 * @param options Periods in a year, riskless return.
 * @returns The ratio, or null if the returns do not vary.
 * @throws {RangeError} If there are fewer than two returns or one is not finite.
 *
 * @example Usage
 * ```ts
 * import { assertAlmostEquals, assertEquals } from "@std/assert";
 * import { sharpeRatio } from "lib/backtest/metrics/sharpe_ratio.ts";
 *
 * const ratio = sharpeRatio([0.01, 0.03], { periodsPerYear: 1 });
 * assertAlmostEquals(ratio!, Math.SQRT2, 1e-14);
 * assertEquals(sharpeRatio([0.01, 0.01]), null);
 * ```
 */
export function sharpeRatio(
  returns: ArrayLike<number>,
  options: RatioOptions = {},
): number | null {
  const { periodsPerYear = TRADING_DAYS, riskFree = 0 } = options;
  checkPeriods("a Sharpe ratio", periodsPerYear);
  checkReturns("a Sharpe ratio", returns, 2);
  const { mean, deviation } = momentsOf(returns);
  if (deviation === 0) return null;
  return (mean - riskFree) / deviation * Math.sqrt(periodsPerYear);
}
