/**
 * Temporal fusion transformer: which columns matter is decided row by row, an
 * LSTM reads what was selected, attention looks back from the last row, gates
 * switch off what does not help, and the head gives quantiles (Lim, Arık, Loeff
 * and Pfister, Int. J. Forecasting 37, 2021).
 *
 * Windows hold what was observed and nothing else: there are no static
 * covariates (the LSTM starts from zeros, enrichment has no context) and no
 * inputs known in advance, so there is no decoder along the horizon: all steps
 * come from the last row, and attention has that one query. Numbers and paths
 * are predicted as quantiles .1, .5 and .9, by the mean pinball loss (equation
 * 24), classes by cross-entropy.
 *
 * @module
 */

import type { Value } from "lib/graph/graph.ts";
import { dense } from "lib/graph/layers/dense.ts";
import { gatedResidual, gatedSkip } from "lib/graph/layers/gated.ts";
import { interpretableAttention } from "lib/graph/layers/interpretable_attention.ts";
import { lstm } from "lib/graph/layers/recurrent.ts";
import { reshape, slice } from "lib/graph/ops/layout.ts";
import { fixedDimension } from "lib/graph/shape.ts";
import type { ModelFamily } from "lib/models/forecast/family.ts";
import {
  networkFamily,
  type NetworkShape,
  type TrainingParams,
} from "lib/models/forecast/network_family.ts";
import { selectVariables } from "lib/models/forecast/tft/variable_selection.ts";

/** What can be set of the network. */
export interface TftParams {
  /** Width of all layers; the heads divide it. */
  readonly width: number;
  /** Heads of attention. */
  readonly heads: number;
  /** Probability that a value is dropped in training. */
  readonly dropout: number;
}

/** Temporal fusion transformer. */
export const tft: ModelFamily<TftParams & TrainingParams> = networkFamily<
  TftParams
>({
  family: "tft",
  group: "time series",
  description:
    "Temporal fusion transformer: variable selection, LSTM, interpretable attention, quantiles; observed inputs alone (Lim et al., 2021)",
  hyperparameters: {
    width: { type: "integer", default: 16, min: 1, doc: "width of all layers" },
    heads: {
      type: "integer",
      default: 4,
      min: 1,
      doc: "heads of attention; they divide the width",
    },
    dropout: {
      type: "number",
      default: 0.1,
      min: 0,
      max: 0.9,
      doc: "probability that a value is dropped in training",
    },
  },
  training: { rate: 3e-3, batch: 64 },
  levels: [0.1, 0.5, 0.9],
  build: buildTft,
  importance: (x, _shape, { width, dropout }) =>
    selectVariables(x, width, "selection", dropout).shares,
});

/**
 * The network.
 *
 * @param x Windows `[n × L × p]`.
 * @param shape Size of the head.
 * @param params Hyperparameters.
 * @returns Values `[n × head]`.
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { makeRng } from "lib/core/rng.ts";
 * import { Graph } from "lib/graph/graph.ts";
 * import { buildTft } from "lib/models/forecast/tft.ts";
 *
 * const graph = new Graph({ mode: "training", rng: makeRng(1) });
 * const x = graph.input("x", [32, 60, 3]);
 * const y = buildTft(x, { head: 3 }, { width: 16, heads: 4, dropout: 0.1 });
 * assertEquals(y.shape, [32, 3]);
 * ```
 */
export function buildTft(
  x: Value,
  { head }: Pick<NetworkShape, "head">,
  { width, heads, dropout }: Readonly<TftParams>,
): Value {
  const options = { dropout };
  const { selected } = selectVariables(x, width, "selection", dropout);
  const states = lstm(selected, width, "lstm");
  const read = gatedSkip(selected, states, "read", options);
  const enriched = gatedResidual(read, width, "enrich", options);
  const query = lastRow(enriched);
  const { seen } = interpretableAttention(query, enriched, "attention", {
    heads,
    dropout,
  });
  const attended = gatedSkip(query, seen, "attended", options);
  const thought = gatedResidual(attended, width, "thought", options);
  const last = gatedSkip(lastRow(read), thought, "last");
  return dense(reshape(last, [x.shape[0], width]), head, "head");
}

/** The last row of each window `[n × 1 × width]`. */
function lastRow(x: Value): Value {
  const length = fixedDimension("take the last row", x.shape, 1);
  return slice(x, 1, length - 1, length);
}
