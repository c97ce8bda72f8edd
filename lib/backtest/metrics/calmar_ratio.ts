/**
 * Calmar ratio: CAGR over the depth of the deepest drawdown, both of the whole
 * history given (Young, 1991, took the last 36 months).
 *
 * @module
 */

import { cagr } from "lib/backtest/metrics/cagr.ts";
import { maxDrawdown } from "lib/backtest/metrics/drawdowns.ts";

/**
 * Calmar ratio.
 *
 * @param returns Simple returns a period, shape `[n]`.
 * @param periodsPerYear Periods in a year. @default {252}
 * @returns The ratio, or null if there is no drawdown.
 * @throws {RangeError} If there are no returns or one is not finite.
 *
 * @example Usage
 * ```ts
 * import { assertAlmostEquals, assertEquals } from "@std/assert";
 * import { calmarRatio } from "lib/backtest/metrics/calmar_ratio.ts";
 *
 * assertAlmostEquals(calmarRatio([0.5, -0.2], 2)!, 1, 1e-14);
 * assertEquals(calmarRatio([0.1]), null);
 * ```
 */
export function calmarRatio(
  returns: ArrayLike<number>,
  periodsPerYear?: number,
): number | null {
  const depth = maxDrawdown(returns);
  return depth === 0 ? null : cagr(returns, periodsPerYear) / depth;
}
