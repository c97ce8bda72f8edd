/**
 * Pooling along the last axis, without overlap.
 *
 * @module
 */

import type { Value } from "lib/graph/graph.ts";
import { divide, indicator, multiply } from "lib/graph/ops/arithmetic.ts";
import { gatherLast } from "lib/graph/ops/gather.ts";
import { reshape } from "lib/graph/ops/layout.ts";
import { mean, sum } from "lib/graph/ops/reduce.ts";
import { fixedDimension } from "lib/graph/shape.ts";

/**
 * The largest of each `size` elements of the last axis; the last group may be
 * shorter (PyTorch's `max_pool1d` with `ceil_mode`). A tie shares its gradient.
 *
 * @param a Values `[… × length]`.
 * @param size Elements of a group, at most `length`.
 * @returns Values `[… × ⌈length / size⌉]`.
 * @throws {RangeError} If the size is no whole number ≥ 1.
 */
export function maxPool(a: Value, size: number): Value {
  if (size === 1) return a;
  // The last element repeated fills a short group and leaves its maximum.
  return maximumOfLast(groups(a, size));
}

/**
 * The mean of each `size` elements of the last axis.
 *
 * @param a Values `[… × length]`.
 * @param size Elements of a group; divides `length`.
 * @returns Values `[… × length / size]`.
 * @throws {RangeError} If the size does not divide the length.
 */
export function averagePool(a: Value, size: number): Value {
  const length = fixedDimension("pool", a.shape, -1);
  if (!(size >= 1 && length % size === 0)) {
    throw new RangeError(
      `Cannot average groups of ${size} as it must divide the length: current value is ${length}`,
    );
  }
  return size === 1 ? a : mean(groups(a, size), { axes: [-1] });
}

/** The last axis as groups `[… × ⌈length / size⌉ × size]`. */
function groups(a: Value, size: number): Value {
  const length = fixedDimension("pool", a.shape, -1);
  if (!Number.isInteger(size) || size < 1) {
    throw new RangeError(
      `Cannot pool as a group must be of a whole number ≥ 1: current value is ${size}`,
    );
  }
  const count = Math.ceil(length / size);
  if (count * size === length) {
    return reshape(a, [...a.shape.slice(0, -1), count, size]);
  }
  const places = Array.from(
    { length: count * size },
    (_, i) => Math.min(i, length - 1),
  );
  return gatherLast(a, places, [count, size]);
}

/** The largest along the last axis, which goes. */
function maximumOfLast(a: Value): Value {
  const lead = a.shape.slice(0, -1);
  const last = lead.length;
  const [out] = a.graph.emit("ReduceMax", [a], [lead], {
    attributes: { axes: { ints: [last] }, keepdims: { int: 0 } },
    backward: ([g]) => {
      if (g === null) return [null];
      const kept = [...lead, 1];
      const top = indicator("GreaterOrEqual", a, reshape(out, kept));
      const ties = sum(top, { axes: [last], keepDimensions: true });
      return [multiply(divide(top, ties), reshape(g, kept))];
    },
  });
  return out;
}
