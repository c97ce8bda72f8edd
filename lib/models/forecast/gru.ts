/**
 * Gated recurrent units that read a window and predict from the last state
 * (Cho et al., 2014).
 *
 * @module
 */

import { gru as layer } from "lib/graph/layers/recurrent.ts";
import type { ModelFamily } from "lib/models/forecast/family.ts";
import type { TrainingParams } from "lib/models/forecast/network_family.ts";
import {
  recurrentFamily,
  type RecurrentParams,
} from "lib/models/forecast/recurrent_family.ts";

/** Gated recurrent units. */
export const gru: ModelFamily<RecurrentParams & TrainingParams> =
  recurrentFamily({
    family: "gru",
    description:
      "Gated recurrent units over the window, the last state into a dense head (Cho et al., 2014)",
    layer,
  });
