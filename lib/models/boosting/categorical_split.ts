/**
 * The best set of categories to send left.
 *
 * Ordered by gradient over hessian, the best set for a convex loss is a prefix
 * (Fisher 1958, doi:10.1080/01621459.1958.10501479). The ratio of a rare
 * category is drawn to 0 by a prior of {@linkcode SMOOTHING}, and categories
 * with fewer rows than that stay with the other side, as LightGBM and
 * scikit-learn do. Missing values are one more category.
 *
 * @module
 */

import type { LeafSplit } from "lib/models/boosting/grow_tree.ts";
import {
  BIN_NUMBERS,
  noSplit,
  searchFeature,
} from "lib/models/boosting/kernels/split_search.ts";
import type {
  LeafSums,
  SplitRules,
} from "lib/models/boosting/kernels/tree_kernel.ts";

/** Rows that a category must have, and weight of the prior on its ratio. */
export const SMOOTHING = 10;

/**
 * Finds the best split of a leaf on a categorical feature.
 *
 * @param bins Gradient, count, hessian of each category, the last of missing
 * values `[width × 3]`.
 * @returns The split, or nothing if none gains.
 */
export function categoricalSplit(
  bins: Float64Array,
  feature: number,
  leaf: LeafSums,
  rules: SplitRules,
): LeafSplit | undefined {
  const width = bins.length / BIN_NUMBERS;
  const perRow = leaf.hessian / leaf.count;
  const ratio = (b: number) =>
    bins[b * BIN_NUMBERS] /
    (bins[b * BIN_NUMBERS + 2] + SMOOTHING * perRow);
  const usual = Array.from({ length: width }, (_, b) => b)
    .filter((b) => bins[b * BIN_NUMBERS + 1] >= SMOOTHING)
    .sort((a, b) => ratio(a) - ratio(b) || a - b);
  if (usual.length < 2) return undefined;
  // From both ends up to the middle, so that rare categories, which are on the
  // other side, are with the larger part of the usual ones.
  const half = (usual.length + 1) >> 1;
  const ends = [usual.slice(0, half), usual.toReversed().slice(0, half)];
  const best = ends.map((sequence) => {
    // A place at the end stays empty: it is that of missing values.
    const ordered = new Float64Array((sequence.length + 1) * BIN_NUMBERS);
    sequence.forEach((b, i) =>
      ordered.set(
        bins.subarray(b * BIN_NUMBERS, (b + 1) * BIN_NUMBERS),
        i * BIN_NUMBERS,
      )
    );
    const found = noSplit();
    const what = {
      count: sequence.length + 1,
      hasMissing: false,
      monotone: 0,
    };
    searchFeature(ordered, feature, what, leaf, rules, found);
    return { ...found, leftBins: sequence.slice(0, found.bin + 1) };
  }).reduce((a, b) => b.gain > a.gain ? b : a);
  if (best.feature < 0) return undefined;
  const missing = width - 1;
  const isMissingSeen = bins[missing * BIN_NUMBERS + 1] > 0;
  return {
    ...best,
    missingLeft: isMissingSeen
      ? best.leftBins.includes(missing)
      : best.count > leaf.count - best.count,
  };
}
