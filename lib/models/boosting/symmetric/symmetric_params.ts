/** What can be set of boosting with oblivious trees. @module */

import type { Hyperparameters } from "lib/core/hyperparameters.ts";
import {
  bins,
  l2,
  learningRate,
  rounds,
  share,
} from "lib/models/boosting/shared_hyperparameters.ts";

/** Hyperparameters; names are CatBoost's in the words of this project. */
export interface SymmetricParams {
  /** Trees at most. */
  readonly rounds: number;
  /** Share of a tree's step that is taken. */
  readonly learningRate: number;
  /** Questions of a tree. */
  readonly depth: number;
  /** Penalty on squared values of leaves (l2_leaf_reg). */
  readonly l2: number;
  /** Bins of a feature at most (border_count). */
  readonly bins: number;
  /** Share of columns drawn for each tree (rsm). */
  readonly featureShare: number;
  /** Whether residuals are those of models that have not learnt from the row. */
  readonly ordered: boolean;
  /** Random orders of the rows (permutation_count). */
  readonly permutations: number;
  /** Rows that the prior of a category counts for. */
  readonly priorWeight: number;
}

/** Every hyperparameter with default and bounds. */
export const SYMMETRIC_HYPERPARAMETERS: Hyperparameters<SymmetricParams> = {
  rounds: rounds(300),
  learningRate: learningRate(0.05),
  depth: {
    type: "integer",
    default: 4,
    min: 1,
    max: 10,
    doc: "questions of a tree",
  },
  l2: l2(3),
  bins: bins(128),
  featureShare: share(1, "columns"),
  ordered: {
    type: "flag",
    default: true,
    doc: "residuals of models that have not learnt from the row",
  },
  permutations: {
    type: "integer",
    default: 3,
    min: 1,
    max: 16,
    doc: "random orders of the rows",
  },
  priorWeight: {
    type: "number",
    default: 1,
    min: 0,
    openMin: true,
    doc: "rows that the prior of a category counts for",
  },
};
