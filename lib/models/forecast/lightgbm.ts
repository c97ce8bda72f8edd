/** Leaf-wise boosting on windows, in the manner of LightGBM. @module */

import {
  leafWiseGoss,
  type LeafWiseParams,
} from "lib/models/boosting/leaf_wise_goss.ts";
import { boostedFamily } from "lib/models/forecast/boosted_family.ts";
import type { ModelFamily } from "lib/models/forecast/family.ts";
import type { ViewParams } from "lib/models/forecast/window_view.ts";

/** Leaf-wise boosting with one-side sampling. */
export const lightgbm: ModelFamily<LeafWiseParams & ViewParams> = boostedFamily(
  leafWiseGoss,
  "Boosted trees grown leaf by leaf, rows drawn by the size of their gradient (LightGBM; Ke et al., 2017)",
);
