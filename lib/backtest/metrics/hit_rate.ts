/**
 * Hit rate: the share of gains among gains and losses; what ended at exactly 0
 * is neither.
 *
 * @module
 */

/**
 * Hit rate of trades, or of periods.
 *
 * @param gains Profit of each round trip or return of each period; below 0 lost.
 * @returns A share in `[0, 1]`, or null if nothing was gained or lost.
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { hitRate } from "lib/backtest/metrics/hit_rate.ts";
 *
 * assertEquals(hitRate([5, -1, 0, 2, -3]), 0.5);
 * ```
 */
export function hitRate(gains: ArrayLike<number>): number | null {
  let [won, lost] = [0, 0];
  for (let i = 0; i < gains.length; ++i) {
    if (gains[i] > 0) ++won;
    if (gains[i] < 0) ++lost;
  }
  return won + lost === 0 ? null : won / (won + lost);
}
