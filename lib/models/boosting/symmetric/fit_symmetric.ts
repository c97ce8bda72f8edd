/**
 * Boosting of oblivious trees with ordered target statistics and ordered
 * boosting (Prokhorenkova et al. 2018, algorithm 2).
 *
 * Some random orders of the rows are drawn. Each tree takes one of them: its
 * categories as numbers by rows before, its residuals from models that have not
 * learnt from the row. The tree then goes into the models of all orders, and,
 * with leaf values of all rows, into the model that is kept, whose categories
 * are those of an order of its own.
 *
 * @module
 */

import type { Rng } from "lib/core/rng.ts";
import { drawFeatures } from "lib/models/boosting/draw.ts";
import { followLoss, packBoosted } from "lib/models/boosting/early_stopping.ts";
import {
  binInto,
  type Binning,
  findBins,
} from "lib/models/boosting/feature_bins.ts";
import { quantise } from "lib/models/boosting/kernels/quantise.ts";
import type { TreeKernel } from "lib/models/boosting/kernels/tree_kernel.ts";
import { makeWasmKernel } from "lib/models/boosting/kernels/wasm_kernel.ts";
import { type Loss, lossOf } from "lib/models/boosting/losses.ts";
import {
  type CategoryEncoding,
  drawOrder,
  encodeOrdered,
  encodeRows,
  learnEncoding,
} from "lib/models/boosting/symmetric/encoded_table.ts";
import {
  growSymmetric,
  leavesInto,
  symmetricNodes,
} from "lib/models/boosting/symmetric/grow_symmetric.ts";
import {
  newtonValues,
  OrderedModels,
} from "lib/models/boosting/symmetric/ordered_models.ts";
import type { SymmetricParams } from "lib/models/boosting/symmetric/symmetric_params.ts";
import type { FitContext } from "lib/models/estimator.ts";
import { pause } from "lib/models/pause.ts";
import type { TrainingTable } from "lib/models/trees/training_table.ts";
import type {
  GrowingNode,
  TreeEnsemble,
} from "lib/models/trees/tree_ensemble.ts";

/** What is learnt for. */
export interface SymmetricTask {
  /** Whether targets are the classes 0 and 1. */
  readonly isClass: boolean;
  /** Rounds without a better loss after which to stop. */
  readonly earlyStopping: number;
  /** By how much a held-out loss must fall to count as better. */
  readonly minDelta: number;
  /** Columns that hold categories. */
  readonly categorical: readonly number[];
}

/** Trees on encoded columns, and how they are encoded. */
export interface SymmetricFit {
  /** Trees on encoded columns. */
  readonly trees: TreeEnsemble;
  /** How a table is encoded. */
  readonly encoding: CategoryEncoding;
}

/** Trees grown between two moments for other work. */
const TREES_A_PAUSE = 20;

/**
 * Fits an ensemble.
 *
 * @param table What is learnt from; checked before.
 * @param validation What early stopping watches.
 */
export async function fitSymmetric(
  params: SymmetricParams,
  task: SymmetricTask,
  table: TrainingTable,
  validation: TrainingTable | undefined,
  context: FitContext,
): Promise<SymmetricFit> {
  const { rng } = context;
  const { rounds } = params;
  const loss = lossOf(task.isClass ? "logistic" : "squared", 0.5);
  const start = loss.start(table);
  const views = viewsOf(params, task, table, rng);
  const { encoding, binning } = views;
  const kernel = await makeWasmKernel({
    rows: table.x.rows,
    cols: encoding.source.length,
    width: binning.width,
    slots: 2 ** (params.depth - 1),
    hasHessians: true,
  });
  try {
    const held = validation && followLoss(
      { patience: task.earlyStopping, minDelta: task.minDelta },
      loss,
      binning,
      { ...validation, x: encodeRows(validation.x, encoding) },
      start,
    );
    const fitting = startFitting({ params, table, loss, views, kernel, start });
    const trees: GrowingNode[][] = [];
    for (let round = 0; round < rounds; ++round) {
      if (round % TREES_A_PAUSE === 0) {
        const label = "growing trees";
        await pause(context, { done: round, total: rounds, label });
      }
      const tree = growTree(fitting, rng.child(`round ${round}`));
      if (tree === undefined) break;
      trees.push(tree);
      const isOver = held?.isOver(tree) ?? false;
      context.onRound?.({
        round: round + 1,
        training: loss.mean(fitting.raw, table),
        validation: held?.last() ?? NaN,
      });
      if (isOver) break;
    }
    if (held !== undefined) trees.length = held.best();
    context.onProgress?.({ done: rounds, total: rounds });
    return { trees: packBoosted(trees, binning, start), encoding };
  } finally {
    kernel.close();
  }
}

/** The rows as each order sees them. */
interface Views {
  readonly encoding: CategoryEncoding;
  readonly binning: Binning;
  /** Orders for structures of trees. */
  readonly orders: readonly Int32Array[];
  /** Binned rows by order. */
  readonly bins: readonly Uint8Array[];
  /** Binned rows of the model that is kept, by an order of its own. */
  readonly keptBins: Uint8Array;
}

function viewsOf(
  { priorWeight, permutations, bins: most }: SymmetricParams,
  { categorical }: SymmetricTask,
  table: TrainingTable,
  rng: Rng,
): Views {
  const { rows } = table.x;
  const encoding = learnEncoding(table, categorical, priorWeight);
  const [kept, ...orders] = Array.from(
    { length: permutations + 1 },
    (_, k) => drawOrder(rows, rng.child(`order ${k}`)),
  );
  const encoded = (order: Int32Array) =>
    encodeOrdered(table, encoding, order, priorWeight);
  const first = encoded(kept);
  const binning = findBins(first, { bins: most, categorical: [] });
  const binned = (x: typeof first) => {
    const out = new Uint8Array(rows * x.cols);
    binInto(x, binning, out);
    return out;
  };
  const keptBins = binned(first);
  // Without categories rows look alike in any order.
  const bins = orders.map((order) =>
    encoding.tables.length === 0 ? keptBins : binned(encoded(order))
  );
  return { encoding, binning, orders, bins, keptBins };
}

/** What a fit is made of. */
interface FittingParts {
  readonly params: SymmetricParams;
  readonly table: TrainingTable;
  readonly loss: Loss;
  readonly views: Views;
  readonly kernel: TreeKernel;
  /** Prediction before any tree. */
  readonly start: number;
}

/** A fit between two trees. */
interface Fitting extends FittingParts {
  /** Models of each order; none for plain boosting. */
  readonly ordered: readonly OrderedModels[];
  /** Predictions of the kept model `[n]`. */
  readonly raw: Float64Array;
  /** Predictions that a structure is sought for `[n]`. */
  readonly structureRaw: Float64Array;
  readonly gradients: Float64Array;
  readonly hessians: Float64Array;
  readonly leafOf: Int32Array;
}

function startFitting(parts: FittingParts): Fitting {
  const { params, table, loss, views, start } = parts;
  const { rows } = table.x;
  return {
    ...parts,
    ordered: params.ordered
      ? views.orders.map((order) =>
        new OrderedModels(order, loss, table, start)
      )
      : [],
    raw: new Float64Array(rows).fill(start),
    structureRaw: new Float64Array(rows),
    gradients: new Float64Array(rows),
    hessians: new Float64Array(rows),
    leafOf: new Int32Array(rows),
  };
}

/** Grows a tree and adds it to all models; nothing if no split gains. */
function growTree(fitting: Fitting, rng: Rng): GrowingNode[] | undefined {
  const { params, table, loss, views, kernel, ordered, raw } = fitting;
  const { gradients, hessians, leafOf } = fitting;
  const { binning, bins, keptBins } = views;
  const taken = Math.floor(rng.uniform() * bins.length);
  kernel.bins.set(bins[taken]);
  const structure = ordered[taken] === undefined ? raw : fitting.structureRaw;
  ordered[taken]?.rawInto(structure);
  loss.derivativesInto(structure, table, kernel.gradients, kernel.hessians);
  const units = quantise(kernel, true);
  kernel.rules.penalty = params.l2 / units.hessian;
  for (let i = 0; i < raw.length; ++i) kernel.order[i] = i;
  const cols = binning.features.length;
  const features = drawFeatures(cols, params.featureShare, rng);
  const splits = growSymmetric(kernel, binning, {
    depth: params.depth,
    features,
  });
  if (splits.length === 0) return undefined;
  const rule = {
    leaves: 2 ** splits.length,
    rate: params.learningRate,
    penalty: params.l2,
  };
  const missing = binning.width - 1;
  ordered.forEach((models, k) => {
    leavesInto(leafOf, splits, bins[k], missing);
    models.step(leafOf, rule);
  });
  leavesInto(leafOf, splits, keptBins, missing);
  loss.derivativesInto(raw, table, gradients, hessians);
  const values = newtonValues(leafOf, gradients, hessians, rule);
  for (let i = 0; i < raw.length; ++i) raw[i] += values[leafOf[i]];
  const scale = units.gradient ** 2 / units.hessian;
  return symmetricNodes(splits, binning, values, scale);
}
