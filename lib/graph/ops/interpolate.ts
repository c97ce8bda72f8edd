/**
 * Linear interpolation between knots, as a product with a constant matrix.
 *
 * @module
 */

import type { Value } from "lib/graph/graph.ts";
import { matmul } from "lib/graph/ops/linear.ts";
import { fixedDimension } from "lib/graph/shape.ts";

/**
 * Values between equidistant knots of the last axis. Knots stand in the middle
 * of equal intervals, as do the values; before the first knot and after the
 * last the line is flat (PyTorch's `interpolate`, `mode="linear"`, corners not
 * aligned).
 *
 * @param knots Values `[… × knots]`, of one axis or more before the last.
 * @param length How many values are wanted.
 * @returns Values `[… × length]`.
 */
export function interpolateLinear(knots: Value, length: number): Value {
  const count = fixedDimension("interpolate", knots.shape, -1);
  if (count === length) return knots;
  const weights = interpolationWeights(count, length);
  return matmul(knots, knots.graph.constant(weights, [count, length]));
}

/**
 * The matrix of {@linkcode interpolateLinear}: value j stands at
 * `(j + ½) · knots / length − ½`, held within the knots.
 *
 * @param knots Number of knots.
 * @param length Number of values.
 * @returns Weights `[knots × length]`; each column sums to 1.
 *
 * @example Two knots to four values
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { interpolationWeights } from "lib/graph/ops/interpolate.ts";
 *
 * assertEquals([...interpolationWeights(2, 4)], [1, 0.75, 0.25, 0, 0, 0.25, 0.75, 1]);
 * ```
 */
export function interpolationWeights(
  knots: number,
  length: number,
): Float32Array {
  const out = new Float32Array(knots * length);
  for (let j = 0; j < length; ++j) {
    const place = (j + 0.5) * knots / length - 0.5;
    const at = Math.min(Math.max(place, 0), knots - 1);
    const low = Math.min(Math.floor(at), Math.max(knots - 2, 0));
    const share = at - low;
    out[low * length + j] = 1 - share;
    if (share > 0) out[(low + 1) * length + j] = share;
  }
  return out;
}
