/**
 * One tree of a random forest (Breiman 2001, doi:10.1023/A:1010933404324): a
 * bootstrap sample, and at each node the best cut of a few features drawn.
 *
 * @module
 */

import { makeRng, type Rng } from "lib/core/rng.ts";
import { type Cut, improveCut } from "lib/models/forest/best_cut.ts";
import type { TreeArrays } from "lib/models/trees/join_trees.ts";
import { makeNodeBins, type NodeRows } from "lib/models/forest/node_bins.ts";

/** A table that all trees of a forest share; may be sent to threads. */
export interface ForestTable {
  /** Rows n. */
  readonly rows: number;
  /** Bins, column by column `[p × n]`. */
  readonly bins: Uint8Array;
  /** Number of the bin of missing values. */
  readonly missingBin: number;
  /** Cuts of each feature. */
  readonly cuts: readonly Float32Array[];
  /** Targets `[n]`. */
  readonly y: Float64Array;
  /** Weights `[n]`, if rows differ. */
  readonly weights: Float64Array | undefined;
}

/** What a tree may be. */
export interface ForestTreeOptions {
  /** Features drawn at each node. */
  readonly tried: number;
  /** Least rows of a leaf. */
  readonly minLeaf: number;
  /** Splits from root to leaf at most; 0 for any number. */
  readonly maxDepth: number;
}

// A gain that rounding could have made is none.
const NOISE = 1e-12;
const LARGEST_FLOAT32 = 3.4028234663852886e38;

/** Makes a function that grows the tree of a seed; it keeps its workspace. */
export function makeTreeGrower(
  table: ForestTable,
  options: ForestTreeOptions,
): (seed: number) => TreeArrays {
  const { rows: n, cuts, missingBin } = table;
  const features = Int32Array.from(cuts, (_, j) => j);
  const columns = Array.from(
    cuts,
    (_, j) => table.bins.subarray(j * n, (j + 1) * n),
  );
  const order = new Int32Array(n);
  const moved = new Int32Array(n);
  const weightOf = new Float64Array(n);
  const { bins, collect } = makeNodeBins(missingBin);
  const own: NodeRows = {
    count: 0,
    row: new Int32Array(n),
    weight: new Float64Array(n),
    sum: new Float64Array(n),
  };

  /** Reads the rows of a node; says whether all have the same target. */
  function readRows(start: number, end: number) {
    let weight = 0;
    let sum = 0;
    let isPure = true;
    const first = table.y[order[start]];
    for (let i = start; i < end; ++i) {
      const row = order[i];
      const w = weightOf[row];
      const y = table.y[row];
      const k = i - start;
      own.row[k] = row;
      own.weight[k] = w;
      own.sum[k] = w * y;
      weight += w;
      sum += w * y;
      isPure &&= y === first;
    }
    own.count = end - start;
    return { rows: end - start, weight, sum, isPure };
  }

  /** The best cut of some features drawn: more if none of those cuts. */
  function findCut(node: ReturnType<typeof readRows>, rng: Rng): Cut {
    const best: Cut = {
      feature: -1,
      bin: 0,
      next: 0,
      missingLeft: false,
      gain: NOISE * node.sum * node.sum / node.weight,
    };
    for (let k = 0; k < features.length; ++k) {
      if (k >= options.tried && best.feature >= 0) break;
      const drawn = k + Math.floor(rng.uniform() * (features.length - k));
      const feature = features[drawn];
      features[drawn] = features[k];
      features[k] = feature;
      collect(columns[feature], own);
      improveCut(bins, feature, node, options.minLeaf, best);
    }
    return best;
  }

  /** Moves rows that go left before the others; returns where those begin. */
  function partition(start: number, end: number, cut: Cut): number {
    const column = columns[cut.feature];
    let left = start;
    let right = 0;
    for (let i = start; i < end; ++i) {
      const row = order[i];
      const b = column[row];
      const goesLeft = b === missingBin ? cut.missingLeft : b <= cut.bin;
      if (goesLeft) order[left++] = row;
      else moved[right++] = row;
    }
    order.set(moved.subarray(0, right), left);
    return left;
  }

  return (seed) => {
    const rng = makeRng(seed);
    // Each tree draws its features from the same order.
    features.forEach((_, j) => features[j] = j);
    const drawn = drawSample(table, rng, weightOf, order);
    const nodes = makeNodes(2 * drawn);
    const open = [{ node: nodes.add(), start: 0, end: drawn, depth: 0 }];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      const { node, start, end, depth } = next;
      const totals = readRows(start, end);
      const mayGrow = !totals.isPure && totals.rows >= 2 * options.minLeaf &&
        (options.maxDepth === 0 || depth < options.maxDepth);
      const cut = mayGrow ? findCut(totals, rng) : undefined;
      if (cut === undefined || cut.feature < 0) {
        nodes.value[node] = totals.sum / totals.weight;
        continue;
      }
      const middle = partition(start, end, cut);
      const left = nodes.add();
      const right = nodes.add();
      nodes.feature[node] = cut.feature;
      nodes.threshold[node] = thresholdOf(cut, cuts[cut.feature]);
      nodes.left[node] = left;
      nodes.missingLeft[node] = cut.missingLeft ? 1 : 0;
      nodes.gain[node] = cut.gain;
      open.push({ node: right, start: middle, end, depth: depth + 1 });
      open.push({ node: left, start, end: middle, depth: depth + 1 });
    }
    return nodes.take();
  };
}

/** Half-way through the bins that no row of the node is in. */
function thresholdOf({ bin, next }: Cut, cuts: Float32Array): number {
  if (next < 0) return LARGEST_FLOAT32;
  const low = cuts[bin];
  return low + (cuts[next - 1] - low) / 2;
}

/**
 * Draws n rows with replacement; a row's weight is multiplied by how often it
 * is drawn.
 *
 * @returns How many rows are drawn, the first of `order`.
 */
function drawSample(
  { rows, weights }: ForestTable,
  rng: Rng,
  weightOf: Float64Array,
  order: Int32Array,
): number {
  weightOf.fill(0);
  for (let i = 0; i < rows; ++i) weightOf[Math.floor(rng.uniform() * rows)]++;
  let count = 0;
  for (let row = 0; row < rows; ++row) {
    weightOf[row] *= weights?.[row] ?? 1;
    if (weightOf[row] > 0) order[count++] = row;
  }
  if (count > 0) return count;
  // Only rows of weight 0 were drawn: each row that has a weight instead.
  for (let row = 0; row < rows; ++row) {
    weightOf[row] = weights?.[row] ?? 1;
    if (weightOf[row] > 0) order[count++] = row;
  }
  return count;
}

function makeNodes(most: number): TreeArrays & {
  add(): number;
  take(): TreeArrays;
} {
  const nodes: TreeArrays = {
    feature: new Int32Array(most),
    threshold: new Float32Array(most),
    left: new Int32Array(most),
    missingLeft: new Uint8Array(most),
    value: new Float64Array(most),
    gain: new Float64Array(most),
  };
  let count = 0;
  return {
    ...nodes,
    add: () => {
      nodes.feature[count] = -1;
      nodes.left[count] = count;
      return count++;
    },
    take: () => ({
      feature: nodes.feature.slice(0, count),
      threshold: nodes.threshold.slice(0, count),
      left: nodes.left.slice(0, count),
      missingLeft: nodes.missingLeft.slice(0, count),
      value: nodes.value.slice(0, count),
      gain: nodes.gain.slice(0, count),
    }),
  };
}
