/**
 * Compound annual growth rate: (∏(1 + r_t))^(p/n) − 1 with n returns and p
 * periods in a year; the geometric annual return of Bacon (2008), equation 2.24.
 *
 * @module
 */

import { totalReturn } from "lib/backtest/metrics/returns.ts";
import { checkPeriods, TRADING_DAYS } from "lib/backtest/metrics/series.ts";

/**
 * Compound annual growth rate.
 *
 * @param returns Simple returns a period, shape `[n]`.
 * @param periodsPerYear Periods in a year. @default {252}
 * @returns The rate; −1 where everything is lost.
 * @throws {RangeError} If there are no returns or one is not finite.
 *
 * @example Two months of 1 %
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { cagr } from "lib/backtest/metrics/cagr.ts";
 *
 * assertAlmostEquals(cagr([0.01, 0.01], 12), 1.01 ** 12 - 1, 1e-15);
 * ```
 */
export function cagr(
  returns: ArrayLike<number>,
  periodsPerYear: number = TRADING_DAYS,
): number {
  checkPeriods("a CAGR", periodsPerYear);
  const growth = 1 + totalReturn(returns);
  return growth <= 0 ? -1 : growth ** (periodsPerYear / returns.length) - 1;
}
