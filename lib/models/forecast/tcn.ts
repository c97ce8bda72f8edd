/**
 * A temporal convolutional network: residual blocks of dilated causal
 * convolutions, the last place into a dense head (Bai, Kolter and Koltun,
 * 2018).
 *
 * @module
 */

import type { Value } from "lib/graph/graph.ts";
import { dense } from "lib/graph/layers/dense.ts";
import { poolSequence } from "lib/graph/layers/sequence_pool.ts";
import { temporalBlock } from "lib/graph/layers/temporal_convolution.ts";
import type { ModelFamily } from "lib/models/forecast/family.ts";
import {
  networkFamily,
  type TrainingParams,
} from "lib/models/forecast/network_family.ts";

/** What can be set of the network. */
export interface TcnParams {
  /** Channels of each block. */
  readonly channels: number;
  /** Places that a convolution sees. */
  readonly taps: number;
  /** Blocks; 0: as many as it takes to see the whole window. */
  readonly blocks: number;
  /** Probability that an activation is dropped in training. */
  readonly dropout: number;
}

/** Temporal convolutional network. */
export const tcn: ModelFamily<TcnParams & TrainingParams> = networkFamily<
  TcnParams
>({
  family: "tcn",
  group: "neural",
  description:
    "Residual blocks of dilated causal convolutions, the last place into a dense head (Bai, Kolter and Koltun, 2018)",
  hyperparameters: {
    channels: { type: "integer", default: 32, min: 1, doc: "channels" },
    taps: {
      type: "integer",
      default: 3,
      min: 2,
      doc: "places that a convolution sees",
    },
    blocks: {
      type: "integer",
      default: 0,
      min: 0,
      max: 12,
      doc: "blocks; 0: as many as it takes to see the whole window",
    },
    dropout: {
      type: "number",
      default: 0.1,
      min: 0,
      max: 0.9,
      doc: "probability that an activation is dropped in training",
    },
  },
  build(x, { length, head }, { channels, taps, blocks, dropout }) {
    const count = blocks || blocksToSee(length, taps);
    let h: Value = x;
    for (let k = 0; k < count; ++k) {
      h = temporalBlock(h, channels, `block${k}`, {
        taps,
        dilation: 2 ** k,
        dropout,
      });
    }
    return dense(poolSequence(h), head, "head");
  },
});

/**
 * How many blocks of dilation 1, 2, 4, … it takes for the last place to see
 * all: the least m with 1 + 2 (taps − 1)(2ᵐ − 1) ≥ length.
 *
 * @param length Places of a window.
 * @param taps Places that a convolution sees, at least 2.
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { blocksToSee } from "lib/models/forecast/tcn.ts";
 *
 * assertEquals(blocksToSee(60, 3), 4);
 * ```
 */
export function blocksToSee(length: number, taps: number): number {
  let blocks = 1;
  while (1 + 2 * (taps - 1) * (2 ** blocks - 1) < length) ++blocks;
  return blocks;
}
