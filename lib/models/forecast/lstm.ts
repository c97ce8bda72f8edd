/**
 * A long short-term memory that reads a window and predicts from its last
 * state (Hochreiter and Schmidhuber, 1997).
 *
 * @module
 */

import { lstm as layer } from "lib/graph/layers/recurrent.ts";
import type { ModelFamily } from "lib/models/forecast/family.ts";
import type { TrainingParams } from "lib/models/forecast/network_family.ts";
import {
  recurrentFamily,
  type RecurrentParams,
} from "lib/models/forecast/recurrent_family.ts";

/** Long short-term memory. */
export const lstm: ModelFamily<RecurrentParams & TrainingParams> =
  recurrentFamily({
    family: "lstm",
    description:
      "Long short-term memory over the window, the last state into a dense head (Hochreiter and Schmidhuber, 1997)",
    layer,
  });
