/**
 * Following the loss of rows that are not learnt from.
 *
 * @module
 */

import type { Binning } from "lib/models/boosting/feature_bins.ts";
import type { Loss } from "lib/models/boosting/losses.ts";
import {
  type GrowingNode,
  packTrees,
  type TreeEnsemble,
} from "lib/models/trees/tree_ensemble.ts";
import type { TrainingTable } from "lib/models/trees/training_table.ts";
import { rawPredictions } from "lib/models/trees/walk.ts";

/** The loss of held-out rows, tree by tree. */
export interface EarlyStopping {
  /** Takes the next tree; says whether the best is too long ago. */
  isOver(tree: readonly GrowingNode[]): boolean;
  /** Number of trees whose loss was least; all, where it is only followed. */
  best(): number;
  /** Loss after the last tree. */
  last(): number;
}

/** Puts the trees of a fit into an ensemble. */
export function packBoosted(
  trees: readonly (readonly GrowingNode[])[],
  { features }: Binning,
  base: number,
): TreeEnsemble {
  return packTrees(trees, {
    features: features.length,
    base,
    categories: features.map(({ categories }) => categories),
  });
}

/**
 * Starts following.
 *
 * @param options Trees without a better loss after which it is over, 0 for
 * never, and by how much a loss must be less to be better.
 */
export function followLoss(
  { patience, minDelta = 0 }: {
    readonly patience: number;
    readonly minDelta?: number;
  },
  loss: Loss,
  binning: Binning,
  validation: TrainingTable,
  base: number,
): EarlyStopping {
  const raw = new Float64Array(validation.y.length).fill(base);
  let least = loss.mean(raw, validation);
  let now = least;
  let best = 0;
  let grown = 0;
  return {
    isOver: (tree) => {
      const step = rawPredictions(
        packBoosted([tree], binning, 0),
        validation.x,
      );
      for (let i = 0; i < raw.length; ++i) raw[i] += step[i];
      grown++;
      now = loss.mean(raw, validation);
      if (now < least - minDelta) {
        least = now;
        best = grown;
      }
      return patience > 0 && grown - best >= patience;
    },
    best: () => patience > 0 ? best : grown,
    last: () => now,
  };
}
