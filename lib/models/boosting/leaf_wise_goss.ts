/**
 * Boosting in the manner of LightGBM (Ke et al. 2017, "LightGBM: a highly
 * efficient gradient boosting decision tree", NeurIPS 30): trees grown leaf by
 * leaf, and gradient-based one-side sampling, by which a tree learns from the
 * rows of large derivatives and a few of the rest.
 *
 * Sampling starts after 1/learningRate trees, as in LightGBM. Not done:
 * exclusive feature bundling, which is for sparse tables.
 *
 * @module
 */

import type { BoostingStyle } from "lib/models/boosting/styled_boosting.ts";
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

/** What can be set; names are LightGBM's in the words of this project. */
export interface LeafWiseParams {
  /** Trees at most. */
  readonly rounds: number;
  /** Share of a tree's step that is taken. */
  readonly learningRate: number;
  /** Leaves of a tree at most (num_leaves). */
  readonly leaves: number;
  /** Splits from root to leaf at most; 0 for any number. */
  readonly maxDepth: number;
  /** Least rows of a leaf (min_data_in_leaf). */
  readonly minLeaf: number;
  /** Penalty on squared values of leaves (lambda_l2). */
  readonly l2: number;
  /** Share of rows of largest derivatives that are all taken (top_rate). */
  readonly topShare: number;
  /** Share of rows drawn from the rest (other_rate); 0: all rows, no sampling. */
  readonly otherShare: number;
  /** Share of columns drawn for each tree (feature_fraction). */
  readonly featureShare: number;
  /** Bins of a feature at most (max_bin). */
  readonly bins: number;
}

/** Leaf-wise boosting with one-side sampling. */
export const leafWiseGoss: BoostingStyle<LeafWiseParams> = {
  kind: "lightgbm",
  hyperparameters: {
    rounds: rounds(300),
    learningRate: learningRate(0.05),
    leaves: leaves(15),
    maxDepth: ANY_DEPTH,
    minLeaf: MIN_LEAF,
    l2: l2(1),
    topShare: {
      type: "number",
      default: 0.2,
      min: 0,
      max: 1,
      doc: "share of rows of largest derivatives that are all taken",
    },
    otherShare: {
      type: "number",
      default: 0.1,
      min: 0,
      max: 1,
      doc: "share of rows drawn from the rest; 0 for all rows, no sampling",
    },
    featureShare: share(0.8, "columns"),
    bins: bins(255),
  },
  settings: ({ topShare, otherShare, ...same }) => {
    if (otherShare === 0) return same;
    if (topShare + otherShare > 1) {
      throw new RangeError(
        `Cannot set lightgbm's otherShare as topShare and otherShare must be at most 1 together: current values are ${topShare} and ${otherShare}`,
      );
    }
    return { ...same, goss: { top: topShare, other: otherShare } };
  },
};
