/** What can be set of gradient boosting. @module */

import type { Hyperparameters } from "lib/core/hyperparameters.ts";
import type { LossName } from "lib/models/boosting/losses.ts";
import {
  ANY_DEPTH,
  bins,
  l2,
  learningRate,
  leaves,
  MIN_LEAF,
  rounds,
  share,
} from "lib/models/boosting/shared_hyperparameters.ts";

/** Hyperparameters of gradient boosting. */
export interface BoostingParams {
  /** Trees at most. */
  readonly rounds: number;
  /** Leaves of a tree at most. */
  readonly leaves: number;
  /** Splits from root to leaf at most; 0 for any number. */
  readonly maxDepth: number;
  /** Share of a tree's step that is taken. */
  readonly learningRate: number;
  /** Least rows of a leaf. */
  readonly minLeaf: number;
  /** Penalty on squared values of leaves. */
  readonly l2: number;
  /** Bins of a feature at most, missing values not counted. */
  readonly bins: number;
  /** What is minimised. */
  readonly loss: LossName;
  /** Which quantile, for that loss. */
  readonly quantile: number;
  /** 1, 0 or −1 a feature: predictions rise in it, do either, or fall. */
  readonly monotone: readonly number[];
  /** Indices of the features whose values are categories. */
  readonly categorical: readonly number[];
  /** Rounds without a better loss on held-out rows after which to stop; 0: never. */
  readonly earlyStopping: number;
  /** Share of rows, drawn anew for each tree. */
  readonly subsample: number;
  /** Share of features, drawn anew for each tree. */
  readonly featureShare: number;
}

/** Every hyperparameter with default and bounds. */
export const BOOSTING_HYPERPARAMETERS: Hyperparameters<BoostingParams> = {
  rounds: rounds(100),
  leaves: leaves(31),
  maxDepth: ANY_DEPTH,
  learningRate: learningRate(0.1),
  minLeaf: MIN_LEAF,
  l2: l2(0),
  bins: bins(255),
  loss: {
    type: "choice",
    choices: ["squared", "absolute", "quantile", "logistic"],
    default: "squared",
    doc: "what is minimised; logistic is for classes 0 and 1",
  },
  quantile: {
    type: "number",
    default: 0.5,
    min: 0,
    max: 1,
    doc: "which quantile, for that loss",
  },
  monotone: {
    type: "integers",
    default: [],
    doc: "1, 0 or -1 a feature: predictions rise in it, do either, or fall",
  },
  categorical: {
    type: "integers",
    default: [],
    doc: "indices, from 0, of features whose values are categories",
  },
  earlyStopping: {
    type: "integer",
    default: 0,
    min: 0,
    doc: "rounds without a better loss on held-out rows, 0 for no stopping",
  },
  subsample: share(1, "rows"),
  featureShare: share(1, "features"),
};
