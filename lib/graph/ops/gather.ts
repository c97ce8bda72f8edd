/**
 * Elements picked by their place along the last axis: overlapping patches of a
 * sequence, or the last element repeated as padding.
 *
 * @module
 */

import type { Value } from "lib/graph/graph.ts";
import { reshape } from "lib/graph/ops/layout.ts";
import { matmul } from "lib/graph/ops/linear.ts";
import { fixedDimension, type Shape, shapeText } from "lib/graph/shape.ts";

/**
 * Elements of the last axis by their places; one may come more than once, and
 * its gradient is then the sum of theirs.
 *
 * @param a Values `[… × length]`, of one axis or more before the last.
 * @param places Which elements, row-major.
 * @param shape Shape of the places.
 * @returns Values `[… × shape]`.
 * @throws {RangeError} If a place is outside the axis.
 * @throws {TypeError} If the places do not fill their shape.
 *
 * @example Two patches of three that share an element
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { Graph } from "lib/graph/graph.ts";
 * import { gatherLast } from "lib/graph/ops/gather.ts";
 *
 * const graph = new Graph({ mode: "inference" });
 * const x = graph.input("x", [1, 5]);
 * assertEquals(gatherLast(x, [0, 1, 2, 2, 3, 4], [2, 3]).shape, [1, 2, 3]);
 * ```
 */
export function gatherLast(
  a: Value,
  places: readonly number[],
  shape: readonly number[],
): Value {
  const length = fixedDimension("gather", a.shape, -1);
  const count = shape.reduce((n, d) => n * d, 1);
  const wrong = places.find((k) =>
    !(Number.isInteger(k) && k >= 0 && k < length)
  );
  if (wrong !== undefined) {
    throw new RangeError(
      `Cannot gather as places must be whole numbers in [0, ${length}): current value is ${wrong}`,
    );
  }
  if (count !== places.length) {
    throw new TypeError(
      `Cannot gather as ${places.length} places must fill their shape: current value is ${
        shapeText(shape)
      }`,
    );
  }
  const { graph } = a;
  const lead: Shape = a.shape.slice(0, -1);
  const at = graph.constant(BigInt64Array.from(places, BigInt), shape);
  const [out] = graph.emit("Gather", [a, at], [[...lead, ...shape]], {
    attributes: { axis: { int: lead.length } },
    backward: ([g]) => {
      if (g === null) return [null, null];
      // Back it is a product with ones where an element went.
      const ones = new Float32Array(count * length);
      places.forEach((k, i) => ones[i * length + k] = 1);
      const back = graph.constant(ones, [count, length]);
      return [matmul(reshape(g, [...lead, count]), back), null];
    },
  });
  return out;
}
