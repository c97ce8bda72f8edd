/**
 * Convolutional layers over images and sequences.
 *
 * @module
 */

import type { Value } from "lib/graph/graph.ts";
import { constantly, heNormal } from "lib/graph/layers/initializers.ts";
import type { Activation } from "lib/graph/ops/activation.ts";
import { convolve } from "lib/graph/ops/convolution.ts";
import { reshape } from "lib/graph/ops/layout.ts";
import { fixedDimension, shapeText } from "lib/graph/shape.ts";

/** Options of {@linkcode conv2d}. */
export interface Conv2dOptions {
  /** Applied to the outputs. @default none */
  readonly activation?: Activation;
  /** Steps, down and right. @default {[1, 1]} */
  readonly strides?: readonly [number, number];
  /** `"same"` keeps the size at stride 1. @default {"same"} */
  readonly padding?: "same" | "valid";
}

/**
 * Convolution of images.
 *
 * @param x Images `[n × channels × height × width]`.
 * @param channels Number of outputs.
 * @param taps Rows and columns of the kernel.
 * @param name Prefix of its parameters.
 */
export function conv2d(
  x: Value,
  channels: number,
  taps: readonly [number, number],
  name: string,
  options: Conv2dOptions = {},
): Value {
  const { activation, strides = [1, 1], padding = "same" } = options;
  const before = taps.map((n) => padding === "same" ? (n - 1) >> 1 : 0);
  const after = taps.map((n, i) => padding === "same" ? n - 1 - before[i] : 0);
  const { kernel, bias } = parameters(x, channels, taps, name);
  const y = convolve(x, kernel, {
    strides,
    pads: [before[0], before[1], after[0], after[1]],
    bias,
  });
  return activation === undefined ? y : activation(y);
}

/** Options of {@linkcode conv1d}. */
export interface Conv1dOptions {
  /** Applied to the outputs. @default none */
  readonly activation?: Activation;
  /** Distance between taps. @default {1} */
  readonly dilation?: number;
  /** Steps along the sequence. @default {1} */
  readonly stride?: number;
  /**
   * `"causal"` pads the past alone, so that no output sees what comes after
   * it; `"same"` pads both sides.
   *
   * @default {"causal"}
   */
  readonly padding?: "causal" | "same" | "valid";
}

/**
 * Convolution of sequences.
 *
 * @param x Sequences `[n × channels × time]`.
 * @param channels Number of outputs.
 * @param taps Length of the kernel.
 * @param name Prefix of its parameters.
 * @returns Sequences `[n × channels × time]`.
 * @throws {TypeError} If `x` has another rank or the kernel does not fit.
 */
export function conv1d(
  x: Value,
  channels: number,
  taps: number,
  name: string,
  options: Conv1dOptions = {},
): Value {
  const { activation, dilation = 1, stride = 1, padding = "causal" } = options;
  const reach = padding === "valid" ? 0 : dilation * (taps - 1);
  const before = padding === "causal" ? reach : reach >> 1;
  if (x.shape.length !== 3) {
    throw new TypeError(
      `Cannot convolve as sequences must be [n, channels, time]: current value is ${
        shapeText(x.shape)
      }`,
    );
  }
  const [rows, inputs, time] = x.shape;
  const image = reshape(x, [rows, inputs, 1, time]);
  const { kernel, bias } = parameters(image, channels, [1, taps], name);
  const y = convolve(image, kernel, {
    strides: [1, stride],
    dilations: [1, dilation],
    pads: [0, before, 0, reach - before],
    bias,
  });
  const out = reshape(y, [rows, channels, y.shape[3]]);
  return activation === undefined ? out : activation(out);
}

function parameters(
  x: Value,
  channels: number,
  taps: readonly [number, number],
  name: string,
) {
  const inputs = fixedDimension("convolve", x.shape, 1);
  return {
    kernel: x.graph.parameter(
      `${name}.weight`,
      [channels, inputs, ...taps],
      heNormal,
    ),
    bias: x.graph.parameter(`${name}.bias`, [channels], constantly(0), {
      decays: false,
    }),
  };
}
