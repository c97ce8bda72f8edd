/**
 * Gradient boosting: each tree is grown on the derivatives of the loss at the
 * sum of those before it (Friedman 2001, doi:10.1214/aos/1013203451, with the
 * Newton step of Chen and Guestrin 2016, doi:10.1145/2939672.2939785).
 *
 * @module
 */

import type { Rng } from "lib/core/rng.ts";
import type { Matrix } from "lib/math/matrix.ts";
import type { BoostingParams } from "lib/models/boosting/boosting_params.ts";
import {
  binInto,
  type Binning,
  findBins,
} from "lib/models/boosting/feature_bins.ts";
import {
  type GrownLeaf,
  type GrownTree,
  growTree,
} from "lib/models/boosting/grow_tree.ts";
import { makeWasmKernel } from "lib/models/boosting/kernels/wasm_kernel.ts";
import { boundedValue } from "lib/models/boosting/kernels/split_search.ts";
import {
  type KernelShape,
  quantisationOf,
  type TreeKernel,
} from "lib/models/boosting/kernels/tree_kernel.ts";
import { type Loss, lossOf, type Targets } from "lib/models/boosting/losses.ts";
import { quantileOf } from "lib/models/boosting/quantile.ts";
import type { FitContext } from "lib/models/estimator.ts";
import { pause } from "lib/models/pause.ts";
import {
  type GrowingNode,
  packTrees,
  type TreeEnsemble,
} from "lib/models/trees/tree_ensemble.ts";
import type { TrainingTable } from "lib/models/trees/training_table.ts";
import { rawPredictions } from "lib/models/trees/walk.ts";

// A leaf whose second derivatives are all but 0 would take any step.
const MIN_HESSIAN = 1e-3;
const MIN_VALUES_FOR_THREADS = 200_000;
// Values looked at, and times, between looks at whether to go on: some 0.1 s.
const VALUES_A_REPORT = 3e7;
const REPORTS = 100;

/** Makes a kernel on so many threads. */
export type MakeKernel = (
  shape: KernelShape,
  threads: number,
) => TreeKernel | Promise<TreeKernel>;

/**
 * Fits an ensemble of trees.
 *
 * @param table What is learnt from; checked before.
 * @param validation What early stopping watches.
 */
export async function fitBoosting(
  params: BoostingParams,
  table: TrainingTable,
  validation: TrainingTable | undefined,
  context: FitContext,
  makeKernel: MakeKernel = makeWasmKernel,
): Promise<TreeEnsemble> {
  const { x, weights } = table;
  const binning = findBins(x, params);
  const loss = lossOf(params.loss, params.quantile);
  const hasHessians = loss.hasHessians || weights !== undefined;
  const kernel = await makeKernel({
    rows: x.rows,
    cols: x.cols,
    width: binning.width,
    slots: params.leaves,
    hasHessians,
  }, threadsFor(x, context.threads));
  try {
    binInto(x, binning, kernel.bins);
    const base = loss.start(table);
    const raw = new Float64Array(x.rows).fill(base);
    const watch = validation &&
      makeWatch(params, loss, binning, validation, base);
    const trees: GrowingNode[][] = [];
    const every = Math.ceil(
      Math.max(
        params.rounds / REPORTS,
        VALUES_A_REPORT / (x.rows * x.cols),
      ),
    );
    for (let round = 0; round < params.rounds; ++round) {
      if (round % every === 0) {
        const total = params.rounds;
        await pause(context, { done: round, total, label: "growing trees" });
      }
      const rng = context.rng.child(`round ${round}`);
      loss.derivativesInto(raw, table, kernel.gradients, kernel.hessians);
      const units = quantise(kernel, hasHessians);
      setRules(kernel, params, binning, units, rng);
      const rows = drawRows(kernel.order, params.subsample, rng);
      const tree = growTree(kernel, binning, { ...params, rows });
      if (tree.leaves.length < 2) break;
      setValues(tree, kernel, params, loss, table, raw, units);
      stepInto(tree, kernel, rows, raw);
      trees.push(tree.nodes);
      if (watch?.(tree.nodes) === "stop") break;
    }
    if (watch !== undefined) trees.length = Math.min(trees.length, watch.best);
    context.onProgress?.({ done: params.rounds, total: params.rounds });
    return pack(trees, binning, base);
  } finally {
    kernel.close();
  }
}

/** A second thread takes longer to start than a small table to learn. */
function threadsFor({ rows, cols }: Matrix, threads = 1): number {
  return rows * cols < MIN_VALUES_FOR_THREADS ? 1 : threads;
}

function pack(
  trees: readonly (readonly GrowingNode[])[],
  binning: Binning,
  base: number,
): TreeEnsemble {
  return packTrees(trees, {
    features: binning.features.length,
    base,
    categories: binning.features.map(({ categories }) => categories),
  });
}

/** One of a kernel's integers, in the loss's units. */
interface Units {
  readonly gradient: number;
  readonly hessian: number;
}

function quantise(kernel: TreeKernel, hasHessians: boolean): Units {
  const { gradients, hessians } = kernel;
  const { largest } = quantisationOf(gradients.length);
  const unit = (values: Float64Array) => {
    let most = 0;
    for (let i = 0; i < values.length; ++i) {
      const size = Math.abs(values[i]);
      if (size > most) most = size;
    }
    return most > 0 ? most / largest : 1;
  };
  const gradient = unit(gradients);
  const hessian = hasHessians ? unit(hessians) : 1;
  kernel.quantise(1 / gradient, 1 / hessian);
  return { gradient, hessian };
}

function setRules(
  kernel: TreeKernel,
  params: BoostingParams,
  binning: Binning,
  units: Units,
  rng: Rng,
): void {
  const { monotone, featureShare, minLeaf, l2 } = params;
  const count = binning.features.length;
  const used = featureShare < 1
    ? drawFeatures(count, featureShare, rng.child("features"))
    : undefined;
  kernel.rules.minLeaf = minLeaf;
  kernel.rules.minHessian = MIN_HESSIAN / units.hessian;
  kernel.rules.penalty = l2 / units.hessian;
  kernel.rules.isBounded = monotone.some((way) => way !== 0);
  kernel.setFeatures(binning.features.map((feature, j) => ({
    count: used?.has(j) === false || feature.categories.length > 0
      ? 0
      : feature.count,
    hasMissing: feature.hasMissing,
    monotone: monotone[j] ?? 0,
  })));
}

function drawFeatures(count: number, share: number, rng: Rng): Set<number> {
  const order = Array.from({ length: count }, (_, j) => j);
  const wanted = Math.max(1, Math.round(count * share));
  for (let k = 0; k < wanted; ++k) {
    const other = k + Math.floor(rng.uniform() * (count - k));
    [order[k], order[other]] = [order[other], order[k]];
  }
  return new Set(order.slice(0, wanted));
}

/** Puts the rows of a round first, ascending; returns how many they are. */
function drawRows(order: Int32Array, share: number, rng: Rng): number {
  const n = order.length;
  const wanted = Math.max(1, Math.round(n * share));
  if (wanted === n) {
    for (let i = 0; i < n; ++i) order[i] = i;
    return n;
  }
  const stream = rng.child("rows");
  let taken = 0;
  let left = n;
  // Knuth's algorithm S; those not drawn fill the end.
  for (let i = 0; i < n; ++i) {
    if (stream.uniform() * (n - i) < wanted - taken) order[taken++] = i;
    else order[--left] = i;
  }
  return wanted;
}

/** Gives the leaves their values. */
function setValues(
  tree: GrownTree,
  kernel: TreeKernel,
  params: BoostingParams,
  loss: Loss,
  targets: Targets,
  raw: Float64Array,
  units: Units,
): void {
  const { learningRate } = params;
  const step = units.gradient / units.hessian;
  for (const leaf of tree.leaves) {
    const value = loss.leafQuantile === undefined
      ? boundedValue(leaf.gradient, leaf.hessian + kernel.rules.penalty, leaf) *
        step
      : within(
        residualQuantile(leaf, kernel.order, targets, raw, loss.leafQuantile),
        leaf.lower * step,
        leaf.upper * step,
      );
    tree.nodes[leaf.node].value = learningRate * value;
  }
  for (const node of tree.nodes) node.gain *= units.gradient * step;
}

function within(value: number, lower: number, upper: number): number {
  return Math.min(upper, Math.max(lower, value));
}

function residualQuantile(
  leaf: GrownLeaf,
  order: Int32Array,
  { y, weights }: Targets,
  raw: Float64Array,
  q: number,
): number {
  const rows = order.subarray(leaf.start, leaf.end);
  const residuals = Float64Array.from(rows, (i) => y[i] - raw[i]);
  const own = weights && Float64Array.from(rows, (i) => weights[i]);
  return quantileOf(residuals, own, q);
}

/** Adds a tree to the raw predictions of all rows. */
function stepInto(
  { nodes, leaves, routes }: GrownTree,
  { order, bins }: TreeKernel,
  rows: number,
  raw: Float64Array,
): void {
  for (const { start, end, node } of leaves) {
    const { value } = nodes[node];
    for (let i = start; i < end; ++i) raw[order[i]] += value;
  }
  const cols = bins.length / order.length;
  for (let i = rows; i < order.length; ++i) {
    let node = 0;
    for (let route = routes[0]; route !== undefined; route = routes[node]) {
      const { feature, left } = nodes[node];
      node = left + 1 - route[bins[order[i] * cols + feature]];
    }
    raw[order[i]] += nodes[node].value;
  }
}

/** Follows the loss of held-out rows; says when to stop, and how many trees are best. */
function makeWatch(
  params: BoostingParams,
  loss: Loss,
  binning: Binning,
  validation: TrainingTable,
  base: number,
): { (tree: readonly GrowingNode[]): "stop" | "go on"; readonly best: number } {
  const raw = new Float64Array(validation.y.length).fill(base);
  let least = loss.mean(raw, validation);
  let best = 0;
  let grown = 0;
  const watch = (tree: readonly GrowingNode[]) => {
    const step = rawPredictions(pack([tree], binning, 0), validation.x);
    for (let i = 0; i < raw.length; ++i) raw[i] += step[i];
    grown++;
    const now = loss.mean(raw, validation);
    if (now < least) {
      least = now;
      best = grown;
    }
    return grown - best >= params.earlyStopping ? "stop" : "go on";
  };
  return Object.defineProperty(watch, "best", {
    get: () => best,
  }) as ReturnType<
    typeof makeWatch
  >;
}
