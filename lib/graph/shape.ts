/**
 * Shapes of tensors in a graph, known when the graph is built.
 *
 * A dimension is a count, or `"N"` for the rows of a batch whose number is
 * known only when the graph runs.
 *
 * @module
 */

/** A count, or `"N"`: however many rows are fed. */
export type Dimension = number | "N";

/** Dimensions, outermost first; `[]` is a scalar. */
export type Shape = readonly Dimension[];

/** `[N, 3]`, for messages. */
export function shapeText(shape: Shape): string {
  return `[${shape.join(", ")}]`;
}

/** Whether two shapes are the same, dimension by dimension. */
export function sameShape(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((d, i) => d === b[i]);
}

/**
 * Number of elements.
 *
 * @throws {TypeError} If a dimension is `"N"`.
 */
export function sizeOf(shape: Shape): number {
  let size = 1;
  for (const d of shape) {
    if (d === "N") {
      throw new TypeError(
        `Cannot count the elements of ${
          shapeText(shape)
        } as every dimension must be a number`,
      );
    }
    size *= d;
  }
  return size;
}

/**
 * The shape of an elementwise operation on two tensors, by NumPy's rule:
 * dimensions are aligned at the last, and 1 stretches.
 *
 * @param what Name of the operation, for the message.
 * @throws {TypeError} If two dimensions differ and neither is 1.
 */
export function broadcastShape(what: string, a: Shape, b: Shape): Shape {
  const rank = Math.max(a.length, b.length);
  const shape: Dimension[] = [];
  for (let i = 0; i < rank; ++i) {
    const x = a[a.length - rank + i] ?? 1;
    const y = b[b.length - rank + i] ?? 1;
    if (x !== y && x !== 1 && y !== 1) {
      throw new TypeError(
        `Cannot ${what} as shapes must broadcast: current values are ${
          shapeText(a)
        } and ${shapeText(b)}`,
      );
    }
    shape.push(x === 1 ? y : x);
  }
  return shape;
}

/**
 * The place of an axis, counted from the end when negative.
 *
 * @throws {RangeError} If the tensor has no such axis.
 */
export function axisOf(shape: Shape, axis: number): number {
  const place = axis < 0 ? shape.length + axis : axis;
  if (!Number.isInteger(axis) || place < 0 || place >= shape.length) {
    throw new RangeError(
      `Cannot use axis ${axis} as it must be within the shape: current value is ${
        shapeText(shape)
      }`,
    );
  }
  return place;
}

/**
 * A dimension that must be a number.
 *
 * @param what What needs it, for the message.
 * @throws {TypeError} If it is `"N"`.
 */
export function fixedDimension(
  what: string,
  shape: Shape,
  axis: number,
): number {
  const d = shape[axisOf(shape, axis)];
  if (d === "N") {
    throw new TypeError(
      `Cannot ${what} as dimension ${axis} must be a number: current shape is ${
        shapeText(shape)
      }`,
    );
  }
  return d;
}
