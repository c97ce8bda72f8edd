/**
 * Tail ratio: |Q(95 %)| / |Q(5 %)| of returns, quantiles by R-7: above 1 the
 * good tail is the longer one.
 *
 * @module
 */

import { quantile } from "lib/math/quantile.ts";
import { checkReturns } from "lib/backtest/metrics/series.ts";

/**
 * Tail ratio.
 *
 * @param returns Simple returns a period, shape `[n]`.
 * @param tail Share of each tail, in (0, ½). @default {0.05}
 * @returns The ratio, or null if the lower quantile is 0.
 * @throws {RangeError} If there are no returns, one is not finite, or `tail` is
 * out of range.
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { tailRatio } from "lib/backtest/metrics/tail_ratio.ts";
 *
 * assertEquals(tailRatio([-2, -1, 0, 2, 3], 0.25), 2);
 * ```
 */
export function tailRatio(
  returns: ArrayLike<number>,
  tail: number = 0.05,
): number | null {
  checkReturns("a tail ratio", returns);
  if (!(tail > 0 && tail < 0.5)) {
    throw new RangeError(
      `Cannot compute a tail ratio as tail must be in (0, 0.5): current value is ${tail}`,
    );
  }
  const sorted = Float64Array.from(returns).sort();
  const low = Math.abs(quantile(sorted, tail));
  return low === 0 ? null : Math.abs(quantile(sorted, 1 - tail)) / low;
}
