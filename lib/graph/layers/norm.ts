/**
 * Layers that bring values to mean 0 and variance 1.
 *
 * @module
 */

import type { Value } from "lib/graph/graph.ts";
import { constantly } from "lib/graph/layers/initializers.ts";
import {
  add,
  divide,
  multiply,
  sqrt,
  stopGradient,
  subtract,
} from "lib/graph/ops/arithmetic.ts";
import { reshape } from "lib/graph/ops/layout.ts";
import {
  layerNormalization,
  NORMALIZE_EPSILON,
  standardized,
} from "lib/graph/ops/normalize.ts";
import { fixedDimension, shapeText, sizeOf } from "lib/graph/shape.ts";

/** Layer normalization over the last axis. @param name Prefix of its parameters. */
export function layerNorm(x: Value, name: string): Value {
  const width = fixedDimension("normalize", x.shape, -1);
  const { scale, shift } = scaleAndShift(x, width, name);
  return layerNormalization(x, scale, shift);
}

/** Options of {@linkcode batchNorm}. */
export interface BatchNormOptions {
  /** Share of the running mean and variance that a step replaces. @default {0.1} */
  readonly momentum?: number;
}

/**
 * Batch normalization (Ioffe and Szegedy, 2015) of axis 1, by the batch's own
 * mean and variance in training and by running ones afterwards.
 *
 * @param x Values `[n × channels]` or `[n × channels × …]`.
 * @param name Prefix of its parameters.
 * @throws {TypeError} If a training batch has one value a channel, whose
 * variance is unknown.
 */
export function batchNorm(
  x: Value,
  name: string,
  options: BatchNormOptions = {},
): Value {
  const { momentum = 0.1 } = options;
  const { graph } = x;
  const channels = fixedDimension("normalize", x.shape, 1);
  const aligned = x.shape.map((_, i) => i === 1 ? channels : 1);
  const axes = x.shape.flatMap((_, i) => i === 1 ? [] : [i]);
  const own = graph.mode === "training" ? standardized(x, axes) : null;
  const running = (suffix: string, initial: number, now?: Value) =>
    graph.state(
      `${name}.${suffix}`,
      new Float32Array(channels).fill(initial),
      [channels],
      (before) =>
        add(
          multiply(before, 1 - momentum),
          multiply(reshape(stopGradient(now!), [channels]), momentum),
        ),
    );
  // Running variances are unbiased, as PyTorch's are.
  const count = own === null ? 0 : sizeOf(axes.map((axis) => x.shape[axis]));
  if (count === 1) {
    throw new TypeError(
      `Cannot normalize a batch as training must see more than one value a channel: current shape is ${
        shapeText(x.shape)
      }`,
    );
  }
  const mean = running("mean", 0, own?.average);
  const variance = running(
    "variance",
    1,
    own === null ? undefined : multiply(own.variance, count / (count - 1)),
  );
  const unit = own?.unit ?? divide(
    subtract(x, reshape(mean, aligned)),
    sqrt(add(reshape(variance, aligned), NORMALIZE_EPSILON)),
  );
  const { scale, shift } = scaleAndShift(x, channels, name);
  return add(multiply(unit, reshape(scale, aligned)), reshape(shift, aligned));
}

function scaleAndShift(x: Value, width: number, name: string) {
  const options = { decays: false };
  return {
    scale: x.graph.parameter(`${name}.scale`, [width], constantly(1), options),
    shift: x.graph.parameter(`${name}.shift`, [width], constantly(0), options),
  };
}
