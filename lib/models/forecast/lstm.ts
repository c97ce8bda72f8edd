/**
 * A long short-term memory that reads a window and predicts from its last
 * state (Hochreiter and Schmidhuber, 1997).
 *
 * @module
 */

import { dense } from "lib/graph/layers/dense.ts";
import { dropout } from "lib/graph/layers/dropout.ts";
import { lstm as layer } from "lib/graph/layers/recurrent.ts";
import { reshape, slice } from "lib/graph/ops/layout.ts";
import type { Value } from "lib/graph/graph.ts";
import type { ModelFamily } from "lib/models/forecast/family.ts";
import {
  networkFamily,
  type TrainingParams,
} from "lib/models/forecast/network_family.ts";

/** What can be set of the network. */
export interface RecurrentParams {
  /** Size of the hidden state. */
  readonly hidden: number;
  /** Layers, one on the other. */
  readonly layers: number;
  /** Probability that a state is dropped in training. */
  readonly dropout: number;
}

/** Long short-term memory. */
export const lstm: ModelFamily<RecurrentParams & TrainingParams> =
  networkFamily<RecurrentParams>({
    family: "lstm",
    group: "neural",
    description:
      "Long short-term memory over the window, the last state into a dense head (Hochreiter and Schmidhuber, 1997)",
    hyperparameters: {
      hidden: { type: "integer", default: 64, min: 1, doc: "hidden units" },
      layers: { type: "integer", default: 1, min: 1, max: 4, doc: "layers" },
      dropout: {
        type: "number",
        default: 0.1,
        min: 0,
        max: 0.9,
        doc: "probability that a state is dropped in training",
      },
    },
    build(x, { length, head }, { hidden, layers, dropout: dropped }) {
      let states: Value = x;
      for (let k = 0; k < layers; ++k) {
        states = dropout(layer(states, hidden, `lstm${k}`), dropped);
      }
      const last = reshape(slice(states, 1, length - 1, length), [
        x.shape[0],
        hidden,
      ]);
      return dense(last, head, "head");
    },
  });
