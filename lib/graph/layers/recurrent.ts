/**
 * Recurrent layers: unrolled over time where they are trained or evaluated,
 * one node of ONNX where they are served.
 *
 * @module
 */

import type { Graph, Value } from "lib/graph/graph.ts";
import { constantly, glorotUniform } from "lib/graph/layers/initializers.ts";
import { add } from "lib/graph/ops/arithmetic.ts";
import {
  fusedRecurrence,
  type FusedWeights,
} from "lib/graph/ops/fused_recurrence.ts";
import { concat, reshape, split } from "lib/graph/ops/layout.ts";
import { recurrence, type States } from "lib/graph/ops/recurrence.ts";
import { gruCell, lstmCell } from "lib/graph/ops/recurrent_cells.ts";
import { fixedDimension } from "lib/graph/shape.ts";

/** Options of recurrent layers. */
export interface RecurrentOptions {
  /** `"all"` states of a sequence, or the `"last"` alone. @default {"all"} */
  readonly states?: States;
}

/**
 * Long short-term memory (Hochreiter and Schmidhuber, 1997, with the forget
 * gate of Gers et al., 2000, whose bias starts at 1).
 *
 * @param x Sequences `[n × time × inputs]`.
 * @param width Size of the hidden state.
 * @param name Prefix of its parameters.
 * @param options Which states are wanted.
 * @returns Hidden states `[n × time × width]`, or the last `[n × width]`.
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { makeRng } from "lib/core/rng.ts";
 * import { Graph } from "lib/graph/graph.ts";
 * import { lstm } from "lib/graph/layers/recurrent.ts";
 *
 * const graph = new Graph({ mode: "training", rng: makeRng(1) });
 * const states = lstm(graph.input("x", [32, 60, 8]), 64, "lstm");
 * assertEquals(states.shape, [32, 60, 64]);
 * ```
 */
export function lstm(
  x: Value,
  width: number,
  name: string,
  { states = "all" }: RecurrentOptions = {},
): Value {
  const { graph } = x;
  const gates = 4 * width;
  const forgetFirst = (out: Float32Array) => void out.fill(1, width, 2 * width);
  const bias = graph.parameter(`${name}.bias`, [gates], forgetFirst, {
    decays: false,
  });
  const { weight, recurrent } = matrices(x, width, gates, name);
  if (isServed(x)) {
    const recurrentBias = zeros(graph, [gates]);
    const weights = { weight, recurrent, bias, recurrentBias };
    return fusedRecurrence("LSTM", x, weights, states);
  }
  const matrix = concat([weight, reshape(bias, [1, gates]), recurrent], 0);
  return recurrence(x, matrix, lstmCell, { width, remembers: true, states });
}

/**
 * Gated recurrent unit (Cho et al., 2014; the reset gate acts after the
 * recurrent product, as in cuDNN).
 *
 * @param x Sequences `[n × time × inputs]`.
 * @param width Size of the hidden state.
 * @param name Prefix of its parameters.
 * @param options Which states are wanted.
 * @returns Hidden states `[n × time × width]`, or the last `[n × width]`.
 */
export function gru(
  x: Value,
  width: number,
  name: string,
  { states = "all" }: RecurrentOptions = {},
): Value {
  const { graph } = x;
  const gates = 3 * width;
  const zero = (part: string) =>
    graph.parameter(`${name}.${part}`, [gates], constantly(0), {
      decays: false,
    });
  const bias = zero("bias");
  const { weight, recurrent } = matrices(x, width, gates, name);
  const recurrentBias = zero("recurrent_bias");
  const weights = { weight, recurrent, bias, recurrentBias };
  if (isServed(x)) return fusedRecurrence("GRU", x, weights, states);
  const matrix = gruMatrix(weights, width);
  return recurrence(x, matrix, gruCell, { width, remembers: false, states });
}

/**
 * Weights of a GRU as one matrix: columns of reset and update gate, of the
 * candidate's inputs, and of its hidden state, which come together only after
 * the reset gate.
 */
function gruMatrix(
  { weight, recurrent, bias, recurrentBias }: FusedWeights,
  width: number,
): Value {
  const { graph } = weight;
  const parts = [2 * width, width];
  const [inputGates, fromInputs] = split(weight, parts, 1);
  const [hiddenGates, fromHidden] = split(recurrent, parts, 1);
  const [gateBias, inputBias] = split(bias, parts, 0);
  const [gateBias2, hiddenBias] = split(recurrentBias, parts, 0);
  const none = (like: Value) => zeros(graph, like.shape as number[]);
  const biases = concat([add(gateBias, gateBias2), inputBias, hiddenBias], 0);
  return concat([
    concat([inputGates, fromInputs, none(fromInputs)], 1),
    reshape(biases, [1, 4 * width]),
    concat([hiddenGates, none(fromHidden), fromHidden], 1),
  ], 0);
}

/** Whether a layer is a constant of the graph and no gradient is wanted. */
function isServed({ graph, differentiable }: Value): boolean {
  return graph.mode === "inference" && !differentiable;
}

/** Weights of inputs and hidden state. */
function matrices(x: Value, width: number, gates: number, name: string) {
  const inputs = fixedDimension("unroll", x.shape, 2);
  fixedDimension("unroll", x.shape, 1);
  const { graph } = x;
  return {
    weight: graph.parameter(`${name}.weight`, [inputs, gates], glorotUniform),
    recurrent: graph.parameter(
      `${name}.recurrent`,
      [width, gates],
      glorotUniform,
    ),
  };
}

function zeros(graph: Graph, shape: readonly number[]): Value {
  return graph.constant(
    new Float32Array(shape.reduce((n, d) => n * d, 1)),
    shape,
  );
}
