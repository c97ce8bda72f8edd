/**
 * Trees that are arrays already, joined into an ensemble.
 *
 * @module
 */

import type { TreeEnsemble } from "lib/models/trees/tree_ensemble.ts";

/** Nodes of one numeric tree, as in a {@linkcode TreeEnsemble}. */
export interface TreeArrays {
  /** Feature, −1 at a leaf. */
  readonly feature: Int32Array;
  /** Largest value that goes left. */
  readonly threshold: Float32Array;
  /** Left child within the tree; its own number at a leaf. */
  readonly left: Int32Array;
  /** 1 where missing values go left. */
  readonly missingLeft: Uint8Array;
  /** What a leaf says. */
  readonly value: Float64Array;
  /** What a split gains. */
  readonly gain: Float64Array;
}

/** Joins trees without categorical splits. @param features Number of features. */
export function joinTrees(
  trees: readonly TreeArrays[],
  features: number,
): TreeEnsemble {
  const roots = new Int32Array(trees.length + 1);
  trees.forEach(({ feature }, t) => {
    roots[t + 1] = roots[t] + feature.length;
  });
  const count = roots[trees.length];
  const joined = {
    feature: new Int32Array(count),
    threshold: new Float32Array(count),
    left: new Int32Array(count),
    missingLeft: new Uint8Array(count),
    value: new Float64Array(count),
    gain: new Float64Array(count),
  };
  trees.forEach((tree, t) => {
    const at = roots[t];
    joined.feature.set(tree.feature, at);
    joined.threshold.set(tree.threshold, at);
    joined.missingLeft.set(tree.missingLeft, at);
    joined.value.set(tree.value, at);
    joined.gain.set(tree.gain, at);
    for (let i = 0; i < tree.left.length; ++i) {
      joined.left[at + i] = at + tree.left[i];
    }
  });
  return {
    features,
    base: 0,
    roots,
    ...joined,
    set: new Int32Array(count).fill(-1),
    sets: new Uint32Array(),
    categories: Array.from({ length: features }, () => new Float32Array()),
  };
}
