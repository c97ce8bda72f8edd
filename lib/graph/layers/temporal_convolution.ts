/**
 * Dilated causal convolutions in residual blocks: the temporal convolutional
 * network of Bai, Kolter and Koltun (2018, section 3, figure 1).
 *
 * With `taps` k a block of dilation d looks back 2 (k − 1) d places, so blocks
 * of dilation 1, 2, 4, … see 1 + 2 (k − 1)(2ᵐ − 1) places after m of them.
 *
 * @module
 */

import type { Value } from "lib/graph/graph.ts";
import { dense } from "lib/graph/layers/dense.ts";
import { dropout } from "lib/graph/layers/dropout.ts";
import { constantly, heNormal } from "lib/graph/layers/initializers.ts";
import { type Activation, relu } from "lib/graph/ops/activation.ts";
import {
  add,
  divide,
  multiply,
  sqrt,
  square,
} from "lib/graph/ops/arithmetic.ts";
import { concat, padZeros, slice } from "lib/graph/ops/layout.ts";
import { affine } from "lib/graph/ops/linear.ts";
import { sum } from "lib/graph/ops/reduce.ts";
import { fixedDimension } from "lib/graph/shape.ts";

/** How far a causal convolution looks back. */
export interface CausalOptions {
  /** Places that an output sees. @default {3} */
  readonly taps?: number;
  /** Distance between them. @default {1} */
  readonly dilation?: number;
}

/**
 * Causal convolution of sequences whose channels are last: place t sees places
 * t, t − d, …, t − (k − 1) d, and zeros before the first. Its weights have a
 * direction and a length of their own (Salimans and Kingma, 2016, equation 2).
 *
 * Taps that reach before the first place of every output are left out.
 *
 * @param x Sequences `[n × places × inputs]`.
 * @param channels Number of outputs.
 * @param name Prefix of its parameters.
 * @returns Sequences `[n × places × channels]`.
 */
export function causalConvolution(
  x: Value,
  channels: number,
  name: string,
  options: CausalOptions = {},
): Value {
  const { taps = 3, dilation = 1 } = options;
  const { graph } = x;
  const places = fixedDimension("convolve", x.shape, 1);
  const inputs = fixedDimension("convolve", x.shape, 2);
  const shifts = Array.from({ length: taps }, (_, j) => j * dilation)
    .filter((shift) => shift < places);
  // One product over all taps: far faster to train than the runtime's Conv,
  // whose gradients are transposed convolutions.
  const seen = concat(shifts.map((shift) => delayed(x, shift)), 2);
  const rows = shifts.length * inputs;
  const direction = graph.parameter(
    `${name}.direction`,
    [rows, channels],
    heNormal,
  );
  const still = { decays: false };
  const length = graph.parameter(
    `${name}.length`,
    [1, channels],
    // The length that weights of He et al.'s variance have.
    constantly(Math.SQRT2),
    still,
  );
  const bias = graph.parameter(
    `${name}.bias`,
    [channels],
    constantly(0),
    still,
  );
  const norm = sqrt(
    sum(square(direction), { axes: [0], keepDimensions: true }),
  );
  return affine(seen, multiply(direction, divide(length, norm)), bias);
}

/** Options of {@linkcode temporalBlock}. */
export interface TemporalBlockOptions extends CausalOptions {
  /** Probability that an activation is dropped in training. @default {0} */
  readonly dropout?: number;
  /** Applied to each convolution and to the sum. @default {relu} */
  readonly activation?: Activation;
}

/**
 * Two causal convolutions, each with an activation and dropout, beside a residual
 * connection; where the widths differ that is a linear map.
 *
 * @param x Sequences `[n × places × inputs]`.
 * @param channels Number of outputs.
 * @param name Prefix of its parameters.
 * @returns Sequences `[n × places × channels]`.
 */
export function temporalBlock(
  x: Value,
  channels: number,
  name: string,
  options: TemporalBlockOptions = {},
): Value {
  const { dropout: dropped = 0, activation = relu } = options;
  const half = (input: Value, part: string) =>
    dropout(
      activation(
        causalConvolution(input, channels, `${name}.${part}`, options),
      ),
      dropped,
    );
  const changed = half(half(x, "first"), "second");
  const kept = x.shape[2] === channels
    ? x
    : dense(x, channels, `${name}.residual`);
  return activation(add(changed, kept));
}

/** Sequences some places later, zeros before. */
function delayed(x: Value, shift: number): Value {
  if (shift === 0) return x;
  const places = fixedDimension("delay", x.shape, 1);
  return padZeros(slice(x, 1, 0, places - shift), 1, shift, 0);
}
