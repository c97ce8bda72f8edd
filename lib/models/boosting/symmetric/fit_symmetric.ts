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

import { drawFeatures } from "lib/models/boosting/draw.ts";
import { followLoss, packBoosted } from "lib/models/boosting/early_stopping.ts";
import { binInto, findBins } from "lib/models/boosting/feature_bins.ts";
import { quantise } from "lib/models/boosting/kernels/quantise.ts";
import { makeWasmKernel } from "lib/models/boosting/kernels/wasm_kernel.ts";
import { lossOf } from "lib/models/boosting/losses.ts";
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
  const { rows } = table.x;
  const { rounds, depth, priorWeight, learningRate, l2 } = params;
  const loss = lossOf(task.isClass ? "logistic" : "squared", 0.5);
  const encoding = learnEncoding(table, task.categorical, priorWeight);
  const cols = encoding.source.length;
  const hasCategories = encoding.tables.length > 0;
  // Order 0 is the kept model's; without categories its order does not matter.
  const orders = Array.from(
    { length: params.permutations + 1 },
    (_, k) => drawOrder(rows, rng.child(`order ${k}`)),
  );
  const encoded = (k: number) =>
    encodeOrdered(table, encoding, orders[k], priorWeight);
  const first = encoded(0);
  const binning = findBins(first, { bins: params.bins, categorical: [] });
  const binsOf = (x: typeof first) => {
    const out = new Uint8Array(rows * cols);
    binInto(x, binning, out);
    return out;
  };
  const keptBins = binsOf(first);
  const bins = orders.map((_, k) =>
    k === 0 || !hasCategories ? keptBins : binsOf(encoded(k))
  );
  const kernel = await makeWasmKernel({
    rows,
    cols,
    width: binning.width,
    slots: 2 ** (depth - 1),
    hasHessians: true,
  });
  try {
    const start = loss.start(table);
    const raw = new Float64Array(rows).fill(start);
    const structureRaw = new Float64Array(rows);
    const [gradients, hessians] = [raw.slice(), raw.slice()];
    const ordered = orders.slice(1).map((order) =>
      params.ordered ? new OrderedModels(order, loss, table, start) : undefined
    );
    const held = validation && followLoss(
      { patience: task.earlyStopping, minDelta: task.minDelta },
      loss,
      binning,
      { ...validation, x: encodeRows(validation.x, encoding) },
      start,
    );
    const leafOf = new Int32Array(rows);
    const trees: GrowingNode[][] = [];
    const missing = binning.width - 1;
    for (let round = 0; round < rounds; ++round) {
      if (round % TREES_A_PAUSE === 0) {
        await pause(context, {
          done: round,
          total: rounds,
          label: "growing trees",
        });
      }
      const stream = rng.child(`round ${round}`);
      const taken = Math.floor(stream.uniform() * ordered.length);
      kernel.bins.set(bins[taken + 1]);
      if (params.ordered) ordered[taken]?.rawInto(structureRaw);
      else structureRaw.set(raw);
      loss.derivativesInto(
        structureRaw,
        table,
        kernel.gradients,
        kernel.hessians,
      );
      const units = quantise(kernel, true);
      kernel.rules.penalty = l2 / units.hessian;
      kernel.order.forEach((_, i) => kernel.order[i] = i);
      const features = drawFeatures(cols, params.featureShare, stream);
      const splits = growSymmetric(kernel, binning, { depth, features });
      if (splits.length === 0) break;
      const rule = {
        leaves: 2 ** splits.length,
        rate: learningRate,
        penalty: l2,
      };
      ordered.forEach((models, k) => {
        if (models === undefined) return;
        leavesInto(leafOf, splits, bins[k + 1], missing);
        models.step(leafOf, rule);
      });
      leavesInto(leafOf, splits, keptBins, missing);
      loss.derivativesInto(raw, table, gradients, hessians);
      const values = newtonValues(leafOf, gradients, hessians, rule);
      for (let i = 0; i < rows; ++i) raw[i] += values[leafOf[i]];
      const scale = units.gradient ** 2 / units.hessian;
      const tree = symmetricNodes(splits, binning, values, scale);
      trees.push(tree);
      const isOver = held?.isOver(tree) ?? false;
      context.onRound?.({
        round: round + 1,
        training: loss.mean(raw, table),
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
