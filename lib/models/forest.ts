/**
 * A random forest: the mean of trees grown on bootstrap samples, each cut the
 * best among a few features drawn (Breiman 2001, doi:10.1023/A:1010933404324).
 *
 * Features are binned as in boosting; missing values go the way that was
 * learnt; the same forest for a seed on any number of threads.
 *
 * @module
 */

import type { Matrix } from "lib/math/matrix.ts";
import type { EstimatorType, FitContext, Model } from "lib/models/estimator.ts";
import { fitForest } from "lib/models/forest/fit_forest.ts";
import {
  FOREST_HYPERPARAMETERS,
  type ForestParams,
} from "lib/models/forest/forest_params.ts";
import { readHyperparameters } from "lib/core/hyperparameters.ts";
import { trainingTable } from "lib/models/trees/training_table.ts";
import {
  gainShares,
  type TreeEnsemble,
} from "lib/models/trees/tree_ensemble.ts";
import { treeGraph } from "lib/models/trees/tree_graph.ts";
import { makeTreeWalker } from "lib/models/trees/tree_walker.ts";

export type { ForestParams } from "lib/models/forest/forest_params.ts";

const KIND = "forest";

/** A fitted forest. */
export interface ForestModel extends Model {
  /** Its trees; the prediction is their mean. */
  readonly trees: TreeEnsemble;
}

/**
 * A random forest. Hyperparameters: {@linkcode ForestParams}.
 *
 * @example A step is learnt from eighty rows
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { makeRng } from "lib/core/rng.ts";
 * import { forest } from "lib/models/forest.ts";
 *
 * const x = { data: Float64Array.from({ length: 80 }, (_, i) => i), rows: 80, cols: 1 };
 * const y = x.data.map((v) => v < 40 ? 1 : 3);
 * const model = await forest.make({ trees: 50 }).fit(x, y, { rng: makeRng(1) });
 * const asked = { data: Float64Array.of(10, 70), rows: 2, cols: 1 };
 * assertAlmostEquals(model.predict(asked)[0], 1, 0.01);
 * assertAlmostEquals(model.predict(asked)[1], 3, 0.01);
 * ```
 */
export const forest: EstimatorType<ForestParams> = {
  kind: KIND,
  target: "either",
  hyperparameters: FOREST_HYPERPARAMETERS,
  make: (given = {}) => {
    const params = readHyperparameters(
      KIND,
      FOREST_HYPERPARAMETERS,
      given as Readonly<Record<string, unknown>>,
    );
    return {
      kind: KIND,
      params,
      fit: async (
        x: Matrix,
        y: Float64Array,
        context: FitContext,
      ): Promise<ForestModel> => {
        const { weights } = context;
        const isClass = params.target === "class";
        const training = trainingTable(KIND, { x, y, weights }, isClass);
        return makeForestModel(await fitForest(params, training, context));
      },
    };
  },
};

function makeForestModel(trees: TreeEnsemble): ForestModel {
  const walker = makeTreeWalker(trees);
  const count = trees.roots.length - 1;
  return {
    kind: KIND,
    features: trees.features,
    trees,
    predict: (x) => walker.predict(x).map((sum) => sum / count),
    importance: () => gainShares(trees),
    toGraph: () => treeGraph(trees, { link: "mean" }),
  };
}
