/**
 * Gradient boosting: each tree is grown on the derivatives of the loss at the
 * sum of those before it (Friedman 2001, doi:10.1214/aos/1013203451, with the
 * Newton step of Chen and Guestrin 2016, doi:10.1145/2939672.2939785).
 *
 * @module
 */

import type { Matrix } from "lib/math/matrix.ts";
import type { BoostingParams } from "lib/models/boosting/boosting_params.ts";
import { drawFeatures, drawRows } from "lib/models/boosting/draw.ts";
import { drawByGradientInto } from "lib/models/boosting/gradient_sampling.ts";
import type { BoostingRules } from "lib/models/boosting/boosting_rules.ts";
import { followLoss, packBoosted } from "lib/models/boosting/early_stopping.ts";
import { binInto, findBins } from "lib/models/boosting/feature_bins.ts";
import { type GrownTree, growTree } from "lib/models/boosting/grow_tree.ts";
import type {
  KernelShape,
  TreeKernel,
} from "lib/models/boosting/kernels/tree_kernel.ts";
import { quantise, type Units } from "lib/models/boosting/kernels/quantise.ts";
import { makeWasmKernel } from "lib/models/boosting/kernels/wasm_kernel.ts";
import {
  setNewtonValues,
  setQuantileValues,
} from "lib/models/boosting/leaf_values.ts";
import { type Loss, lossOf, type Targets } from "lib/models/boosting/losses.ts";
import type { FitContext } from "lib/models/estimator.ts";
import { pause } from "lib/models/pause.ts";
import type { TrainingTable } from "lib/models/trees/training_table.ts";
import type {
  GrowingNode,
  TreeEnsemble,
} from "lib/models/trees/tree_ensemble.ts";

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
 * @param params Hyperparameters, and rules of growing if they are others.
 * @param table What is learnt from; checked before.
 * @param validation What early stopping watches.
 */
export async function fitBoosting(
  params: BoostingParams & BoostingRules,
  table: TrainingTable,
  validation: TrainingTable | undefined,
  context: FitContext,
  makeKernel: MakeKernel = makeWasmKernel,
): Promise<TreeEnsemble> {
  const { x, weights } = table;
  const binning = findBins(x, params);
  const loss = lossOf(params.loss, params.quantile);
  const { goss } = params;
  const hasHessians = loss.hasHessians || weights !== undefined ||
    goss !== undefined;
  const kernel = await makeKernel({
    rows: x.rows,
    cols: x.cols,
    width: binning.width,
    slots: Math.min(params.leaves, Math.ceil(x.rows / params.minLeaf)),
    hasHessians,
  }, threadsFor(x, context.threads));
  try {
    binInto(x, binning, kernel.bins);
    const base = loss.start(table);
    const raw = new Float64Array(x.rows).fill(base);
    const perRow = weights === undefined ? 1 : meanOf(weights);
    const held = validation &&
      followLoss(
        { patience: params.earlyStopping, minDelta: params.minDelta ?? 0 },
        loss,
        binning,
        validation,
        base,
      );
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
      // The first trees see all rows: their derivatives are far from told.
      const rows = goss === undefined || round * params.learningRate < 1
        ? drawRows(kernel.order, params.subsample, rng)
        : drawByGradientInto(kernel, goss, rng);
      const units = quantise(kernel, hasHessians);
      setRules(kernel, params, units, perRow);
      const features = drawFeatures(x.cols, params.featureShare, rng);
      const tree = growTree(kernel, binning, {
        ...params,
        rows,
        features,
        // The gains of a tree that grows are in the kernel's units.
        minGain: 2 * (params.gamma ?? 0) * units.hessian / units.gradient ** 2,
      });
      if (tree.leaves.length < 2) break;
      setValues(tree, kernel, params, loss, table, raw, units);
      stepInto(tree, kernel, rows, raw);
      trees.push(tree.nodes);
      const isOver = held?.isOver(tree.nodes) ?? false;
      context.onRound?.({
        round: round + 1,
        training: loss.mean(raw, table),
        validation: held?.last() ?? NaN,
      });
      if (isOver) break;
    }
    if (held !== undefined) trees.length = held.best();
    context.onProgress?.({ done: params.rounds, total: params.rounds });
    return packBoosted(trees, binning, base);
  } finally {
    kernel.close();
  }
}

/** A second thread takes longer to start than a small table to learn. */
function threadsFor({ rows, cols }: Matrix, threads = 1): number {
  return rows * cols < MIN_VALUES_FOR_THREADS ? 1 : threads;
}

/** @param perRow Mean weight of a row. */
function setRules(
  { rules }: TreeKernel,
  { minLeaf, l2, monotone, minHessian = 0 }: BoostingParams & BoostingRules,
  units: Units,
  perRow: number,
): void {
  rules.minLeaf = minLeaf;
  rules.minHessian = Math.max(MIN_HESSIAN * perRow, minHessian) / units.hessian;
  rules.penalty = l2 / units.hessian;
  rules.isBounded = monotone.some((way) => way !== 0);
}

function meanOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Gives leaves and gains their values in the loss's units. */
function setValues(
  tree: GrownTree,
  kernel: TreeKernel,
  params: BoostingParams,
  loss: Loss,
  targets: Targets,
  raw: Float64Array,
  units: Units,
): void {
  const { learningRate: rate, monotone } = params;
  const step = units.gradient / units.hessian;
  const { order, rules } = kernel;
  const q = loss.leafQuantile;
  if (q === undefined) setNewtonValues(tree, rules.penalty, rate * step);
  else {
    const residuals = { targets, raw, order };
    setQuantileValues(tree, residuals, { q, scale: rate, monotone });
  }
  for (const node of tree.nodes) node.gain *= units.gradient * step;
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
