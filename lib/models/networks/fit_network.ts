/**
 * Training a network on rows in memory: mini-batches, early stopping,
 * checkpoints.
 *
 * The same rows, settings and seed give the same weights on one backend,
 * whether or not training was interrupted between epochs.
 *
 * @module
 */

import type { Watch } from "lib/core/progress.ts";
import type { Rng } from "lib/core/rng.ts";
import { Graph, type Weights } from "lib/graph/graph.ts";
import { meanSquaredError } from "lib/graph/ops/loss.ts";
import { adamW, type AdamWOptions } from "lib/graph/optimize/optimizer.ts";
import { cosineRate } from "lib/graph/optimize/schedule.ts";
import { buildShardedGraph } from "lib/graph/optimize/sharded_graph.ts";
import { openShardedTraining } from "lib/graph/optimize/sharded_session.ts";
import {
  buildTrainingGraph,
  type TrainingLayout,
} from "lib/graph/optimize/training_graph.ts";
import {
  openTraining,
  type TrainingSession,
  type TrainingSessionOptions,
  weightsOf,
} from "lib/graph/optimize/training_session.ts";
import type { Backend } from "lib/graph/session/session.ts";
import type { EpochRecord } from "lib/models/networks/checkpoint.ts";
import {
  type CheckpointStore,
  loadCheckpoint,
} from "lib/models/networks/checkpoint_store.ts";
import { evaluationSession, lossOf } from "lib/models/networks/network_loss.ts";
import {
  type NetworkTask,
  roomFor,
  rowShape,
} from "lib/models/networks/network_task.ts";
import {
  hashOfFloats,
  type Rows,
  type RowSource,
  rowSource,
} from "lib/models/networks/row_source.ts";

/** How a learning rate goes on: down to 0 as a cosine, or as it is. */
export type RateSchedule = "cosine" | "constant";

/** How to train. */
export interface FitNetworkOptions extends Watch {
  /** Source of first weights, orders of rows and masks. */
  readonly rng: Rng;
  /** What runs the graphs. @default {"wasm"} */
  readonly backend?: Backend;
  /** Most passes over the rows. @default {100} */
  readonly epochs?: number;
  /** Rows a step. @default {256} */
  readonly batch?: number;
  /** Largest learning rate; it rises over one epoch, then falls as a cosine. @default {2e-3} */
  readonly rate?: number;
  /** How the rate goes on after the first epoch. @default {"cosine"} */
  readonly schedule?: RateSchedule;
  /**
   * Parts into which each batch is cut; they divide it. Other parts draw other
   * masks and round otherwise. The loss must be a mean over rows.
   *
   * @default {1}
   */
  readonly shards?: number;
  /** Threads that compute parts; they change nothing of the weights. @default {1} */
  readonly threads?: number;
  /** Longest gradient. @default {1} */
  readonly clipNorm?: number;
  /** Settings of AdamW. @default {{ weightDecay: 1e-4 }} */
  readonly adamW?: AdamWOptions;
  /** Epochs without a better validation loss before it stops. @default {20} */
  readonly patience?: number;
  /** By how much a validation loss must fall to count as better. @default {0} */
  readonly minDelta?: number;
  /** Where checkpoints are kept. @default nowhere */
  readonly checkpoints?: CheckpointStore;
  /** Epochs between checkpoints. @default {5} */
  readonly checkpointEvery?: number;
  /** Told the losses after each epoch. */
  readonly onEpoch?: (record: EpochRecord) => void;
}

/** A trained network. */
export interface FittedNetwork {
  /** Weights of the best epoch. */
  readonly weights: Weights;
  /** Losses by epoch. */
  readonly history: readonly EpochRecord[];
  /** The best epoch. */
  readonly best: EpochRecord;
  /** Number of trained parameters. */
  readonly parameters: number;
}

/**
 * Trains a network.
 *
 * @param task The network, and the sizes of its rows.
 * @param data Rows to learn from, and others to say when to stop.
 * @param options Seed, backend and settings.
 * @throws {RangeError} If there are fewer training rows than a batch, shards do
 * not divide it or the network has running states and several shards, or a
 * checkpoint is of other settings, another network, seed or rows.
 */
export async function fitNetwork(
  task: NetworkTask,
  data: {
    readonly training: Rows | RowSource;
    readonly validation: Rows | RowSource;
  },
  options: FitNetworkOptions,
): Promise<FittedNetwork> {
  const {
    rng,
    backend = "wasm",
    epochs = 100,
    batch = 256,
    patience = 20,
    minDelta = 0,
    checkpoints,
    checkpointEvery = 5,
  } = options;
  const training = rowSource(data.training);
  const validation = rowSource(data.validation);
  const steps = Math.ceil(training.count / batch);
  if (training.count < batch || validation.count < 1) {
    throw new RangeError(
      `Cannot train as there must be at least a batch of ${batch} rows and one to validate: current values are ${training.count} and ${validation.count}`,
    );
  }
  const step = trainingStep(task, steps, options);
  const { layout } = step;
  const settings = await settingsText(
    task,
    [training, validation],
    options,
    layout,
  );
  const resumed = await loadCheckpoint(checkpoints, settings);
  const evaluation = await evaluationSession(task, backend);
  const session = await step.open({
    backend,
    rng: rng.child("masks"),
    ...(resumed === null ? {} : { state: resumed.state }),
  });
  const history: EpochRecord[] = [...resumed?.history ?? []];
  let best = resumed?.best ?? session.state;
  try {
    while (history.length < epochs && !isOver(history, patience, minDelta)) {
      const epoch = history.length + 1;
      options.signal?.throwIfAborted();
      const order = shuffled(training.count, rng.child(`epoch ${epoch}`));
      const record = {
        epoch,
        training: await runEpoch(session, task, training, order, options),
        validation: await lossOf(evaluation, session, task, validation),
      };
      if (record.validation < leastLoss(history)) best = session.state;
      history.push(record);
      options.onEpoch?.(record);
      options.onProgress?.({
        done: epoch,
        total: epochs,
        label: `validation loss ${record.validation.toExponential(2)}`,
      });
      if (epoch % checkpointEvery === 0) {
        const { state } = session;
        await checkpoints?.save({ settings, state, best, history });
      }
    }
    await checkpoints?.save({ settings, state: session.state, best, history });
  } finally {
    await session.release();
    await evaluation.release();
  }
  return {
    weights: weightsOf({ step: 0, moments: [], ...best }, layout),
    history,
    best: history.reduce((a, b) => b.validation < a.validation ? b : a),
    parameters: layout.initialParameters.length,
  };
}

/**
 * All that the weights depend on: the first weights stand for the seed and the
 * network, hashes for the rows. Patience may change, as it decides when to stop
 * and nothing else.
 */
async function settingsText(
  task: NetworkTask,
  [training, validation]: readonly [RowSource, RowSource],
  options: FitNetworkOptions,
  { initialParameters }: TrainingLayout,
): Promise<string> {
  const { epochs, batch, rate, schedule, clipNorm, adamW, backend } = options;
  const { shards = 1 } = options;
  return JSON.stringify({
    inputs: task.inputs,
    outputs: task.outputs,
    rows: [training.count, validation.count],
    epochs,
    batch,
    rate,
    schedule,
    clipNorm,
    adamW,
    backend,
    ...(shards > 1 && { shards }),
    firstWeights: await hashOfFloats(initialParameters),
    training: await training.hashes(),
    validation: await validation.hashes(),
  });
}

/** A training step, in parts or whole, and how it is opened. */
function trainingStep(
  task: NetworkTask,
  steps: number,
  options: FitNetworkOptions,
): {
  readonly layout: TrainingLayout;
  readonly open: (options: TrainingSessionOptions) => Promise<TrainingSession>;
} {
  const { epochs = 100, batch = 256, rate = 2e-3, clipNorm = 1 } = options;
  const { schedule = "cosine", shards = 1, threads = 1 } = options;
  const { loss = meanSquaredError } = task;
  if (!(Number.isInteger(shards) && shards >= 1 && batch % shards === 0)) {
    throw new RangeError(
      `Cannot train in shards as their number must divide the batch of ${batch} rows: current value is ${shards}`,
    );
  }
  const graph = new Graph({
    mode: "training",
    rng: options.rng.child("weights"),
    ...(task.frozen === undefined ? {} : { frozen: task.frozen }),
  });
  const x = graph.input("x", [batch / shards, ...rowShape(task)]);
  const y = graph.input("y", [batch / shards, task.outputs]);
  const update = {
    optimizer: adamW(options.adamW ?? { weightDecay: 1e-4 }),
    schedule: cosineRate(rate, {
      steps: steps * epochs,
      warmup: epochs > 1 ? steps : 0,
      floor: schedule === "constant" ? 1 : 0,
    }),
    clipNorm,
  };
  const value = loss(task.forward(x), y);
  if (shards === 1) {
    const layout = buildTrainingGraph(graph, value, update);
    return { layout, open: (given) => openTraining(layout, given) };
  }
  const layout = buildShardedGraph(graph, value, { ...update, shards });
  return {
    layout,
    open: (given) => openShardedTraining(layout, { ...given, threads }),
  };
}

/**
 * One pass over the rows; the last batch is filled up with the first of the
 * order, so that no row is left out.
 *
 * @returns The mean loss.
 */
async function runEpoch(
  session: TrainingSession,
  task: NetworkTask,
  rows: RowSource,
  order: Uint32Array,
  { batch = 256, signal }: FitNetworkOptions,
): Promise<number> {
  const { x, y } = roomFor(task, batch);
  const steps = Math.ceil(rows.count / batch);
  const chosen = new Uint32Array(batch);
  let total = 0;
  for (let step = 0; step < steps; ++step) {
    signal?.throwIfAborted();
    for (let i = 0; i < batch; ++i) {
      chosen[i] = order[(step * batch + i) % order.length];
    }
    rows.gatherInto(x.data as Float32Array, y.data as Float32Array, chosen);
    total += await session.step({ x, y });
  }
  return total / steps;
}

/** 0 … count − 1 in random order (Fisher and Yates). */
function shuffled(count: number, rng: Rng): Uint32Array {
  const order = Uint32Array.from({ length: count }, (_, i) => i);
  for (let i = count - 1; i > 0; --i) {
    const j = Math.floor(rng.uniform() * (i + 1));
    [order[i], order[j]] = [order[j], order[i]];
  }
  return order;
}

/** Least loss of a validation; those that are no numbers do not count. */
function leastLoss(history: readonly EpochRecord[]): number {
  return history.reduce(
    (m, { validation }) => validation < m ? validation : m,
    Infinity,
  );
}

/** Whether training diverged, or the last `patience` epochs brought nothing. */
function isOver(
  history: readonly EpochRecord[],
  patience: number,
  minDelta: number,
): boolean {
  if (history.length === 0) return false;
  if (!Number.isFinite(history[history.length - 1].validation)) return true;
  let [least, best] = [Infinity, 0];
  history.forEach(({ validation }, i) => {
    if (validation < least - minDelta) [least, best] = [validation, i];
  });
  return history.length - 1 - best >= patience;
}
