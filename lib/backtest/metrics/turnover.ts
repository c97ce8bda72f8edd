/**
 * Turnover: half of the value traded (a round trip counts once) over the mean
 * equity, a year,
 *
 *     Σ_i |q_i · price_i| / 2 / mean(V) · p / n.
 *
 * @module
 */

import { checkPeriods, TRADING_DAYS } from "lib/backtest/metrics/series.ts";

/**
 * Turnover a year.
 *
 * @param traded Value of each fill in currency units; the sign does not count.
 * @param equity Equity curve in currency units, shape `[n + 1]`.
 * @param periodsPerYear Periods in a year. @default {252}
 * @returns How often the mean equity was turned over in a year.
 * @throws {RangeError} If a value is not finite, there are fewer than two of
 * equity, or its mean is not above 0.
 *
 * @example In and out once in a year
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { turnover } from "lib/backtest/metrics/turnover.ts";
 *
 * assertEquals(turnover([100, -100], [100, 100, 100], 2), 1);
 * ```
 */
export function turnover(
  traded: ArrayLike<number>,
  equity: ArrayLike<number>,
  periodsPerYear: number = TRADING_DAYS,
): number {
  checkPeriods("turnover", periodsPerYear);
  let value = 0;
  for (let i = 0; i < traded.length; ++i) value += Math.abs(traded[i]);
  let sum = 0;
  for (let i = 0; i < equity.length; ++i) sum += equity[i];
  const mean = sum / equity.length;
  if (!(equity.length >= 2 && mean > 0 && mean < Infinity)) {
    throw new RangeError(
      `Cannot compute turnover as equity must have two values or more and a mean > 0: there are ${equity.length} with a mean of ${mean}`,
    );
  }
  if (!Number.isFinite(value)) {
    throw new RangeError(
      `Cannot compute turnover as the values traded must be finite: their sum is ${value}`,
    );
  }
  return value / 2 / mean * periodsPerYear / (equity.length - 1);
}
