/**
 * Quantiles of a sample by definition R-7 of Hyndman and Fan (1996), The American
 * Statistician 50(4), 361–365: linear between order statistics, as in R and NumPy.
 *
 * @module
 */

/**
 * R-7 quantile.
 *
 * @param sorted Values in ascending order, shape `[n]`.
 * @param level In `[0, 1]`.
 * @returns The quantile, NaN if there are no values.
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { quantile } from "lib/math/quantile.ts";
 *
 * assertEquals(quantile([1, 2, 4], 0.75), 3);
 * ```
 */
export function quantile(sorted: ArrayLike<number>, level: number): number {
  return orderStatistic(sorted, level * (sorted.length - 1));
}

/**
 * Order statistic at a place between two: linear between its neighbours.
 *
 * @param sorted Values in ascending order, shape `[n]`.
 * @param place Counted from 0, in `[0, n − 1]`.
 * @returns The value, NaN if there are no values.
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { orderStatistic } from "lib/math/quantile.ts";
 *
 * assertEquals(orderStatistic([1, 2, 4], 1.5), 3);
 * ```
 */
export function orderStatistic(
  sorted: ArrayLike<number>,
  place: number,
): number {
  const low = Math.floor(place);
  const high = Math.min(low + 1, sorted.length - 1);
  return sorted[low] + (place - low) * (sorted[high] - sorted[low]);
}
