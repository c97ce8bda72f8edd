/**
 * Binary decision trees as a struct of arrays: all nodes of all trees in a
 * row, a parent before its children, siblings side by side.
 *
 * A row goes left at a node if its float32 value is at most the float32
 * threshold, right if it is above. A missing value (NaN) goes the way that was
 * learnt. At a categorical node a row goes left if its category is in the
 * node's set; a category that training never saw counts as missing.
 *
 * @module
 */

/** Trees and what their leaves say. */
export interface TreeEnsemble {
  /** Number of features p. */
  readonly features: number;
  /** What a row is worth before any tree speaks. */
  readonly base: number;
  /** First node of each tree `[T]`, and the number of nodes: `[T + 1]`. */
  readonly roots: Int32Array;
  /** Feature that a node looks at, −1 at a leaf. */
  readonly feature: Int32Array;
  /** Largest value that goes left; 0 at leaves and categorical nodes. */
  readonly threshold: Float32Array;
  /** Left child; the right one is next to it. A leaf is its own child. */
  readonly left: Int32Array;
  /** 1 where a missing value goes left. */
  readonly missingLeft: Uint8Array;
  /** Number of the category set of a node, −1 where it has none. */
  readonly set: Int32Array;
  /** Category sets as bits, eight words each: bit c is category number c. */
  readonly sets: Uint32Array;
  /** Categories known of each feature, ascending; empty if it is a number. */
  readonly categories: readonly Float32Array[];
  /** What a leaf adds; 0 at other nodes. */
  readonly value: Float64Array;
  /** What a split has gained in training; 0 at leaves. */
  readonly gain: Float64Array;
}

/** Words of one category set: 256 bits. */
export const SET_WORDS = 8;

/** Whether category number `c` is in a set. */
export function isInSet(sets: Uint32Array, set: number, c: number): boolean {
  return (sets[set * SET_WORDS + (c >> 5)] >>> (c & 31) & 1) === 1;
}

/** A node while a tree grows. */
export interface GrowingNode {
  /** Feature, −1 at a leaf. */
  feature: number;
  /** Largest value that goes left. */
  threshold: number;
  /** Left child within the tree. */
  left: number;
  /** Whether a missing value goes left. */
  missingLeft: boolean;
  /** Numbers of the categories that go left, if the feature is categorical. */
  leftCategories?: readonly number[];
  /** What a leaf adds. */
  value: number;
  /** What the split gains. */
  gain: number;
}

/**
 * Puts trees into one ensemble.
 *
 * @param trees Nodes of each tree, its root first, siblings side by side.
 * @param options Features, base value, and the categories of each feature.
 */
export function packTrees(
  trees: readonly (readonly GrowingNode[])[],
  options: {
    readonly features: number;
    readonly base: number;
    readonly categories: readonly Float32Array[];
  },
): TreeEnsemble {
  const count = trees.reduce((sum, tree) => sum + tree.length, 0);
  const roots = new Int32Array(trees.length + 1);
  const feature = new Int32Array(count);
  const threshold = new Float32Array(count);
  const left = new Int32Array(count);
  const missingLeft = new Uint8Array(count);
  const set = new Int32Array(count).fill(-1);
  const value = new Float64Array(count);
  const gain = new Float64Array(count);
  const words: number[] = [];
  let at = 0;
  trees.forEach((tree, t) => {
    roots[t] = at;
    tree.forEach((node, k) => {
      const i = at + k;
      feature[i] = node.feature;
      value[i] = node.value;
      left[i] = i;
      if (node.feature < 0) return;
      left[i] = at + node.left;
      threshold[i] = node.threshold;
      missingLeft[i] = node.missingLeft ? 1 : 0;
      gain[i] = node.gain;
      if (node.leftCategories === undefined) return;
      set[i] = words.length / SET_WORDS;
      words.push(...setWords(node.leftCategories));
    });
    at += tree.length;
  });
  roots[trees.length] = at;
  return {
    features: options.features,
    base: options.base,
    categories: options.categories,
    roots,
    feature,
    threshold,
    left,
    missingLeft,
    set,
    sets: Uint32Array.from(words),
    value,
    gain,
  };
}

function setWords(members: readonly number[]): Uint32Array {
  const words = new Uint32Array(SET_WORDS);
  for (const c of members) words[c >> 5] |= 1 << (c & 31);
  return words;
}

/**
 * Share of each feature in the gain of all splits.
 *
 * @returns Shape `[p]`; sums to 1, or is all 0 if nothing was split.
 */
export function gainShares(trees: TreeEnsemble): Float64Array {
  const shares = new Float64Array(trees.features);
  let total = 0;
  for (let i = 0; i < trees.feature.length; ++i) {
    if (trees.feature[i] < 0) continue;
    shares[trees.feature[i]] += trees.gain[i];
    total += trees.gain[i];
  }
  return total > 0 ? shares.map((share) => share / total) : shares;
}
