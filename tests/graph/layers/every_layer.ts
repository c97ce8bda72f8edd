/** Every layer, small: what the contract tests of this folder run over. */

import type { Layer } from "../layer_check.ts";
import { selfAttention, transformerBlock } from "lib/graph/layers/attention.ts";
import { conv1d, conv2d } from "lib/graph/layers/convolution.ts";
import { dense } from "lib/graph/layers/dense.ts";
import { denseEach, layerNormEach } from "lib/graph/layers/each.ts";
import { gatedResidual } from "lib/graph/layers/gated.ts";
import { instanceScale } from "lib/graph/layers/instance_scale.ts";
import { interpretableAttention } from "lib/graph/layers/interpretable_attention.ts";
import { dropout } from "lib/graph/layers/dropout.ts";
import { batchNorm, layerNorm } from "lib/graph/layers/norm.ts";
import { addPositions } from "lib/graph/layers/positions.ts";
import { gru, lstm } from "lib/graph/layers/recurrent.ts";
import { poolSequence } from "lib/graph/layers/sequence_pool.ts";
import {
  causalConvolution,
  temporalBlock,
} from "lib/graph/layers/temporal_convolution.ts";
import { gelu, tanh } from "lib/graph/ops/activation.ts";

/** A layer with the shape that it is tried on. */
export interface LayerCase {
  /** What it is, in words. */
  readonly title: string;
  /** The layer under the name "layer". */
  readonly layer: Layer;
  /** Shape of its input. */
  readonly shape: readonly number[];
}

/** All of them. */
export const EVERY_LAYER: readonly LayerCase[] = [
  {
    title: "dense",
    layer: (x) => dense(x, 3, "layer", { activation: tanh }),
    shape: [4, 2],
  },
  {
    title: "dense without bias over sequences",
    layer: (x) => dense(x, 2, "layer", { bias: false }),
    shape: [2, 3, 2],
  },
  {
    title: "dropout",
    layer: (x) => dropout(dense(x, 3, "layer"), 0.4),
    shape: [4, 2],
  },
  {
    title: "layerNorm",
    layer: (x) => layerNorm(x, "layer"),
    shape: [3, 4],
  },
  {
    title: "batchNorm",
    layer: (x) => batchNorm(x, "layer"),
    shape: [5, 3],
  },
  {
    title: "batchNorm of images",
    layer: (x) => batchNorm(x, "layer", { momentum: 0.5 }),
    shape: [2, 2, 2, 3],
  },
  {
    title: "conv1d, causal and dilated",
    layer: (x) => conv1d(x, 2, 3, "layer", { dilation: 2, activation: tanh }),
    shape: [2, 2, 6],
  },
  {
    title: "conv1d, same, strided",
    layer: (x) => conv1d(x, 2, 2, "layer", { stride: 2, padding: "same" }),
    shape: [2, 1, 6],
  },
  {
    title: "conv1d, valid",
    layer: (x) => conv1d(x, 1, 3, "layer", { padding: "valid" }),
    shape: [2, 2, 5],
  },
  {
    title: "conv2d, same",
    layer: (x) => conv2d(x, 2, [3, 2], "layer", { activation: gelu }),
    shape: [2, 1, 3, 3],
  },
  {
    title: "conv2d, valid, strided",
    layer: (x) =>
      conv2d(x, 2, [2, 2], "layer", { strides: [2, 1], padding: "valid" }),
    shape: [1, 2, 3, 3],
  },
  {
    title: "selfAttention",
    layer: (x) => selfAttention(x, "layer", { heads: 2 }),
    shape: [2, 3, 4],
  },
  {
    title: "selfAttention, causal, with dropout",
    layer: (x) =>
      selfAttention(x, "layer", { heads: 1, causal: true, dropout: 0.3 }),
    shape: [2, 3, 2],
  },
  {
    title: "transformerBlock",
    layer: (x) =>
      transformerBlock(x, "layer", { heads: 2, expansion: 2, dropout: 0.2 }),
    shape: [1, 2, 4],
  },
  { title: "lstm", layer: (x) => lstm(x, 2, "layer"), shape: [2, 3, 2] },
  {
    title: "lstm of one step",
    layer: (x) => lstm(x, 2, "layer"),
    shape: [2, 1, 2],
  },
  { title: "gru", layer: (x) => gru(x, 2, "layer"), shape: [2, 3, 2] },
  {
    title: "gru of one step",
    layer: (x) => gru(x, 2, "layer"),
    shape: [2, 1, 2],
  },
  {
    title: "denseEach",
    layer: (x) => denseEach(x, 3, "layer"),
    shape: [4, 2, 2],
  },
  {
    title: "layerNormEach",
    layer: (x) => layerNormEach(x, "layer"),
    shape: [3, 2, 4],
  },
  {
    title: "gatedResidual, to another width, with dropout",
    layer: (x) => gatedResidual(x, 3, "layer", { hidden: 2, dropout: 0.3 }),
    shape: [3, 4],
  },
  {
    title: "gatedResidual of many networks",
    layer: (x) =>
      gatedResidual(x, 3, "layer", { linear: denseEach, norm: layerNormEach }),
    shape: [2, 2, 3],
  },
  {
    title: "interpretableAttention, with dropout",
    layer: (x) =>
      interpretableAttention(x, x, "layer", { heads: 2, dropout: 0.3 }).seen,
    shape: [2, 3, 4],
  },
  {
    title: "instanceScale, there and back",
    layer: (x) => {
      const { unit, restore } = instanceScale(x);
      return restore(dense(unit, 2, "layer"));
    },
    shape: [3, 4],
  },
  {
    title: "lstm, last state of two layers",
    layer: (x) => lstm(lstm(x, 2, "first"), 2, "second", { states: "last" }),
    shape: [2, 3, 2],
  },
  {
    title: "gru, last state of two layers",
    layer: (x) => gru(gru(x, 2, "first"), 2, "second", { states: "last" }),
    shape: [2, 3, 2],
  },
  {
    title: "causalConvolution, one tap beyond the first place",
    layer: (x) => causalConvolution(x, 2, "layer", { dilation: 2 }),
    shape: [2, 4, 2],
  },
  {
    title: "temporalBlock",
    layer: (x) =>
      temporalBlock(x, 3, "layer", {
        taps: 2,
        dropout: 0.2,
        activation: tanh,
      }),
    shape: [2, 3, 2],
  },
  {
    title: "addPositions, learned",
    layer: (x) => addPositions(dense(x, 2, "layer"), "positions"),
    shape: [2, 3, 2],
  },
  {
    title: "poolSequence of the mean, places told apart by sinusoids",
    layer: (x) =>
      poolSequence(
        tanh(addPositions(dense(x, 2, "layer"), "", "sinusoidal")),
        "mean",
      ),
    shape: [2, 3, 2],
  },
];
