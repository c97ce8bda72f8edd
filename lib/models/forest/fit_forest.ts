/**
 * Growing a forest: one seed a tree, so that the trees are the same on any
 * number of threads.
 *
 * @module
 */

import { workerMap } from "lib/core/worker_map.ts";
import type { Matrix } from "lib/math/matrix.ts";
import { binInto, findBins } from "lib/models/boosting/feature_bins.ts";
import type { FitContext } from "lib/models/estimator.ts";
import type { ForestParams } from "lib/models/forest/forest_params.ts";
import {
  type ForestTable,
  type ForestTreeOptions,
  makeTreeGrower,
} from "lib/models/forest/grow_forest_tree.ts";
import { pause } from "lib/models/pause.ts";
import { joinTrees, type TreeArrays } from "lib/models/trees/join_trees.ts";
import type { TrainingTable } from "lib/models/trees/training_table.ts";
import type { TreeEnsemble } from "lib/models/trees/tree_ensemble.ts";

/** What a thread is sent: some trees of a forest. */
export interface ForestTask {
  /** The table; its arrays are shared. */
  readonly table: ForestTable;
  /** What trees may be. */
  readonly options: ForestTreeOptions;
  /** Seeds of the trees. */
  readonly seeds: readonly number[];
}

const MODULE = new URL("./forest.worker.ts", import.meta.url);
/** Values of a table, times trees, below which threads are not worth starting. */
const SHARED_VALUES = 2e6;
/** Parts that each thread gets one after the other. */
const PARTS = 4;
/** Values of a table, times trees, between looks at whether to go on. */
const VALUES_A_PAUSE = 2e6;

/**
 * Fits a forest.
 *
 * @param training Checked rows.
 */
export async function fitForest(
  params: ForestParams,
  training: TrainingTable,
  context: FitContext,
): Promise<TreeEnsemble> {
  const { x } = training;
  const { threads = 1, rng } = context;
  const options = { ...params, tried: triedFeatures(params, x.cols) };
  const seeds = Array.from(
    { length: params.trees },
    (_, t) => Math.floor(rng.child(`tree ${t}`).uniform() * 2 ** 32),
  );
  const isShared = threads > 1 &&
    x.rows * x.cols * seeds.length > SHARED_VALUES;
  const table = makeTable(params, training, isShared);
  const trees = isShared
    ? await growOnThreads(table, options, seeds, context)
    : await growHere(table, options, seeds, context);
  return joinTrees(trees, x.cols);
}

function triedFeatures({ tried, target }: ForestParams, cols: number): number {
  if (tried > 0) return Math.min(tried, cols);
  const usual = target === "class" ? Math.sqrt(cols) : cols / 3;
  return Math.max(1, Math.round(usual));
}

/** Bins column by column, in memory that threads can share. */
function makeTable(
  { bins }: ForestParams,
  { x, y, weights }: TrainingTable,
  isShared: boolean,
): ForestTable {
  const { rows, cols } = x;
  const binning = findBins(x, { bins, categorical: [] });
  const bytes = isShared
    ? new Uint8Array(new SharedArrayBuffer(rows * cols))
    : new Uint8Array(rows * cols);
  const column: Matrix & { readonly data: Float64Array } = {
    data: new Float64Array(rows),
    rows,
    cols: 1,
  };
  binning.features.forEach((feature, j) => {
    for (let i = 0; i < rows; ++i) column.data[i] = x.data[i * cols + j];
    binInto(
      column,
      { features: [feature], width: binning.width },
      bytes.subarray(j * rows, (j + 1) * rows),
    );
  });
  return {
    rows,
    bins: bytes,
    missingBin: binning.width - 1,
    cuts: binning.features.map(({ cuts }) => cuts),
    y: isShared ? sharedCopy(y) : y,
    weights: isShared && weights ? sharedCopy(weights) : weights,
  };
}

function sharedCopy(values: Float64Array): Float64Array {
  const copy = new Float64Array(new SharedArrayBuffer(values.byteLength));
  copy.set(values);
  return copy;
}

async function growHere(
  table: ForestTable,
  options: ForestTreeOptions,
  seeds: readonly number[],
  context: FitContext,
): Promise<TreeArrays[]> {
  const grow = makeTreeGrower(table, options);
  const every = Math.ceil(VALUES_A_PAUSE / table.bins.length);
  const trees: TreeArrays[] = [];
  const progress = (done: number) => ({
    done,
    total: seeds.length,
    label: "growing trees",
  });
  for (const seed of seeds) {
    if (trees.length % every === 0) {
      await pause(context, progress(trees.length));
    }
    trees.push(grow(seed));
  }
  context.onProgress?.(progress(seeds.length));
  return trees;
}

async function growOnThreads(
  table: ForestTable,
  options: ForestTreeOptions,
  seeds: readonly number[],
  { threads = 1, onProgress, signal }: FitContext,
): Promise<TreeArrays[]> {
  const size = Math.ceil(seeds.length / (threads * PARTS));
  const tasks: ForestTask[] = [];
  for (let t = 0; t < seeds.length; t += size) {
    tasks.push({ table, options, seeds: seeds.slice(t, t + size) });
  }
  const total = seeds.length;
  let done = 0;
  onProgress?.({ done, total, label: "growing trees" });
  const parts = await workerMap<ForestTask, TreeArrays[]>(MODULE, tasks, {
    workers: threads,
    onResult: (trees) => {
      done += trees.length;
      onProgress?.({ done, total, label: "growing trees" });
    },
    ...(signal === undefined ? {} : { signal }),
  });
  return parts.flat();
}
