/**
 * Growing one tree best-first: the leaf whose split gains most is split next
 * (Shi 2007, "Best-first decision tree learning"; LightGBM's leaf-wise rule),
 * or level by level: the leaf nearest to the root is (XGBoost's depth-wise
 * rule; Chen and Guestrin 2016, doi:10.1145/2939672.2939785).
 *
 * @module
 */

import { categoricalSplit } from "lib/models/boosting/categorical_split.ts";
import type { Growing } from "lib/models/boosting/boosting_rules.ts";
import type { Binning, FeatureBins } from "lib/models/boosting/feature_bins.ts";
import {
  BIN_NUMBERS,
  boundedValue,
} from "lib/models/boosting/kernels/split_search.ts";
import type {
  FoundSplit,
  LeafSums,
  TreeKernel,
} from "lib/models/boosting/kernels/tree_kernel.ts";
import type { GrowingNode } from "lib/models/trees/tree_ensemble.ts";

/** What a tree may be. */
export interface GrowOptions {
  /** Most leaves. */
  readonly leaves: number;
  /** Most splits from root to leaf; 0 for any number. */
  readonly maxDepth: number;
  /** 1, 0 or −1 a feature. */
  readonly monotone: readonly number[];
  /** Rows in use: the first of the kernel's order. */
  readonly rows: number;
  /** Features that may be split on. */
  readonly features: ReadonlySet<number>;
  /** Which leaf is split next. @default {"leaf"} */
  readonly growth?: Growing;
  /** What a split must gain, in the kernel's units. @default {0} */
  readonly minGain?: number;
}

/** A split of a leaf, numeric or by a set of categories. */
export interface LeafSplit extends FoundSplit {
  /** Bins that go left, if the feature is categorical. */
  readonly leftBins?: readonly number[];
}

/** A leaf and its rows. */
export interface GrownLeaf extends LeafSums {
  /** Number of its node in the tree. */
  readonly node: number;
  /** First of its rows in the kernel's order. */
  readonly start: number;
  /** One past the last. */
  readonly end: number;
  /** Splits above it. */
  readonly depth: number;
  /** Its best split. */
  readonly split: LeafSplit;
}

/** A tree whose leaves have no values yet. */
export interface GrownTree {
  /** Nodes, root first. */
  readonly nodes: GrowingNode[];
  /** Its leaves. */
  readonly leaves: readonly GrownLeaf[];
  /** Rows of each node, in the kernel's order. */
  readonly spans: readonly { readonly start: number; readonly end: number }[];
  /** Bins that go left at each node `[256]`; none at a leaf. */
  readonly routes: readonly (Uint8Array | undefined)[];
}

// A gain that rounding could have made is none.
const NOISE = 1e-12;

/**
 * Grows a tree on the derivatives that the kernel holds.
 *
 * @param kernel Quantised, its order holding the rows to use.
 */
export function growTree(
  kernel: TreeKernel,
  binning: Binning,
  options: GrowOptions,
): GrownTree {
  const { rows, features, monotone } = options;
  kernel.setFeatures(binning.features.map((what, j) => ({
    count: isNumber(what) && features.has(j) ? what.count : 0,
    hasMissing: what.hasMissing,
    monotone: monotone[j] ?? 0,
  })));
  const growth: Growth = {
    kernel,
    binning,
    options,
    categorical: binning.features.flatMap((what, j) =>
      isNumber(what) || !features.has(j) ? [] : [j]
    ),
    nodes: [],
    spans: [],
    routes: [],
    leaves: [],
  };
  const root: Draft = {
    ...kernel.sums(0, rows),
    slot: 0,
    lower: -Infinity,
    upper: Infinity,
    node: addNode(growth, 0, rows),
    start: 0,
    end: rows,
    depth: 0,
  };
  growth.leaves.push(...searchLeaves(growth, [root]));
  while (growth.leaves.length < options.leaves) {
    const at = options.growth === "level"
      ? nearestToRoot(growth.leaves)
      : largestGain(growth.leaves);
    if (at < 0) break;
    splitLeaf(growth, at);
  }
  return growth;
}

/** A tree that is growing. */
interface Growth extends GrownTree {
  readonly kernel: TreeKernel;
  readonly binning: Binning;
  readonly options: GrowOptions;
  /** Categorical features that may be split on. */
  readonly categorical: readonly number[];
  readonly leaves: GrownLeaf[];
  readonly spans: { readonly start: number; readonly end: number }[];
  readonly routes: (Uint8Array | undefined)[];
}

/** Adds a leaf; returns its number. */
function addNode(growth: Growth, start: number, end: number): number {
  growth.routes.push(undefined);
  growth.spans.push({ start, end });
  return growth.nodes.push({
    feature: -1,
    threshold: 0,
    left: 0,
    missingLeft: false,
    value: 0,
    gain: 0,
  }) - 1;
}

/** Finds the best splits of one or two new leaves, the smaller first. */
function searchLeaves(
  growth: Growth,
  drafts: readonly Draft[],
): GrownLeaf[] {
  const { kernel, leaves, options: { maxDepth, leaves: most } } = growth;
  const [small, sibling] = drafts;
  const mayGrow = leaves.length + drafts.length < most &&
    (maxDepth === 0 || small.depth < maxDepth) &&
    drafts.some(({ count }) => count >= 2 * kernel.rules.minLeaf);
  if (!mayGrow) return drafts.map((draft) => ({ ...draft, split: NO_SPLIT }));
  const found = kernel.search(small.start, small.end, small, sibling);
  return drafts.map((draft, i) => ({
    ...draft,
    split: worthwhile(bestOf(growth, draft, found[i]), draft, growth),
  }));
}

/** Splits a leaf in two. */
function splitLeaf(growth: Growth, at: number): void {
  const { kernel, nodes, routes, leaves, binning } = growth;
  const leaf = leaves[at];
  const { split } = leaf;
  const route = routeOf(split, binning);
  kernel.goesLeft.set(route);
  const middle = kernel.partition(leaf.start, leaf.end, split.feature);
  const node = nodes[leaf.node];
  routes[leaf.node] = route;
  node.feature = split.feature;
  node.gain = split.gain;
  node.missingLeft = route[binning.width - 1] === 1;
  if (split.leftBins === undefined) {
    node.threshold = thresholdOf(binning, split);
  } else {
    const known = binning.features[split.feature].categories.length;
    node.leftCategories = split.leftBins.filter((b) => b < known);
  }
  node.left = addNode(growth, leaf.start, middle);
  addNode(growth, middle, leaf.end);
  const [left, right] = childrenOf(growth, leaf, middle, node.left);
  const isLeftSmall = left.count <= right.count;
  const small = isLeftSmall ? left : right;
  const large = isLeftSmall ? right : left;
  // The larger child takes over its parent's histogram.
  large.slot = leaf.slot;
  small.slot = leaves.length;
  leaves.splice(at, 1);
  const [grownSmall, grownLarge] = searchLeaves(growth, [small, large]);
  leaves.splice(at, 0, isLeftSmall ? grownSmall : grownLarge);
  leaves.push(isLeftSmall ? grownLarge : grownSmall);
}

/** A leaf before its split is known. */
interface Draft extends LeafSums {
  readonly node: number;
  readonly start: number;
  readonly end: number;
  readonly depth: number;
}

const NO_SPLIT: LeafSplit = Object.freeze({
  feature: -1,
  bin: 0,
  missingLeft: false,
  gain: 0,
  count: 0,
  gradient: 0,
  hessian: 0,
});

function largestGain(leaves: readonly GrownLeaf[]): number {
  let at = -1;
  let gain = 0;
  leaves.forEach(({ split }, i) => {
    if (split.gain <= gain) return;
    gain = split.gain;
    at = i;
  });
  return at;
}

/** The leaf of least depth that can be split, the larger gain first. */
function nearestToRoot(leaves: readonly GrownLeaf[]): number {
  let at = -1;
  leaves.forEach(({ split, depth }, i) => {
    if (split.gain <= 0) return;
    const best = leaves[at];
    if (
      best === undefined || depth < best.depth ||
      depth === best.depth && split.gain > best.split.gain
    ) at = i;
  });
  return at;
}

function isNumber({ categories }: FeatureBins): boolean {
  return categories.length === 0;
}

/** The better of the best cut and the best sets of categories. */
function bestOf(
  { kernel, binning, categorical }: Growth,
  leaf: Draft,
  found: FoundSplit,
): LeafSplit {
  let best: LeafSplit = found;
  if (categorical.length === 0) return best;
  const bins = new Float64Array(binning.width * BIN_NUMBERS);
  for (const feature of categorical) {
    kernel.readBins(leaf.slot, feature, bins);
    const split = categoricalSplit(bins, feature, leaf, kernel.rules);
    if (split !== undefined && split.gain > best.gain) best = split;
  }
  return best;
}

function worthwhile(
  split: LeafSplit,
  leaf: LeafSums,
  { kernel, options: { minGain = 0 } }: Growth,
): LeafSplit {
  const { penalty } = kernel.rules;
  const base = leaf.gradient * leaf.gradient / (leaf.hessian + penalty);
  const isNoise = split.gain <= NOISE * (split.gain + base);
  return isNoise || split.gain <= minGain ? NO_SPLIT : split;
}

/** For each bin, whether it goes left. */
function routeOf(split: LeafSplit, binning: Binning): Uint8Array {
  const { bin, leftBins } = split;
  const route = new Uint8Array(256);
  if (leftBins === undefined) route.fill(1, 0, bin + 1);
  else for (const b of leftBins) route[b] = 1;
  route[binning.width - 1] = split.missingLeft ? 1 : 0;
  return route;
}

const LARGEST_FLOAT32 = 3.4028234663852886e38;

function thresholdOf(binning: Binning, { feature, bin }: FoundSplit): number {
  const { cuts } = binning.features[feature];
  // Past the last cut only missing values go right.
  return bin < cuts.length ? cuts[bin] : LARGEST_FLOAT32;
}

function childrenOf(
  { kernel, options: { monotone } }: Growth,
  leaf: GrownLeaf,
  middle: number,
  firstNode: number,
): [Draft, Draft] {
  const { split, start, end, lower, upper } = leaf;
  const depth = leaf.depth + 1;
  const left: Draft = {
    slot: 0,
    count: split.count,
    gradient: split.gradient,
    hessian: split.hessian,
    lower,
    upper,
    node: firstNode,
    start,
    end: middle,
    depth,
  };
  const right: Draft = {
    ...left,
    count: leaf.count - split.count,
    gradient: leaf.gradient - split.gradient,
    hessian: leaf.hessian - split.hessian,
    node: firstNode + 1,
    start: middle,
    end,
  };
  const way = monotone[split.feature] ?? 0;
  if (way !== 0) {
    // Whatever is grown below, nothing on one side passes the middle.
    const { penalty } = kernel.rules;
    const halfWay = (boundedValue(left.gradient, left.hessian + penalty, leaf) +
      boundedValue(right.gradient, right.hessian + penalty, leaf)) / 2;
    (way > 0 ? left : right).upper = halfWay;
    (way > 0 ? right : left).lower = halfWay;
  }
  return [left, right];
}
