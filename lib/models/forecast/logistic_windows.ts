/**
 * Logistic regression on windows, its penalty chosen on the validation windows:
 * the plainest model of a direction.
 *
 * @module
 */

import type { ModelFamily } from "lib/models/forecast/family.ts";
import { tableFamily } from "lib/models/forecast/table_family.ts";
import type { ViewParams } from "lib/models/forecast/window_view.ts";
import { logistic as estimator } from "lib/models/logistic.ts";

/** Weights of the likelihood that are tried, from the strongest penalty. */
const GRID = [1e-4, 1e-3, 1e-2, 0.1, 1, 10];

/** What can be set of logistic regression on windows. */
export interface LogisticWindowsParams {
  /** Weight of the likelihood against the penalty; 0: chosen on validation. */
  readonly c: number;
}

/** Logistic regression. */
export const logistic: ModelFamily<LogisticWindowsParams & ViewParams> =
  tableFamily<LogisticWindowsParams>({
    is: {
      family: "logistic",
      group: "baseline",
      description:
        "Logistic regression with a penalty chosen on the validation windows (Hastie, Tibshirani and Friedman, 2009, 4.4)",
      targets: ["class"],
    },
    hyperparameters: {
      c: {
        type: "number",
        default: 0,
        min: 0,
        doc:
          "weight of the likelihood against the penalty; 0 to choose it on the validation windows",
      },
    },
    estimators: ({ params }) =>
      (params.c === 0 ? GRID : [params.c]).map((c) =>
        estimator.make({ c, standardize: true })
      ),
    notes: ({ params }) => ({ c: (params as { readonly c: number }).c }),
  });
