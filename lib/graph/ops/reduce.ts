/**
 * Sums and means over axes.
 *
 * @module
 */

import type { Value } from "lib/graph/graph.ts";
import { multiply } from "lib/graph/ops/arithmetic.ts";
import { expandTo, reshape } from "lib/graph/ops/layout.ts";
import {
  axisOf,
  type Dimension,
  fixedDimension,
  sameShape,
  type Shape,
  shapeText,
} from "lib/graph/shape.ts";

/** How axes are summed away. */
export interface ReduceOptions {
  /** Axes, from the end when negative. @default all */
  readonly axes?: readonly number[];
  /** Whether the summed axes stay, with length 1. @default {false} */
  readonly keepDimensions?: boolean;
}

/**
 * Sum over axes.
 *
 * @throws {RangeError} If an axis is not there or is named twice.
 */
export function sum(a: Value, options: ReduceOptions = {}): Value {
  const { axes, kept, shape, keep } = plan(a.shape, options);
  // ONNX takes an empty list of axes for all of them.
  if (axes.length === 0) return a;
  // From opset 13 on, ReduceSum takes its axes as an input.
  const [out] = a.graph.emit(
    "ReduceSum",
    [a, a.graph.integers(axes)],
    [shape],
    {
      attributes: { keepdims: { int: keep ? 1 : 0 } },
      backward: ([g]) => [
        g === null ? null : expandTo(reshape(g, kept), a),
      ],
    },
  );
  return out;
}

/**
 * Mean over axes.
 *
 * @throws {RangeError} If an axis is not there or is named twice.
 * @throws {TypeError} When differentiated over a dimension that is not a
 * number.
 */
export function mean(a: Value, options: ReduceOptions = {}): Value {
  const { axes, kept, shape, keep } = plan(a.shape, options);
  if (axes.length === 0) return a;
  const [out] = a.graph.emit("ReduceMean", [a], [shape], {
    attributes: { axes: { ints: axes }, keepdims: { int: keep ? 1 : 0 } },
    backward: ([g]) => {
      if (g === null) return [null];
      const count = axes.reduce(
        (n, axis) => n * fixedDimension("average", a.shape, axis),
        1,
      );
      return [expandTo(reshape(multiply(g, 1 / count), kept), a)];
    },
  });
  return out;
}

/** Sums a gradient back to the shape that was broadcast to it. */
export function sumTo(a: Value, shape: Shape): Value {
  if (sameShape(a.shape, shape)) return a;
  const lead = a.shape.length - shape.length;
  const axes = a.shape.flatMap((d, i) =>
    i < lead || (shape[i - lead] === 1 && d !== 1) ? [i] : []
  );
  return reshape(sum(a, { axes, keepDimensions: true }), shape);
}

/** Which axes go, the shape with them kept at 1, and the shape that results. */
function plan(shape: Shape, options: ReduceOptions) {
  const { axes = shape.map((_, i) => i), keepDimensions: keep = false } =
    options;
  const places = axes.map((axis) => axisOf(shape, axis)).sort((x, y) => x - y);
  if (places.some((axis, i) => axis === places[i - 1])) {
    throw new RangeError(
      `Cannot reduce ${
        shapeText(shape)
      } as each axis must be named once: current value is ${shapeText(axes)}`,
    );
  }
  const kept: Dimension[] = shape.map((d, i) => places.includes(i) ? 1 : d);
  return {
    axes: places,
    kept,
    keep,
    shape: keep ? kept : shape.filter((_, i) => !places.includes(i)),
  };
}
