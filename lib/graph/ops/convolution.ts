/**
 * Convolution over the last two axes (a sequence has one row of height 1).
 *
 * As everywhere in deep learning it is a cross-correlation: the kernel is not
 * turned around.
 *
 * @module
 */

import type { Value } from "lib/graph/graph.ts";
import { reshape, slice, transpose } from "lib/graph/ops/layout.ts";
import { sumTo } from "lib/graph/ops/reduce.ts";
import { fixedDimension, sameShape, shapeText } from "lib/graph/shape.ts";

/** Down, then right. */
export type Pair = readonly [number, number];

/** How a kernel moves. */
export interface ConvolutionOptions {
  /** Steps, down and right. @default {[1, 1]} */
  readonly strides?: Pair;
  /** Distances between the kernel's taps. @default {[1, 1]} */
  readonly dilations?: Pair;
  /** Zeros at the top, left, bottom, right. @default {[0, 0, 0, 0]} */
  readonly pads?: readonly [number, number, number, number];
  /** Vector `[outputs]` added to each channel. @default none */
  readonly bias?: Value;
}

/**
 * Convolution.
 *
 * @param x Images `[n × channels × height × width]`.
 * @param kernel Taps `[outputs × channels × rows × columns]`.
 * @throws {TypeError} If the channels or the bias differ, or the kernel does
 * not fit.
 */
export function convolve(
  x: Value,
  kernel: Value,
  options: ConvolutionOptions = {},
): Value {
  const { strides = [1, 1], dilations = [1, 1], pads = [0, 0, 0, 0], bias } =
    options;
  if (
    x.shape.length !== 4 || kernel.shape.length !== 4 ||
    x.shape[1] !== kernel.shape[1]
  ) {
    throw new TypeError(
      `Cannot convolve as images must be [n, channels, height, width] and taps [outputs, channels, rows, columns]: current values are ${
        shapeText(x.shape)
      } and ${shapeText(kernel.shape)}`,
    );
  }
  if (bias !== undefined && !sameShape(bias.shape, [kernel.shape[0]])) {
    throw new TypeError(
      `Cannot convolve as the bias must be ${
        shapeText([kernel.shape[0]])
      }: current value is ${shapeText(bias.shape)}`,
    );
  }
  const size = [2, 3].map((axis) => fixedDimension("convolve", x.shape, axis));
  const taps = [2, 3].map((axis) =>
    fixedDimension("convolve", kernel.shape, axis)
  );
  // Distance from the first tap to the last.
  const reach = taps.map((n, i) => dilations[i] * (n - 1));
  const padded = size.map((n, i) => n + pads[i] + pads[i + 2]);
  const out = padded.map((n, i) =>
    Math.floor((n - reach[i] - 1) / strides[i]) + 1
  );
  if (out.some((n) => n < 1)) {
    throw new TypeError(
      `Cannot convolve as the kernel must fit into the padded image: its taps reach over ${
        shapeText(reach.map((r) => r + 1))
      } of ${shapeText(padded)}`,
    );
  }
  // Rows and columns at the end that no step reaches.
  const unused = padded.map((n, i) =>
    n - reach[i] - 1 - (out[i] - 1) * strides[i]
  );

  const [y] = x.graph.emit(
    "Conv",
    bias === undefined ? [x, kernel] : [x, kernel, bias],
    [[x.shape[0], kernel.shape[0], ...out]],
    {
      attributes: {
        strides: { ints: strides },
        dilations: { ints: dilations },
        pads: { ints: pads },
      },
      backward: ([g]) => {
        if (g === null) return [null, null, null];
        const dx = x.differentiable
          ? inputGradient(x, kernel, g, { strides, dilations, pads, unused })
          : null;
        const dk = kernel.differentiable
          ? kernelGradient(x, kernel, g, { strides, dilations, pads })
          : null;
        if (bias === undefined) return [dx, dk];
        const channels = [1, kernel.shape[0], 1, 1];
        return [dx, dk, reshape(sumTo(g, channels), bias.shape)];
      },
    },
  );
  return y;
}

interface Moves {
  readonly strides: Pair;
  readonly dilations: Pair;
  readonly pads: readonly [number, number, number, number];
}

/** The transposed convolution: each output spreads over what it came from. */
function inputGradient(
  x: Value,
  kernel: Value,
  g: Value,
  moves: Moves & { readonly unused: readonly number[] },
): Value {
  const { strides, dilations, pads, unused } = moves;
  const [dx] = x.graph.emit("ConvTranspose", [g, kernel], [x.shape], {
    attributes: {
      strides: { ints: strides },
      dilations: { ints: dilations },
      pads: { ints: pads },
      output_padding: { ints: unused },
    },
    // Linear in both, it is the convolution's own mirror image.
    backward: ([h]) =>
      h === null ? [null, null] : [
        g.differentiable
          ? convolve(h, kernel, { strides, dilations, pads })
          : null,
        kernel.differentiable
          ? kernelGradient(h, kernel, g, { strides, dilations, pads })
          : null,
      ],
  });
  return dx;
}

/**
 * Images convolved with gradients, the batch taking the place of the channels:
 * steps and dilations change roles.
 */
function kernelGradient(
  x: Value,
  kernel: Value,
  g: Value,
  { strides, dilations, pads }: Moves,
): Value {
  const swapped = [1, 0, 2, 3];
  const full = convolve(transpose(x, swapped), transpose(g, swapped), {
    strides: dilations,
    dilations: strides,
    pads,
  });
  const rows = slice(full, 2, 0, kernel.shape[2] as number);
  const taps = slice(rows, 3, 0, kernel.shape[3] as number);
  return transpose(taps, swapped);
}
