/**
 * Recurrent layers, unrolled over time.
 *
 * @module
 */

import type { Graph, Value } from "lib/graph/graph.ts";
import { constantly, glorotUniform } from "lib/graph/layers/initializers.ts";
import { sigmoid, tanh } from "lib/graph/ops/activation.ts";
import { add, multiply, subtract } from "lib/graph/ops/arithmetic.ts";
import { concat, reshape, split } from "lib/graph/ops/layout.ts";
import { affine, gemm } from "lib/graph/ops/linear.ts";
import { fixedDimension, type Shape } from "lib/graph/shape.ts";

/**
 * Long short-term memory (Hochreiter and Schmidhuber, 1997, with the forget
 * gate of Gers et al., 2000, whose bias starts at 1).
 *
 * @param x Sequences `[n × time × inputs]`.
 * @param width Size of the hidden state.
 * @param name Prefix of its parameters.
 * @returns Hidden states `[n × time × width]`.
 */
export function lstm(x: Value, width: number, name: string): Value {
  const { graph } = x;
  const forgetFirst = (out: Float32Array) => void out.fill(1, width, 2 * width);
  const bias = graph.parameter(`${name}.bias`, [4 * width], forgetFirst, {
    decays: false,
  });
  const recurrent = recurrentWeight(graph, name, [width, 4 * width]);
  let cell: Value | null = null;
  return unroll(x, 4 * width, bias, name, (driven, hidden) => {
    const gates = hidden === null
      ? driven
      : add(driven, gemm(hidden, recurrent()));
    const [input, forget, output, candidate] = split(
      gates,
      [width, width, width, width],
      1,
    );
    const fresh = multiply(sigmoid(input), tanh(candidate));
    cell = cell === null ? fresh : add(multiply(sigmoid(forget), cell), fresh);
    return multiply(sigmoid(output), tanh(cell));
  });
}

/**
 * Gated recurrent unit (Cho et al., 2014; the reset gate acts after the
 * recurrent product, as in cuDNN).
 *
 * @param x Sequences `[n × time × inputs]`.
 * @param width Size of the hidden state.
 * @param name Prefix of its parameters.
 * @returns Hidden states `[n × time × width]`.
 */
export function gru(x: Value, width: number, name: string): Value {
  const { graph } = x;
  const options = { decays: false };
  const zero = constantly(0);
  const bias = graph.parameter(`${name}.bias`, [3 * width], zero, options);
  const recurrent = recurrentWeight(graph, name, [width, 3 * width]);
  const recurrentBias = graph.parameter(
    `${name}.recurrent_bias`,
    [3 * width],
    zero,
    options,
  );
  const parts = [width, width, width];
  return unroll(x, 3 * width, bias, name, (driven, hidden) => {
    const [resetIn, updateIn, candidateIn] = split(driven, parts, 1);
    const [resetBack, updateBack, candidateBack] = hidden === null
      ? split(reshape(recurrentBias, [1, 3 * width]), parts, 1)
      : split(gemm(hidden, recurrent(), { bias: recurrentBias }), parts, 1);
    const reset = sigmoid(add(resetIn, resetBack));
    const update = sigmoid(add(updateIn, updateBack));
    const candidate = tanh(add(candidateIn, multiply(reset, candidateBack)));
    const rest = subtract(candidate, multiply(update, candidate));
    return hidden === null ? rest : add(rest, multiply(update, hidden));
  });
}

/** A parameter that comes to be at the second step: a sequence of one has none. */
function recurrentWeight(
  graph: Graph,
  name: string,
  shape: Shape,
): () => Value {
  let weight: Value | null = null;
  return () =>
    weight ??= graph.parameter(`${name}.recurrent`, shape, glorotUniform);
}

/** Runs a cell along time; the products with the inputs are one large one. */
function unroll(
  x: Value,
  width: number,
  bias: Value,
  name: string,
  cell: (driven: Value, hidden: Value | null) => Value,
): Value {
  const [rows] = x.shape;
  const time = fixedDimension("unroll", x.shape, 1);
  const inputs = fixedDimension("unroll", x.shape, 2);
  const weight = x.graph.parameter(
    `${name}.weight`,
    [inputs, width],
    glorotUniform,
  );
  const driven = affine(x, weight, bias);
  // Split at once: gradients of slices would be as many padded wholes to add.
  const steps = split(driven, new Array<number>(time).fill(1), 1);
  const states: Value[] = [];
  let hidden: Value | null = null;
  for (const now of steps) {
    hidden = cell(reshape(now, [rows, width]), hidden);
    states.push(reshape(hidden, [rows, 1, hidden.shape[1]]));
  }
  return concat(states, 1);
}
