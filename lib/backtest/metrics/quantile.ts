/**
 * Quantiles of a sample by definition R-7 of Hyndman and Fan (1996): linear
 * between order statistics, as in R and NumPy.
 *
 * @module
 */

/**
 * R-7 quantile.
 *
 * @param sorted Values in ascending order, one or more.
 * @param level In `[0, 1]`.
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { quantile } from "lib/backtest/metrics/quantile.ts";
 *
 * assertEquals(quantile([1, 2, 4], 0.75), 3);
 * ```
 */
export function quantile(sorted: ArrayLike<number>, level: number): number {
  const place = level * (sorted.length - 1);
  const low = Math.floor(place);
  const high = Math.min(low + 1, sorted.length - 1);
  return sorted[low] + (place - low) * (sorted[high] - sorted[low]);
}
