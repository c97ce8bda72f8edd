/**
 * Whole recurrent layers as one node of ONNX, `LSTM` or `GRU`: what is served.
 *
 * @module
 */

import type { Value } from "lib/graph/graph.ts";
import { concat, reshape, split, transpose } from "lib/graph/ops/layout.ts";
import type { States } from "lib/graph/ops/recurrence.ts";
import { fixedDimension } from "lib/graph/shape.ts";

/** Weights of a layer, gates side by side. */
export interface FusedWeights {
  /** Of the inputs `[inputs × gates·width]`. */
  readonly weight: Value;
  /** Of the hidden state `[width × gates·width]`. */
  readonly recurrent: Value;
  /** Biases `[gates·width]`. */
  readonly bias: Value;
  /** Biases of the recurrent product `[gates·width]`. */
  readonly recurrentBias: Value;
}

/** Our place of each gate that ONNX wants. */
const ORDERS = {
  // Ours: input, forget, output, candidate; ONNX: input, output, forget, cell.
  LSTM: [0, 2, 1, 3],
  // Ours: reset, update, candidate; ONNX: update, reset, hidden.
  GRU: [1, 0, 2],
} as const;

/**
 * A recurrent layer as one node; no gradient passes through it.
 *
 * @param op The node. A GRU's reset gate acts after the recurrent product.
 * @param x Sequences `[n × time × inputs]`.
 * @param weights Its weights.
 * @param states Which states are wanted.
 * @returns Hidden states `[n × time × width]`, or the last `[n × width]`.
 */
export function fusedRecurrence(
  op: "LSTM" | "GRU",
  x: Value,
  weights: FusedWeights,
  states: States,
): Value {
  const { graph } = x;
  const [rows, time] = x.shape;
  const width = fixedDimension("read weights", weights.recurrent.shape, 0);
  const order = ORDERS[op];
  // [inputs × gates·width] to [1 × gates·width × inputs].
  const matrix = (w: Value) => {
    const turned = transpose(reordered(w, order, 1), [1, 0]);
    return reshape(turned, [1, ...turned.shape]);
  };
  const biases = concat([
    reordered(weights.bias, order, 0),
    reordered(weights.recurrentBias, order, 0),
  ], 0);
  const [all, last] = graph.emit(
    op,
    [
      transpose(x, [1, 0, 2]),
      matrix(weights.weight),
      matrix(weights.recurrent),
      reshape(biases, [1, ...biases.shape]),
    ],
    [[time, 1, rows, width], [1, rows, width]],
    {
      attributes: {
        hidden_size: { int: width },
        ...(op === "GRU" ? { linear_before_reset: { int: 1 } } : {}),
      },
    },
  );
  return states === "last"
    ? reshape(last, [rows, width])
    : reshape(transpose(all, [2, 0, 1, 3]), [rows, time, width]);
}

/** Gates along an axis in another order. */
function reordered(w: Value, order: readonly number[], axis: number): Value {
  const width = fixedDimension("order gates", w.shape, axis) / order.length;
  const parts = split(w, order.map(() => width), axis);
  return concat(order.map((gate) => parts[gate]), axis);
}
