/** Level-wise boosting on windows, in the manner of XGBoost. @module */

import {
  levelWise,
  type LevelWiseParams,
} from "lib/models/boosting/level_wise.ts";
import { boostedFamily } from "lib/models/forecast/boosted_family.ts";
import type { ModelFamily } from "lib/models/forecast/family.ts";
import type { ViewParams } from "lib/models/forecast/window_view.ts";

/** Level-wise boosting. */
export const xgboost: ModelFamily<LevelWiseParams & ViewParams> = boostedFamily(
  levelWise,
  "Boosted trees grown level by level on second-order gains, rows and columns drawn (XGBoost; Chen and Guestrin, 2016)",
);
