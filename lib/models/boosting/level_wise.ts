/**
 * Boosting in the manner of XGBoost (Chen and Guestrin 2016,
 * doi:10.1145/2939672.2939785): trees grown level by level to a depth, second
 * order gains ½[G_L²/(H_L+λ) + G_R²/(H_R+λ) − G²/(H+λ)] − γ (eq. 7), a least
 * sum of second derivatives in a leaf, rows and columns drawn for each tree.
 *
 * On histograms of at most 255 bins. Not done: the L1 penalty, columns drawn by
 * level or node, and pruning after growth (a split that does not save γ is not
 * made, whatever its children would save).
 *
 * @module
 */

import type { BoostingStyle } from "lib/models/boosting/styled_boosting.ts";
import {
  bins,
  l2,
  learningRate,
  rounds,
  share,
} from "lib/models/boosting/shared_hyperparameters.ts";

/** What can be set; names are XGBoost's in the words of this project. */
export interface LevelWiseParams {
  /** Trees at most. */
  readonly rounds: number;
  /** Share of a tree's step that is taken (eta). */
  readonly learningRate: number;
  /** Splits from root to leaf (max_depth). */
  readonly maxDepth: number;
  /** Penalty on squared values of leaves (lambda). */
  readonly l2: number;
  /** Loss that a split must save (gamma). */
  readonly gamma: number;
  /** Least sum of second derivatives of a leaf (min_child_weight). */
  readonly minChildWeight: number;
  /** Share of rows drawn for each tree (subsample). */
  readonly subsample: number;
  /** Share of columns drawn for each tree (colsample_bytree). */
  readonly featureShare: number;
  /** Bins of a feature at most (max_bin). */
  readonly bins: number;
}

/** Level-wise boosting. */
export const levelWise: BoostingStyle<LevelWiseParams> = {
  kind: "xgboost",
  hyperparameters: {
    rounds: rounds(300),
    learningRate: learningRate(0.05),
    maxDepth: {
      type: "integer",
      default: 4,
      min: 1,
      max: 13,
      doc: "splits from root to leaf",
    },
    l2: l2(1),
    gamma: {
      type: "number",
      default: 0,
      min: 0,
      doc: "loss that a split must save",
    },
    minChildWeight: {
      type: "number",
      default: 5,
      min: 0,
      doc: "least sum of second derivatives of a leaf",
    },
    subsample: share(0.8, "rows"),
    featureShare: share(0.8, "columns"),
    bins: bins(255),
  },
  settings: ({ maxDepth, minChildWeight, ...same }) => ({
    ...same,
    maxDepth,
    leaves: 2 ** maxDepth,
    minLeaf: 1,
    minHessian: minChildWeight,
    growth: "level",
  }),
};
