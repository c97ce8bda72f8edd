/**
 * Quantiles of values that may have weights.
 *
 * @module
 */

import { quantile } from "lib/math/quantile.ts";

/**
 * A quantile of weighted values: linear between order statistics where
 * all weights are the same, else the inverse of the distribution function,
 * averaged where that has a step of probability 0.
 *
 * @param values Not empty.
 * @param weights One each; undefined if all are the same.
 * @param q In [0, 1].
 *
 * @example A weight of 2 is a value that stands twice
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { quantileOf } from "lib/models/boosting/quantile.ts";
 *
 * const values = Float64Array.of(3, 1, 2);
 * assertEquals(quantileOf(values, undefined, 0.25), 1.5);
 * assertEquals(quantileOf(values, Float64Array.of(1, 1, 2), 0.5), 2);
 * ```
 */
export function quantileOf(
  values: Float64Array,
  weights: Float64Array | undefined,
  q: number,
): number {
  if (weights === undefined) return quantile(values.slice().sort(), q);
  const order = Uint32Array.from(values, (_, i) => i)
    .filter((i) => weights[i] > 0)
    .sort((a, b) => values[a] - values[b]);
  if (order.length === 0) return 0;
  const total = order.reduce((sum, i) => sum + weights[i], 0);
  let below = 0;
  for (let k = 0; k < order.length; ++k) {
    below += weights[order[k]];
    const value = values[order[k]];
    if (below > q * total || k === order.length - 1) return value;
    if (below === q * total) return (value + values[order[k + 1]]) / 2;
  }
  return NaN;
}
