/**
 * Layers of many networks side by side: the second axis says which network, and
 * each has weights of its own.
 *
 * Products are one batch with the networks first; what is added or multiplied
 * element by element stays with them second, as there a vector of all networks
 * repeats itself whole: the runtime takes four times as long over short pieces.
 *
 * @module
 */

import type { Initializer, Value } from "lib/graph/graph.ts";
import { constantly, glorotUniform } from "lib/graph/layers/initializers.ts";
import { add, multiply } from "lib/graph/ops/arithmetic.ts";
import { transpose } from "lib/graph/ops/layout.ts";
import { matmul } from "lib/graph/ops/linear.ts";
import { layerNormalization } from "lib/graph/ops/normalize.ts";
import { fixedDimension } from "lib/graph/shape.ts";

/** First values of a stack of matrices, each drawn as one alone would be. */
const glorotEach: Initializer = (out, [count, ...matrix], rng) => {
  const size = out.length / Number(count);
  for (let first = 0; first < out.length; first += size) {
    glorotUniform(out.subarray(first, first + size), matrix, rng);
  }
};

/**
 * A dense layer for each network.
 *
 * @param x Values `[n × networks × inputs]`.
 * @param width Number of outputs.
 * @param name Prefix of its parameters.
 * @returns Values `[n × networks × width]`.
 */
export function denseEach(x: Value, width: number, name: string): Value {
  const count = fixedDimension("apply layers", x.shape, 1);
  const inputs = fixedDimension("apply layers", x.shape, 2);
  const { graph } = x;
  const shape = [count, inputs, width];
  const w = graph.parameter(`${name}.weight`, shape, glorotEach);
  const b = graph.parameter(`${name}.bias`, [count, width], constantly(0), {
    decays: false,
  });
  const product = matmul(transpose(x, [1, 0, 2]), w);
  return add(transpose(product, [1, 0, 2]), b);
}

/**
 * A layer norm for each network.
 *
 * @param x Values `[n × networks × width]`.
 * @param name Prefix of its parameters.
 */
export function layerNormEach(x: Value, name: string): Value {
  const count = fixedDimension("normalize", x.shape, 1);
  const width = fixedDimension("normalize", x.shape, 2);
  const { graph } = x;
  const vector = (value: number) =>
    graph.constant(new Float32Array(width).fill(value), [width]);
  const parameter = (part: string, value: number) =>
    graph.parameter(`${name}.${part}`, [count, width], constantly(value), {
      decays: false,
    });
  const unit = layerNormalization(x, vector(1), vector(0));
  return add(multiply(unit, parameter("scale", 1)), parameter("shift", 0));
}
