/**
 * Operations that move elements without changing them.
 *
 * @module
 */

import type { Value } from "lib/graph/graph.ts";
import { sumTo } from "lib/graph/ops/reduce.ts";
import {
  axisOf,
  broadcastShape,
  type Dimension,
  fixedDimension,
  sameShape,
  type Shape,
  shapeText,
  sizeOf,
} from "lib/graph/shape.ts";

/**
 * The same elements in another shape; at most one dimension may be `"N"`.
 *
 * @throws {TypeError} If the number of elements would change.
 */
export function reshape(a: Value, shape: Shape): Value {
  if (sameShape(a.shape, shape)) return a;
  const free = (s: Shape) => s.filter((d) => d === "N").length;
  const fits = free(a.shape) + free(shape) === 0
    ? sizeOf(a.shape) === sizeOf(shape)
    : free(shape) <= 1;
  if (!fits) {
    throw new TypeError(
      `Cannot reshape ${shapeText(a.shape)} to ${
        shapeText(shape)
      } as both must have as many elements`,
    );
  }
  const target = a.graph.integers(shape.map((d) => d === "N" ? -1 : d));
  const [out] = a.graph.emit("Reshape", [a, target], [shape], {
    type: a.type,
    backward: ([g]) => [g === null ? null : reshape(g, a.shape), null],
  });
  return out;
}

/** Axes in another order. @param order Old place of each new axis. */
export function transpose(a: Value, order: readonly number[]): Value {
  const sorted = [...order].sort((x, y) => x - y);
  if (sorted.length !== a.shape.length || sorted.some((d, i) => d !== i)) {
    throw new RangeError(
      `Cannot transpose ${
        shapeText(a.shape)
      } as the order must name each axis once: current value is ${
        shapeText(order)
      }`,
    );
  }
  const shape = order.map((i) => a.shape[i]);
  const back = order.map((_, i) => order.indexOf(i));
  const [out] = a.graph.emit("Transpose", [a], [shape], {
    attributes: { perm: { ints: order } },
    backward: ([g]) => [g === null ? null : transpose(g, back)],
  });
  return out;
}

/** Elements `start … end − 1` of an axis. */
export function slice(
  a: Value,
  axis: number,
  start: number,
  end: number,
): Value {
  const place = axisOf(a.shape, axis);
  const length = fixedDimension("slice", a.shape, axis);
  if (!(0 <= start && start < end && end <= length)) {
    throw new RangeError(
      `Cannot slice [${start}, ${end}) as it must be a part of [0, ${length})`,
    );
  }
  const shape = withDimension(a.shape, place, end - start);
  const { graph } = a;
  const [out] = graph.emit(
    "Slice",
    [
      a,
      graph.integers([start]),
      graph.integers([end]),
      graph.integers([place]),
    ],
    [shape],
    {
      backward: ([g]) => [
        g === null ? null : padZeros(g, place, start, length - end),
        null,
        null,
        null,
      ],
    },
  );
  return out;
}

/**
 * Zeros before and after along an axis.
 *
 * @throws {RangeError} If their number is negative.
 */
export function padZeros(
  a: Value,
  axis: number,
  before: number,
  after: number,
): Value {
  if (!(before >= 0 && after >= 0)) {
    throw new RangeError(
      `Cannot pad as the numbers of zeros must not be negative: current values are ${before} and ${after}`,
    );
  }
  if (before === 0 && after === 0) return a;
  const place = axisOf(a.shape, axis);
  const length = fixedDimension("pad", a.shape, axis);
  const pads = [
    ...a.shape.map((_, i) => i === place ? before : 0),
    ...a.shape.map((_, i) => i === place ? after : 0),
  ];
  const shape = withDimension(a.shape, place, before + length + after);
  const [out] = a.graph.emit("Pad", [a, a.graph.integers(pads)], [shape], {
    backward: ([g]) => [
      g === null ? null : slice(g, place, before, before + length),
      null,
    ],
  });
  return out;
}

/**
 * Values one after the other along an axis.
 *
 * @throws {TypeError} If there is none, or they differ in another axis.
 */
export function concat(values: readonly Value[], axis: number): Value {
  const [first] = values;
  if (first === undefined) {
    throw new TypeError(
      "Cannot concatenate as there must be at least one value: current number is 0",
    );
  }
  const place = axisOf(first.shape, axis);
  const lengths = values.map((v) =>
    fixedDimension("concatenate", v.shape, axis)
  );
  for (const { shape } of values) {
    if (
      !sameShape(
        withDimension(shape, place, 0),
        withDimension(first.shape, place, 0),
      )
    ) {
      throw new TypeError(
        `Cannot concatenate as shapes must agree but for axis ${place}: current values are ${
          shapeText(first.shape)
        } and ${shapeText(shape)}`,
      );
    }
  }
  if (values.length === 1) return first;
  const total = lengths.reduce((n, d) => n + d, 0);
  const [out] = first.graph.emit(
    "Concat",
    values,
    [withDimension(first.shape, place, total)],
    {
      attributes: { axis: { int: place } },
      backward: ([g]) =>
        g === null ? values.map(() => null) : split(g, lengths, place),
    },
  );
  return out;
}

/** Parts of the given lengths along an axis. */
export function split(
  a: Value,
  lengths: readonly number[],
  axis: number,
): Value[] {
  const place = axisOf(a.shape, axis);
  const length = fixedDimension("split", a.shape, axis);
  const total = lengths.reduce((n, d) => n + d, 0);
  if (total !== length) {
    throw new RangeError(
      `Cannot split an axis of ${length} as the parts must sum to it: current value is ${
        shapeText(lengths)
      }`,
    );
  }
  if (lengths.length === 1) return [a];
  const { graph } = a;
  const shapes = lengths.map((d) => withDimension(a.shape, place, d));
  return graph.emit("Split", [a, graph.integers(lengths)], shapes, {
    attributes: { axis: { int: place } },
    backward: (gs) => {
      const like = gs.find((g) => g !== null)!;
      const parts = gs.map((g, i) =>
        g ??
          zerosLike(like, withDimension(like.shape, place, lengths[i]), place)
      );
      return [concat(parts, place), null];
    },
  });
}

/**
 * Repeats axes of length 1 to the shape of `like`.
 *
 * @param a Value whose shape broadcasts to that of `like`.
 * @param like Value whose shape is wanted; its elements are not used unless a
 * dimension is `"N"`.
 * @throws {TypeError} If the shape does not broadcast to that of `like`.
 */
export function expandTo(a: Value, like: Value): Value {
  if (sameShape(a.shape, like.shape)) return a;
  if (!sameShape(broadcastShape("expand", a.shape, like.shape), like.shape)) {
    throw new TypeError(
      `Cannot expand ${shapeText(a.shape)} to ${
        shapeText(like.shape)
      } as only axes of length 1 may stretch`,
    );
  }
  const { graph } = a;
  const target = like.shape.includes("N")
    ? graph.emit("Shape", [like], [[like.shape.length]], { type: "int64" })[0]
    : graph.integers(like.shape as number[]);
  const [out] = graph.emit("Expand", [a, target], [like.shape], {
    backward: ([g]) => [g === null ? null : sumTo(g, a.shape), null],
  });
  return out;
}

/** Zeros of a shape that is that of `like` but for one axis. */
function zerosLike(like: Value, shape: Shape, axis: number): Value {
  const { graph } = like;
  const zero = graph.constant(new Float32Array(1), shape.map(() => 1));
  if (!shape.includes("N")) {
    const target = graph.integers(shape as number[]);
    return graph.emit("Expand", [zero, target], [shape])[0];
  }
  const rows = slice(like, axis, 0, 1);
  const rank = [shape.length];
  const [counts] = graph.emit("Shape", [rows], [rank], { type: "int64" });
  const [none] = graph.emit("Expand", [zero, counts], [rows.shape]);
  const ones = graph.integers(shape.map((d) => d === "N" ? 1 : d));
  return graph.emit("Expand", [none, ones], [shape])[0];
}

function withDimension(shape: Shape, axis: number, d: number): Dimension[] {
  return shape.map((old, i) => i === axis ? d : old);
}
