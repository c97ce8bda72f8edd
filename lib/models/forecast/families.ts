/**
 * Every family of models on windows. A new one is a file beside this one and a
 * line here; the suite in `tests/contracts/model_family.ts` then runs over it.
 *
 * @module
 */

import { blending } from "lib/models/forecast/blending.ts";
import { catboost } from "lib/models/forecast/catboost.ts";
import { gru } from "lib/models/forecast/gru.ts";
import { lightgbm } from "lib/models/forecast/lightgbm.ts";
import { logistic } from "lib/models/forecast/logistic_windows.ts";
import { lstm } from "lib/models/forecast/lstm.ts";
import { ModelRegistry } from "lib/models/forecast/model_registry.ts";
import { naive } from "lib/models/forecast/naive.ts";
import { nhits } from "lib/models/forecast/nhits.ts";
import { patchtst } from "lib/models/forecast/patchtst.ts";
import { nlinear } from "lib/models/forecast/nlinear.ts";
import { seasonalNaive } from "lib/models/forecast/seasonal_naive.ts";
import { stacking } from "lib/models/forecast/stacking.ts";
import { tcn } from "lib/models/forecast/tcn.ts";
import { tft } from "lib/models/forecast/tft.ts";
import { transformer } from "lib/models/forecast/transformer_encoder.ts";
import { voting } from "lib/models/forecast/voting.ts";
import { xgboost } from "lib/models/forecast/xgboost.ts";

/** A registry of all families that come with Tenor, in the order of tables. */
export function modelRegistry(): ModelRegistry {
  return new ModelRegistry()
    .register(naive)
    .register(seasonalNaive)
    .register(nlinear)
    .register(logistic)
    .register(xgboost)
    .register(lightgbm)
    .register(catboost)
    .register(nhits)
    .register(tft)
    .register(patchtst)
    .register(lstm)
    .register(gru)
    .register(transformer)
    .register(tcn)
    .register(voting)
    .register(blending)
    .register(stacking);
}
