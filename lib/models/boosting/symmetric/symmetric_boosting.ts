/**
 * Boosting in the manner of CatBoost (Prokhorenkova et al. 2018, "CatBoost:
 * unbiased boosting with categorical features", NeurIPS 31): oblivious trees,
 * ordered target statistics for categories, ordered boosting.
 *
 * Not done: combinations of categories, bootstraps and random strength of
 * scores, one-hot of small categories, scores by cosine similarity (a level's
 * question is that of the largest second-order gain).
 *
 * @module
 */

import { readHyperparameters } from "lib/core/hyperparameters.ts";
import { joinModels } from "lib/graph/onnx/join.ts";
import {
  BOOSTING_HYPERPARAMETERS,
} from "lib/models/boosting/boosting_params.ts";
import type { StyleTask } from "lib/models/boosting/styled_boosting.ts";
import {
  type CategoryEncoding,
  encodeRows,
  encodingGraph,
} from "lib/models/boosting/symmetric/encoded_table.ts";
import { fitSymmetric } from "lib/models/boosting/symmetric/fit_symmetric.ts";
import {
  SYMMETRIC_HYPERPARAMETERS,
  type SymmetricParams,
} from "lib/models/boosting/symmetric/symmetric_params.ts";
import {
  checkBoosting,
  readTables,
} from "lib/models/boosting/training_tables.ts";
import type { Estimator, Model } from "lib/models/estimator.ts";
import { sigmoid } from "lib/models/sigmoid.ts";
import {
  gainShares,
  type TreeEnsemble,
} from "lib/models/trees/tree_ensemble.ts";
import { treeGraph } from "lib/models/trees/tree_graph.ts";
import { makeTreeWalker } from "lib/models/trees/tree_walker.ts";

const KIND = "catboost";

/** A fitted ensemble of oblivious trees. */
export interface SymmetricModel extends Model {
  /** Its trees, on encoded columns. */
  readonly trees: TreeEnsemble;
  /** How columns are encoded. */
  readonly encoding: CategoryEncoding;
}

/**
 * Makes the estimator.
 *
 * @param given What differs from the defaults.
 * @param task Target, categories and when to stop.
 * @throws {RangeError} If a hyperparameter is unknown or does not fit.
 *
 * @example A step is learnt from eighty rows
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { makeRng } from "lib/core/rng.ts";
 * import { symmetricBoosting } from "lib/models/boosting/symmetric/symmetric_boosting.ts";
 *
 * const x = { data: Float64Array.from({ length: 80 }, (_, i) => i), rows: 80, cols: 1 };
 * const y = x.data.map((v) => v < 40 ? 1 : 3);
 * const task = { isClass: false, earlyStopping: 0, minDelta: 0 };
 * const model = await symmetricBoosting({ rounds: 200 }, task)
 *   .fit(x, y, { rng: makeRng(1) });
 * const asked = { data: Float64Array.of(10, 70), rows: 2, cols: 1 };
 * assertAlmostEquals(model.predict(asked)[0], 1, 0.01);
 * assertAlmostEquals(model.predict(asked)[1], 3, 0.01);
 * ```
 */
export function symmetricBoosting(
  given: Partial<SymmetricParams>,
  task: StyleTask,
): Estimator<SymmetricParams> {
  const params = readHyperparameters(
    KIND,
    SYMMETRIC_HYPERPARAMETERS,
    given as Readonly<Record<string, unknown>>,
  );
  const { isClass, earlyStopping, minDelta, categorical = [] } = task;
  const checks = readHyperparameters(KIND, BOOSTING_HYPERPARAMETERS, {
    loss: isClass ? "logistic" : "squared",
    earlyStopping,
    categorical,
  });
  return {
    kind: KIND,
    params,
    fit: async (x, y, context): Promise<SymmetricModel> => {
      checkBoosting(checks, x.cols);
      const { training, validation } = readTables(checks, x, y, context);
      const fitted = await fitSymmetric(
        params,
        { isClass, earlyStopping, minDelta, categorical },
        training,
        validation,
        context,
      );
      return makeSymmetricModel(fitted.trees, fitted.encoding, isClass);
    },
  };
}

function makeSymmetricModel(
  trees: TreeEnsemble,
  encoding: CategoryEncoding,
  isClass: boolean,
): SymmetricModel {
  const walker = makeTreeWalker(trees);
  return {
    kind: KIND,
    features: encoding.columns,
    trees,
    encoding,
    predict: (x) => {
      if (x.cols !== encoding.columns) {
        throw new TypeError(
          `Cannot predict as x must have ${encoding.columns} columns: current value is ${x.cols}`,
        );
      }
      const raw = walker.predict(encodeRows(x, encoding));
      return isClass ? raw.map(sigmoid) : raw;
    },
    importance: () => {
      const shares = new Float64Array(encoding.columns);
      gainShares(trees).forEach((share, c) =>
        shares[encoding.source[c]] += share
      );
      return shares;
    },
    toGraph: () => {
      const graph = treeGraph(trees, isClass ? { link: "sigmoid" } : {});
      return encoding.tables.length === 0
        ? graph
        : joinModels(encodingGraph(encoding), graph);
    },
  };
}
