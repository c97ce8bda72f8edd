/** What can be set of gradient boosting. @module */

import type { Hyperparameters } from "lib/core/hyperparameters.ts";
import type { LossName } from "lib/models/boosting/losses.ts";

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
  rounds: { type: "integer", default: 100, min: 1, doc: "trees at most" },
  leaves: {
    type: "integer",
    default: 31,
    min: 2,
    max: 8192,
    doc: "leaves of a tree at most",
  },
  maxDepth: {
    type: "integer",
    default: 0,
    min: 0,
    doc: "splits from root to leaf at most, 0 for any number",
  },
  learningRate: {
    type: "number",
    default: 0.1,
    min: 0,
    openMin: true,
    doc: "share of a tree's step that is taken",
  },
  minLeaf: {
    type: "integer",
    default: 20,
    min: 1,
    doc: "least rows of a leaf",
  },
  l2: {
    type: "number",
    default: 0,
    min: 0,
    doc: "penalty on squared values of leaves",
  },
  bins: {
    type: "integer",
    default: 255,
    min: 2,
    max: 255,
    doc: "bins of a feature at most",
  },
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
  subsample: {
    type: "number",
    default: 1,
    min: 0,
    openMin: true,
    max: 1,
    doc: "share of rows drawn for each tree",
  },
  featureShare: {
    type: "number",
    default: 1,
    min: 0,
    openMin: true,
    max: 1,
    doc: "share of features drawn for each tree",
  },
};
