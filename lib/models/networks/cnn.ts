/**
 * Convolutional networks that see a surface as an image.
 *
 * @module
 */

import { conv2d } from "lib/graph/layers/convolution.ts";
import { dense } from "lib/graph/layers/dense.ts";
import { silu } from "lib/graph/ops/activation.ts";
import { reshape } from "lib/graph/ops/layout.ts";
import { fixedDimension } from "lib/graph/shape.ts";
import type { Architecture } from "lib/models/networks/architecture.ts";

const activation = silu;

/** Surfaces as images of one channel. */
export const CNN: Architecture = {
  name: "cnn",
  reads: "grid",
  encode(surfaces, { rows, columns }, outputs, name) {
    const [n] = surfaces.shape;
    const image = reshape(surfaces, [n, 1, rows, columns]);
    const fine = conv2d(image, 16, [3, 3], `${name}.fine`, { activation });
    const coarse = conv2d(fine, 32, [3, 3], `${name}.coarse`, {
      activation,
      strides: [2, 2],
    });
    const size = [1, 2, 3].reduce(
      (product, axis) =>
        product * fixedDimension("flatten", coarse.shape, axis),
      1,
    );
    const flat = reshape(coarse, [n, size]);
    const hidden = dense(flat, 128, `${name}.hidden`, { activation });
    return dense(hidden, outputs, `${name}.head`);
  },
  decode(codes, { rows, columns }, name) {
    const CHANNELS = 8;
    const [n] = codes.shape;
    const hidden = dense(codes, 128, `${name}.hidden`, { activation });
    const canvas = dense(hidden, CHANNELS * rows * columns, `${name}.canvas`, {
      activation,
    });
    const image = reshape(canvas, [n, CHANNELS, rows, columns]);
    const fine = conv2d(image, 16, [3, 3], `${name}.fine`, { activation });
    const surface = conv2d(fine, 1, [3, 3], `${name}.surface`);
    return reshape(surface, [n, rows * columns]);
  },
};
