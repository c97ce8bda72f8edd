/**
 * Growing an oblivious tree: all nodes of a level split alike, so that a tree
 * of depth d is d questions and a table of 2^d answers (Kohavi and Li 1995;
 * Prokhorenkova et al. 2018, section 4). The question of a level is the one of
 * largest gain summed over its nodes.
 *
 * @module
 */

import type { Binning } from "lib/models/boosting/feature_bins.ts";
import { BIN_NUMBERS } from "lib/models/boosting/kernels/split_search.ts";
import type {
  LeafSums,
  TreeKernel,
} from "lib/models/boosting/kernels/tree_kernel.ts";
import type { GrowingNode } from "lib/models/trees/tree_ensemble.ts";

/** The question of a level. */
export interface LevelSplit {
  /** Feature. */
  readonly feature: number;
  /** Last bin that goes left. */
  readonly bin: number;
  /** Whether missing values go left. */
  readonly missingLeft: boolean;
  /** Gain of all nodes together, in units of the kernel. */
  readonly gain: number;
}

// A gain that rounding could have made is none.
const NOISE = 1e-12;

/** A node of the level that grows. */
interface LevelNode extends LeafSums {
  readonly start: number;
  readonly end: number;
}

/**
 * Grows a tree on the derivatives that the kernel holds.
 *
 * @param kernel Quantised, its order holding all rows.
 * @param options Splits from root to leaf, and features that may be split on.
 * @returns The questions, that of the root first; fewer than asked for where
 * none gains.
 */
export function growSymmetric(
  kernel: TreeKernel,
  binning: Binning,
  options: { readonly depth: number; readonly features: ReadonlySet<number> },
): LevelSplit[] {
  const { depth, features } = options;
  // Histograms alone are wanted of the kernel's search.
  kernel.setFeatures(binning.features.map(() => ({
    count: 0,
    hasMissing: false,
    monotone: 0,
  })));
  const rows = kernel.order.length;
  const bounds = { lower: -Infinity, upper: Infinity };
  let level: LevelNode[] = [
    { ...kernel.sums(0, rows), ...bounds, slot: 0, start: 0, end: rows },
  ];
  kernel.search(0, rows, level[0]);
  const splits: LevelSplit[] = [];
  while (splits.length < depth) {
    const split = bestOfLevel(kernel, binning, level, features);
    if (split === undefined) break;
    splits.push(split);
    level = splitLevel(kernel, binning, level, {
      split,
      isLast: splits.length === depth,
    });
  }
  return splits;
}

function bestOfLevel(
  kernel: TreeKernel,
  binning: Binning,
  level: readonly LevelNode[],
  features: ReadonlySet<number>,
): LevelSplit | undefined {
  const { penalty } = kernel.rules;
  const worth = level.reduce(
    (sum, { gradient, hessian }) => sum + saved(gradient, hessian, penalty),
    0,
  );
  const bins = new Float64Array(binning.width * BIN_NUMBERS);
  // Two scores a bin: missing values on the right, and on the left.
  const scores = new Float64Array(binning.width * 2);
  let best: LevelSplit | undefined;
  for (const feature of [...features].sort((a, b) => a - b)) {
    const { count, hasMissing } = binning.features[feature];
    scores.fill(0);
    for (const node of level) {
      if (node.count === 0) continue;
      kernel.readBins(node.slot, feature, bins);
      addScores(scores, bins, { node, count, penalty, hasMissing });
    }
    // Past the last cut only missing values go right.
    const cuts = hasMissing ? count : count - 1;
    for (let bin = 0; bin < cuts; ++bin) {
      const ways = hasMissing && bin < count - 1 ? 2 : 1;
      for (let way = 0; way < ways; ++way) {
        const gain = scores[2 * bin + way] - worth;
        if (gain <= NOISE * (gain + worth) || gain <= (best?.gain ?? 0)) {
          continue;
        }
        best = { feature, bin, missingLeft: way === 1, gain };
      }
    }
  }
  return best;
}

/** Adds what a node's two parts save, for each cut. */
function addScores(
  scores: Float64Array,
  bins: Float64Array,
  { node, count, penalty, hasMissing }: {
    readonly node: LevelNode;
    readonly count: number;
    readonly penalty: number;
    readonly hasMissing: boolean;
  },
): void {
  const missing = bins.length - BIN_NUMBERS;
  let [left, leftHessian] = [0, 0];
  for (let bin = 0; bin < count; ++bin) {
    left += bins[bin * BIN_NUMBERS];
    leftHessian += bins[bin * BIN_NUMBERS + 2];
    scores[2 * bin] += bothSaved(left, leftHessian, node, penalty);
    if (!hasMissing) continue;
    scores[2 * bin + 1] += bothSaved(
      left + bins[missing],
      leftHessian + bins[missing + 2],
      node,
      penalty,
    );
  }
}

function bothSaved(
  left: number,
  leftHessian: number,
  { gradient, hessian }: LevelNode,
  penalty: number,
): number {
  return saved(left, leftHessian, penalty) +
    saved(gradient - left, hessian - leftHessian, penalty);
}

/** G²/(H + λ): twice the loss that a leaf's own value saves. */
function saved(gradient: number, hessian: number, penalty: number): number {
  return hessian > 0 ? gradient * gradient / (hessian + penalty) : 0;
}

/** Splits all nodes; histograms of the next level, unless this is the last. */
function splitLevel(
  kernel: TreeKernel,
  binning: Binning,
  level: readonly LevelNode[],
  { split, isLast }: { readonly split: LevelSplit; readonly isLast: boolean },
): LevelNode[] {
  kernel.goesLeft.fill(0).fill(1, 0, split.bin + 1);
  kernel.goesLeft[binning.width - 1] = split.missingLeft ? 1 : 0;
  return level.flatMap((node, m) => {
    const middle = kernel.partition(node.start, node.end, split.feature);
    const bounds = { lower: node.lower, upper: node.upper };
    const left: LevelNode = {
      ...kernel.sums(node.start, middle),
      ...bounds,
      slot: node.slot,
      start: node.start,
      end: middle,
    };
    const right: LevelNode = {
      ...bounds,
      count: node.count - left.count,
      gradient: node.gradient - left.gradient,
      hessian: node.hessian - left.hessian,
      slot: level.length + m,
      start: middle,
      end: node.end,
    };
    const [small, large] = left.count <= right.count
      ? [left, right]
      : [right, left];
    // The larger child takes over its parent's histogram.
    [small.slot, large.slot] = [level.length + m, node.slot];
    if (!isLast) kernel.search(small.start, small.end, small, large);
    return [left, right];
  });
}

/** Whether a row goes left at a level, by the bins of its features. */
function goesLeft(split: LevelSplit, bin: number, missing: number): boolean {
  return bin === missing ? split.missingLeft : bin <= split.bin;
}

/**
 * The leaf of each row: bit d counted from the left is 1 where question d sends
 * it right.
 *
 * @param bins Bins of all rows, row-major `[n × p]`.
 * @param missing The bin of missing values.
 * @param out `[n]`.
 */
export function leavesInto(
  out: Int32Array,
  splits: readonly LevelSplit[],
  bins: Uint8Array,
  missing: number,
): void {
  const cols = bins.length / out.length;
  out.fill(0);
  for (const split of splits) {
    for (let i = 0, at = split.feature; i < out.length; ++i, at += cols) {
      out[i] = 2 * out[i] + (goesLeft(split, bins[at], missing) ? 0 : 1);
    }
  }
}

const LARGEST_FLOAT32 = 3.4028234663852886e38;

/**
 * The questions as a whole binary tree, level after level.
 *
 * @param values What the leaves add `[2^d]`.
 * @param scale Of gains, from the kernel's units to the loss's.
 */
export function symmetricNodes(
  splits: readonly LevelSplit[],
  binning: Binning,
  values: Float64Array,
  scale: number,
): GrowingNode[] {
  const nodes: GrowingNode[] = splits.flatMap((split, d) => {
    const { cuts } = binning.features[split.feature];
    return Array.from({ length: 2 ** d }, (_, m) => ({
      feature: split.feature,
      threshold: split.bin < cuts.length ? cuts[split.bin] : LARGEST_FLOAT32,
      left: 2 ** (d + 1) - 1 + 2 * m,
      missingLeft: split.missingLeft,
      value: 0,
      gain: split.gain * scale / 2 ** d,
    }));
  });
  for (const value of values) {
    nodes.push({
      feature: -1,
      threshold: 0,
      left: 0,
      missingLeft: false,
      value,
      gain: 0,
    });
  }
  return nodes;
}
