/**
 * What families of recurrent networks share: layers one on the other, the last
 * state into a dense head.
 *
 * @module
 */

import type { Value } from "lib/graph/graph.ts";
import { dense } from "lib/graph/layers/dense.ts";
import { dropout } from "lib/graph/layers/dropout.ts";
import type { RecurrentOptions } from "lib/graph/layers/recurrent.ts";
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

/** A family of recurrent networks. */
export interface RecurrentFamily {
  /** Registered name. */
  readonly family: string;
  /** What it is, in a sentence, with its paper. */
  readonly description: string;
  /** Sequences `[n × time × inputs]` to states, all or the last. */
  readonly layer: (
    x: Value,
    width: number,
    name: string,
    options: RecurrentOptions,
  ) => Value;
}

/** A family of recurrent networks as it is registered. */
export function recurrentFamily(
  { family, description, layer }: RecurrentFamily,
): ModelFamily<RecurrentParams & TrainingParams> {
  return networkFamily<RecurrentParams>({
    family,
    group: "neural",
    description,
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
    build(x, { head }, { hidden, layers, dropout: dropped }) {
      let h: Value = x;
      for (let k = 0; k < layers; ++k) {
        const states = k < layers - 1 ? "all" : "last";
        h = dropout(layer(h, hidden, `${family}${k}`, { states }), dropped);
      }
      return dense(h, head, "head");
    },
  });
}
