/**
 * Histogram gradient boosting: trees grown leaf by leaf on binned features.
 *
 * Missing values, categories, row weights, monotone constraints, early
 * stopping; the same model for a seed on any number of threads.
 *
 * @module
 */

import type { Matrix } from "lib/math/matrix.ts";
import {
  BOOSTING_HYPERPARAMETERS,
  type BoostingParams,
} from "lib/models/boosting/boosting_params.ts";
import { fitBoosting } from "lib/models/boosting/fit_boosting.ts";
import {
  checkBoosting,
  readTables,
} from "lib/models/boosting/training_tables.ts";
import type { EstimatorType, FitContext, Model } from "lib/models/estimator.ts";
import { readHyperparameters } from "lib/core/hyperparameters.ts";
import { sigmoid } from "lib/models/sigmoid.ts";
import {
  gainShares,
  type TreeEnsemble,
} from "lib/models/trees/tree_ensemble.ts";
import { treeGraph } from "lib/models/trees/tree_graph.ts";
import { makeTreeWalker } from "lib/models/trees/tree_walker.ts";

export type { BoostingParams } from "lib/models/boosting/boosting_params.ts";

const KIND = "boosting";

/** A fitted ensemble of boosted trees. */
export interface BoostedModel extends Model {
  /** Its trees. */
  readonly trees: TreeEnsemble;
}

/**
 * Histogram gradient boosting. Hyperparameters: {@linkcode BoostingParams}.
 *
 * @example A step is learnt from eighty rows
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { makeRng } from "lib/core/rng.ts";
 * import { boosting } from "lib/models/boosting.ts";
 *
 * const x = { data: Float64Array.from({ length: 80 }, (_, i) => i), rows: 80, cols: 1 };
 * const y = x.data.map((v) => v < 40 ? 1 : 3);
 * const model = await boosting.make({ rounds: 60 }).fit(x, y, { rng: makeRng(1) });
 * const asked = { data: Float64Array.of(10, 70), rows: 2, cols: 1 };
 * assertAlmostEquals(model.predict(asked)[0], 1, 0.01);
 * assertAlmostEquals(model.predict(asked)[1], 3, 0.01);
 * ```
 */
export const boosting: EstimatorType<BoostingParams> = {
  kind: KIND,
  target: "either",
  hyperparameters: BOOSTING_HYPERPARAMETERS,
  make: (given = {}) => {
    const params = readHyperparameters(
      KIND,
      BOOSTING_HYPERPARAMETERS,
      given as Readonly<Record<string, unknown>>,
    );
    return {
      kind: KIND,
      params,
      fit: async (
        x: Matrix,
        y: Float64Array,
        context: FitContext,
      ): Promise<BoostedModel> => {
        checkBoosting(params, x.cols);
        const { training, validation } = readTables(params, x, y, context);
        const trees = await fitBoosting(params, training, validation, context);
        return makeBoostedModel(KIND, trees, params.loss === "logistic");
      },
    };
  },
};

/**
 * A model of boosted trees.
 *
 * @param kind Name of the estimator.
 * @param trees Its trees.
 * @param isClass Whether their sum is a log odds.
 */
export function makeBoostedModel(
  kind: string,
  trees: TreeEnsemble,
  isClass: boolean,
): BoostedModel {
  const walker = makeTreeWalker(trees);
  return {
    kind,
    features: trees.features,
    trees,
    predict: (x) => {
      const raw = walker.predict(x);
      return isClass ? raw.map(sigmoid) : raw;
    },
    importance: () => gainShares(trees),
    toGraph: () => treeGraph(trees, isClass ? { link: "sigmoid" } : {}),
  };
}
