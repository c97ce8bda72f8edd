/**
 * Layer normalization (Ba, Kiros and Hinton, 2016).
 *
 * @module
 */

import type { Value } from "lib/graph/graph.ts";
import {
  add,
  divide,
  multiply,
  sqrt,
  square,
  subtract,
} from "lib/graph/ops/arithmetic.ts";
import { mean, sumTo } from "lib/graph/ops/reduce.ts";
import { sameShape, shapeText } from "lib/graph/shape.ts";

/** Added to variances before the root. */
export const NORMALIZE_EPSILON = 1e-5;

/**
 * Rows shifted to mean 0 and scaled to variance 1 over the last axis, then
 * scaled and shifted by learned vectors.
 *
 * @param x Values `[… × width]`.
 * @param scale Vector `[width]`.
 * @param shift Vector `[width]`.
 * @throws {TypeError} If a vector has another width.
 */
export function layerNormalization(
  x: Value,
  scale: Value,
  shift: Value,
): Value {
  const width = [x.shape.at(-1)!];
  if (!sameShape(scale.shape, width) || !sameShape(shift.shape, width)) {
    throw new TypeError(
      `Cannot normalize ${shapeText(x.shape)} as scale and shift must be ${
        shapeText(width)
      }: current values are ${shapeText(scale.shape)} and ${
        shapeText(shift.shape)
      }`,
    );
  }
  const last = x.shape.length - 1;
  const [out] = x.graph.emit(
    "LayerNormalization",
    [x, scale, shift],
    [x.shape],
    {
      attributes: {
        axis: { int: last },
        epsilon: { float: NORMALIZE_EPSILON },
      },
      backward: ([g]) => {
        if (g === null) return [null, null, null];
        const { unit, deviation } = standardized(x, [last]);
        const d = multiply(g, scale);
        const average = (a: Value) =>
          mean(a, { axes: [last], keepDimensions: true });
        const centred = subtract(d, average(d));
        const along = multiply(unit, average(multiply(d, unit)));
        return [
          divide(subtract(centred, along), deviation),
          sumTo(multiply(g, unit), scale.shape),
          sumTo(g, shift.shape),
        ];
      },
    },
  );
  return out;
}

/** `(x − mean) / deviation` over axes, with the mean and variance it took. */
export function standardized(
  x: Value,
  axes: readonly number[],
): { unit: Value; average: Value; variance: Value; deviation: Value } {
  const average = mean(x, { axes, keepDimensions: true });
  const centred = subtract(x, average);
  const variance = mean(square(centred), { axes, keepDimensions: true });
  const deviation = sqrt(add(variance, NORMALIZE_EPSILON));
  return { unit: divide(centred, deviation), average, variance, deviation };
}
