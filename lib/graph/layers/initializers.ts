/**
 * First values of parameters.
 *
 * @module
 */

import type { Initializer } from "lib/graph/graph.ts";
import { type Shape, sizeOf } from "lib/graph/shape.ts";

/** All elements the same. */
export function constantly(value: number): Initializer {
  return (out) => void out.fill(value);
}

/**
 * Uniform with variance `2 / (inputs + outputs)` (Glorot and Bengio, 2010):
 * for layers whose activation is odd or followed by a norm.
 */
export const glorotUniform: Initializer = (out, shape, rng) => {
  const [inputs, outputs] = fans(shape);
  const bound = Math.sqrt(6 / (inputs + outputs));
  for (let i = 0; i < out.length; ++i) out[i] = bound * (2 * rng.uniform() - 1);
};

/**
 * Normal with variance `2 / inputs` (He, Zhang, Ren and Sun, 2015): for layers
 * followed by a ReLU or its smooth kin.
 */
export const heNormal: Initializer = (out, shape, rng) => {
  const sd = Math.sqrt(2 / fans(shape)[0]);
  for (let i = 0; i < out.length; ++i) out[i] = sd * rng.normal();
};

/** Normal of a given standard deviation. */
export function normally(sd: number): Initializer {
  return (out, _shape, rng) => {
    for (let i = 0; i < out.length; ++i) out[i] = sd * rng.normal();
  };
}

/**
 * How many numbers each output sums and each input feeds: a matrix is
 * `[inputs × outputs]`, taps are `[outputs × channels × rows × columns]`.
 */
function fans(shape: Shape): [number, number] {
  if (shape.length === 4) {
    const [outputs, channels, ...taps] = shape as number[];
    const area = sizeOf(taps);
    return [channels * area, outputs * area];
  }
  const [inputs, outputs = inputs] = shape as number[];
  return [inputs, outputs];
}
