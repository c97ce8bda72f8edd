/**
 * From a sequence to one vector: its last place, or the mean of all.
 *
 * @module
 */

import type { Value } from "lib/graph/graph.ts";
import { reshape, slice } from "lib/graph/ops/layout.ts";
import { mean } from "lib/graph/ops/reduce.ts";
import { fixedDimension } from "lib/graph/shape.ts";

/** How a sequence becomes a vector. */
export type Pooling = "last" | "mean";

/**
 * One vector of each sequence.
 *
 * @param x Sequences `[n × places × width]`.
 * @param pooling `"last"` takes the last place, `"mean"` averages all.
 * @returns Vectors `[n × width]`.
 */
export function poolSequence(x: Value, pooling: Pooling = "last"): Value {
  if (pooling === "mean") return mean(x, { axes: [1] });
  const places = fixedDimension("pool", x.shape, 1);
  return reshape(slice(x, 1, places - 1, places), [x.shape[0], x.shape[2]]);
}
