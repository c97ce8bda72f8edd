/**
 * Matrix products.
 *
 * @module
 */

import type { Value } from "lib/graph/graph.ts";
import { reshape, transpose } from "lib/graph/ops/layout.ts";
import { sumTo } from "lib/graph/ops/reduce.ts";
import {
  broadcastShape,
  sameShape,
  type Shape,
  shapeText,
  sizeOf,
} from "lib/graph/shape.ts";

/** Options of {@linkcode gemm}. */
export interface GemmOptions {
  /** Transpose the first matrix. @default {false} */
  readonly transA?: boolean;
  /** Transpose the second matrix. @default {false} */
  readonly transB?: boolean;
  /** Vector `[columns]` added to each row. @default none */
  readonly bias?: Value;
}

/**
 * Product of two matrices, with a bias.
 *
 * @param a Matrix `[n × k]`, or its transpose.
 * @param b Matrix `[k × m]`, or its transpose.
 * @throws {TypeError} If the shapes do not fit.
 */
export function gemm(a: Value, b: Value, options: GemmOptions = {}): Value {
  const { transA = false, transB = false, bias } = options;
  const [n, inner] = matrixShape(a, transA);
  const [innerB, m] = matrixShape(b, transB);
  if (inner !== innerB) throw shapesDoNotFit(a, b);
  if (bias !== undefined && !sameShape(bias.shape, [m])) {
    throw new TypeError(
      `Cannot add a bias of ${shapeText(bias.shape)} as it must be ${
        shapeText([m])
      }`,
    );
  }
  const [out] = a.graph.emit(
    "Gemm",
    bias === undefined ? [a, b] : [a, b, bias],
    [[n, m]],
    {
      attributes: {
        ...(transA ? { transA: { int: 1 } } : {}),
        ...(transB ? { transB: { int: 1 } } : {}),
      },
      backward: ([g]) => {
        if (g === null) return [null, null, null];
        const da = !a.differentiable
          ? null
          : transA
          ? gemm(b, g, { transA: transB, transB: true })
          : gemm(g, b, { transB: !transB });
        const db = !b.differentiable
          ? null
          : transB
          ? gemm(g, a, { transA: true, transB: transA })
          : gemm(a, g, { transA: !transA });
        return bias === undefined ? [da, db] : [da, db, sumTo(g, bias.shape)];
      },
    },
  );
  return out;
}

/**
 * Product over the last two axes; the axes before broadcast.
 *
 * @param a Values `[… × n × k]`.
 * @param b Values `[… × k × m]`.
 * @throws {TypeError} If the shapes do not fit.
 */
export function matmul(a: Value, b: Value): Value {
  const rank = Math.min(a.shape.length, b.shape.length);
  if (rank < 2 || a.shape.at(-1) !== b.shape.at(-2)) throw shapesDoNotFit(a, b);
  const lead = broadcastShape(
    "matmul",
    a.shape.slice(0, -2),
    b.shape.slice(0, -2),
  );
  const shape: Shape = [...lead, a.shape.at(-2)!, b.shape.at(-1)!];
  const [out] = a.graph.emit("MatMul", [a, b], [shape], {
    backward: ([g]) =>
      g === null ? [null, null] : [
        a.differentiable ? sumTo(matmul(g, swapLast(b)), a.shape) : null,
        b.differentiable ? sumTo(matmul(swapLast(a), g), b.shape) : null,
      ],
  });
  return out;
}

/**
 * `x · w + b` over the last axis of a value of any rank.
 *
 * @param x Values `[… × inputs]`.
 * @param w Matrix `[inputs × outputs]`.
 * @param bias Vector `[outputs]`.
 */
export function affine(x: Value, w: Value, bias?: Value): Value {
  const lead = x.shape.slice(0, -1);
  const options = bias === undefined ? {} : { bias };
  if (lead.length === 1) return gemm(x, w, options);
  // One large product is faster than a batch of small ones.
  const rows = lead.includes("N") ? "N" : sizeOf(lead);
  const flat = reshape(x, [rows, x.shape.at(-1)!]);
  return reshape(gemm(flat, w, options), [...lead, w.shape[1]]);
}

/** The last two axes exchanged. */
export function swapLast(a: Value): Value {
  const last = a.shape.length - 1;
  const order = a.shape.map((_, i) => i);
  order[last] = last - 1;
  order[last - 1] = last;
  return transpose(a, order);
}

function matrixShape(a: Value, transposed: boolean): Shape {
  if (a.shape.length !== 2) {
    throw new TypeError(
      `Cannot multiply "${a.name}" as it must be a matrix: current shape is ${
        shapeText(a.shape)
      }`,
    );
  }
  return transposed ? [a.shape[1], a.shape[0]] : a.shape;
}

function shapesDoNotFit(a: Value, b: Value): TypeError {
  return new TypeError(
    `Cannot multiply as inner dimensions must agree: current values are ${
      shapeText(a.shape)
    } and ${shapeText(b.shape)}`,
  );
}
