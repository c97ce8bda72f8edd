/**
 * Profit factor: the sum of gains over the sum of losses, net of costs.
 *
 * @module
 */

/**
 * Profit factor of round trips.
 *
 * @param gains Profit of each round trip; below 0 lost.
 * @returns The factor, or null if nothing was lost.
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { profitFactor } from "lib/backtest/metrics/profit_factor.ts";
 *
 * assertEquals(profitFactor([5, -1, 0, 2, -3]), 7 / 4);
 * ```
 */
export function profitFactor(gains: ArrayLike<number>): number | null {
  let [won, lost] = [0, 0];
  for (let i = 0; i < gains.length; ++i) {
    if (gains[i] > 0) won += gains[i];
    else lost -= gains[i];
  }
  return lost === 0 ? null : won / lost;
}
