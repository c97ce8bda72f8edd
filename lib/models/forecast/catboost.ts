/**
 * Boosting of oblivious trees on windows, in the manner of CatBoost.
 *
 * @module
 */

import { nearestName } from "lib/core/nearest_name.ts";
import { symmetricBoosting } from "lib/models/boosting/symmetric/symmetric_boosting.ts";
import {
  SYMMETRIC_HYPERPARAMETERS,
  type SymmetricParams,
} from "lib/models/boosting/symmetric/symmetric_params.ts";
import type { ModelFamily } from "lib/models/forecast/family.ts";
import { tableFamily } from "lib/models/forecast/table_family.ts";
import {
  viewColumns,
  type ViewParams,
} from "lib/models/forecast/window_view.ts";

/** What can be set of it. */
export interface CatboostParams extends SymmetricParams {
  /** Names or numbers of columns that hold categories, as `symbol,3`. */
  readonly categorical: string;
}

/** Boosting of oblivious trees. */
export const catboost: ModelFamily<CatboostParams & ViewParams> = tableFamily<
  CatboostParams
>({
  is: {
    family: "catboost",
    group: "boosting",
    description:
      "Boosted oblivious trees with ordered target statistics and ordered boosting (CatBoost; Prokhorenkova et al., 2018)",
    targets: ["number", "class"],
  },
  hyperparameters: {
    ...SYMMETRIC_HYPERPARAMETERS,
    categorical: {
      type: "text",
      default: "",
      doc: "names or numbers of columns that hold categories, with commas",
    },
  },
  estimators: ({ params, config, isClass, train }) => {
    const { view, categorical, ...own } = params;
    return [
      symmetricBoosting(own, {
        isClass,
        earlyStopping: config.earlyStopping ? config.patience : 0,
        minDelta: config.minDelta,
        categorical: columnsOf(categorical, train.features)
          .flatMap((column) => viewColumns(train, view, column)),
      }),
    ];
  },
});

/** Columns by name or number. */
function columnsOf(text: string, features: readonly string[]): number[] {
  const words = text.split(",").map((word) => word.trim());
  return words.filter((word) => word !== "").map((word) => {
    const byName = features.indexOf(word);
    if (byName >= 0) return byName;
    const number = Number(word);
    if (Number.isInteger(number) && number >= 0 && number < features.length) {
      return number;
    }
    throw new RangeError(
      `Cannot set catboost's categorical as each must be a column's name or its number below ${features.length}: current value is ${word}. The nearest is ${
        nearestName(word, features)
      }`,
    );
  });
}
