/**
 * A transformer encoder: the rows of a window as places of a sequence, blocks
 * of attention over them, one vector into a dense head (Vaswani et al., 2017;
 * with the norms before, Xiong et al., 2020).
 *
 * @module
 */

import type { Value } from "lib/graph/graph.ts";
import { transformerBlock } from "lib/graph/layers/attention.ts";
import { dense } from "lib/graph/layers/dense.ts";
import { layerNorm } from "lib/graph/layers/norm.ts";
import { addPositions, type Positions } from "lib/graph/layers/positions.ts";
import { type Pooling, poolSequence } from "lib/graph/layers/sequence_pool.ts";
import type { ModelFamily } from "lib/models/forecast/family.ts";
import {
  networkFamily,
  type TrainingParams,
} from "lib/models/forecast/network_family.ts";

/** What can be set of the network. */
export interface TransformerParams {
  /** Width of a place; the heads divide it. */
  readonly width: number;
  /** Heads of attention. */
  readonly heads: number;
  /** Blocks, one on the other. */
  readonly blocks: number;
  /** Width of the hidden layer of a block, in multiples of the width. */
  readonly expansion: number;
  /** How places are told apart. */
  readonly positions: Positions;
  /** Which vector is predicted from. */
  readonly pooling: Pooling;
  /** Probability that a value is dropped in training. */
  readonly dropout: number;
}

/** Transformer encoder. */
export const transformer: ModelFamily<TransformerParams & TrainingParams> =
  networkFamily<TransformerParams>({
    family: "transformer",
    group: "neural",
    description:
      "Transformer encoder with norms before its blocks, one vector into a dense head (Vaswani et al., 2017; Xiong et al., 2020)",
    hyperparameters: {
      width: { type: "integer", default: 32, min: 1, doc: "width of a place" },
      heads: {
        type: "integer",
        default: 4,
        min: 1,
        doc: "heads of attention; they divide the width",
      },
      blocks: { type: "integer", default: 2, min: 1, max: 12, doc: "blocks" },
      expansion: {
        type: "integer",
        default: 2,
        min: 1,
        doc: "hidden width of a block, in multiples of the width",
      },
      positions: {
        type: "choice",
        choices: ["learned", "sinusoidal"],
        default: "learned",
        doc: "how places are told apart",
      },
      pooling: {
        type: "choice",
        choices: ["last", "mean"],
        default: "last",
        doc: "predict from the last place or the mean of all",
      },
      dropout: {
        type: "number",
        default: 0.1,
        min: 0,
        max: 0.9,
        doc: "probability that a value is dropped in training",
      },
    },
    build(x, { head }, params) {
      const { width, blocks, positions, pooling } = params;
      let h: Value = addPositions(
        dense(x, width, "embed"),
        "positions",
        positions,
      );
      for (let k = 0; k < blocks; ++k) {
        h = transformerBlock(h, `block${k}`, {
          ...params,
          attentionDropout: 0,
        });
      }
      return dense(layerNorm(poolSequence(h, pooling), "norm"), head, "head");
    },
  });
