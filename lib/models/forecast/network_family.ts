/**
 * What all families of networks share: a network from windows to a head, and
 * from there training, choice of the best epoch and the graph that is served.
 *
 * @module
 */

import type {
  Hyperparameter,
  Hyperparameters,
} from "lib/core/hyperparameters.ts";
import { Graph, type Value } from "lib/graph/graph.ts";
import { softmax } from "lib/graph/ops/activation.ts";
import { add, multiply } from "lib/graph/ops/arithmetic.ts";
import { reshape, slice } from "lib/graph/ops/layout.ts";
import { crossEntropy, meanSquaredError, pinball } from "lib/graph/ops/loss.ts";
import { buildInferenceGraph } from "lib/graph/optimize/training_graph.ts";
import { checkLearnt } from "lib/models/forecast/check_learnt.ts";
import {
  type LearnContext,
  type Learnt,
  type ModelFamily,
  PREDICTION_OUTPUT,
  PROBABILITIES_OUTPUT,
  QUANTILES_OUTPUT,
  WINDOWS_INPUT,
} from "lib/models/forecast/family.ts";
import type { ModelConfig } from "lib/models/forecast/model_config.ts";
import { networkShares } from "lib/models/forecast/network_shares.ts";
import {
  scaledRows,
  type TargetScale,
  targetScale,
} from "lib/models/forecast/target_scale.ts";
import {
  fitNetwork,
  type RateSchedule,
} from "lib/models/networks/fit_network.ts";
import type { NetworkTask } from "lib/models/networks/network_task.ts";
import type { Windows } from "lib/models/windows/windows.ts";

/** How any network is trained. */
export interface TrainingParams {
  /** Most passes over the windows. */
  readonly epochs: number;
  /** Windows a step. */
  readonly batch: number;
  /** Largest learning rate. */
  readonly rate: number;
  /** How the rate goes on after the first epoch. */
  readonly schedule: RateSchedule;
  /** Decoupled weight decay. */
  readonly weightDecay: number;
  /**
   * Parts of a batch, computed by as many threads as there are. Two parts on two
   * idle cores make a step of the LSTM, the TFT and PatchTST 1.2 to 1.7 times as
   * fast on WebAssembly; on busy cores, and the LSTM on the native backend, they
   * gain nothing, and with one thread they cost some 5 %.
   */
  readonly shards: number;
}

/** What a network is built for. */
export interface NetworkShape {
  /** Rows of a window, L. */
  readonly length: number;
  /** Columns of a window, p. */
  readonly features: number;
  /** Numbers that the head gives. */
  readonly head: number;
  /** Column whose path is predicted; null if the target is no path. */
  readonly pathColumn: number | null;
}

/** A family of networks. One file beside this one. */
export interface NetworkFamily<P extends object> {
  /** Registered name. */
  readonly family: string;
  /** Which sort of model it is. */
  readonly group: ModelFamily["group"];
  /** What it is, in a sentence, with its paper. */
  readonly description: string;
  /** What can be set of the network. */
  readonly hyperparameters: Hyperparameters<P>;
  /** Defaults of its training, where they are not those of all. */
  readonly training?: Partial<TrainingParams>;
  /** Levels of quantiles that it learns for numbers and paths. @default none */
  readonly levels?: readonly number[];
  /**
   * The network.
   *
   * @param x Windows `[n × L × p]`.
   * @param shape Sizes of windows and head.
   * @param params Hyperparameters.
   * @returns Values `[n × head]`: scaled labels, steps of a path, logits of
   * classes; with quantiles those of an output stand together.
   */
  build(x: Value, shape: NetworkShape, params: Readonly<P>): Value;
  /**
   * What the columns are worth by weights of the network itself, averaged over
   * the validation windows. @default found by permutation
   *
   * @param x Windows `[n × L × p]`.
   * @param shape Sizes of windows and head.
   * @param params Hyperparameters.
   * @returns Shares of the columns `[n × p]`, of sum 1 each.
   */
  importance?(x: Value, shape: NetworkShape, params: Readonly<P>): Value;
}

/**
 * A family of networks as it is registered.
 *
 * @param network The network.
 */
export function networkFamily<P extends object>(
  network: NetworkFamily<P>,
): ModelFamily<P & TrainingParams> {
  return {
    family: network.family,
    group: network.group,
    description: network.description,
    targets: ["number", "class", "path"],
    hyperparameters: {
      ...network.hyperparameters,
      ...trainingHyperparameters(network.training),
    } as Hyperparameters<P & TrainingParams>,
    factory: (params, config) => ({
      learn: (train, context) =>
        learnNetwork(network, { params, config, train, context }),
    }),
  };
}

function trainingHyperparameters(
  defaults: Partial<TrainingParams> = {},
): Hyperparameters<TrainingParams> {
  const { epochs = 20, batch = 128, rate = 1e-3, weightDecay = 1e-4 } =
    defaults;
  const { schedule = "cosine", shards = 1 } = defaults;
  const integer = (value: number, doc: string): Hyperparameter<number> => ({
    type: "integer",
    default: value,
    min: 1,
    doc,
  });
  return {
    epochs: integer(epochs, "most passes over the windows"),
    batch: integer(batch, "windows a step"),
    rate: {
      type: "number",
      default: rate,
      min: 0,
      openMin: true,
      doc: "largest learning rate; it rises over the first epoch",
    },
    schedule: {
      type: "choice",
      default: schedule,
      choices: ["cosine", "constant"],
      doc: "how the rate goes on after the first epoch",
    },
    weightDecay: {
      type: "number",
      default: weightDecay,
      min: 0,
      doc: "decoupled weight decay (AdamW)",
    },
    shards: {
      type: "integer",
      default: shards,
      min: 1,
      max: 64,
      doc:
        "parts of a batch, which is cut to a multiple of them, for as many threads; on wasm two on idle cores are 1.2 to 1.7 times as fast, on busy ones no faster",
    },
  };
}

interface Job<P> {
  readonly params: Readonly<P & TrainingParams>;
  readonly config: ModelConfig;
  readonly train: Windows;
  readonly context: LearnContext;
}

async function learnNetwork<P extends object>(
  network: NetworkFamily<P>,
  { params, config, train, context }: Job<P>,
): Promise<Learnt> {
  const { target, length, outputs } = train;
  const levels = target.kind === "class" ? [] : network.levels ?? [];
  const width = target.kind === "class" ? target.classes : outputs;
  const shape: NetworkShape = {
    length,
    features: train.features.length,
    head: width * Math.max(1, levels.length),
    pathColumn: target.kind === "path" ? target.column : null,
  };
  const scale = targetScale(train);
  const task: NetworkTask = {
    inputs: [length, shape.features],
    outputs: width,
    forward: (x) => network.build(x, shape, params),
    loss: target.kind === "class"
      ? crossEntropy
      : levels.length > 0
      ? quantileLoss(levels)
      : meanSquaredError,
  };
  const { onEpoch, onProgress, signal, checkpoints, threads } = context;
  const shards = Math.min(params.shards, train.count);
  const rows = Math.min(params.batch, train.count);
  const fitted = await fitNetwork(task, {
    training: scaledRows(train, scale),
    validation: scaledRows(context.validation, scale),
  }, {
    rng: context.rng,
    backend: context.backend ?? "wasm",
    epochs: params.epochs,
    batch: Math.max(shards, rows - rows % shards),
    shards,
    ...(threads && { threads }),
    rate: params.rate,
    schedule: params.schedule,
    adamW: { weightDecay: params.weightDecay },
    patience: config.earlyStopping ? config.patience : params.epochs,
    minDelta: config.minDelta,
    checkpointEvery: 1,
    ...(checkpoints && { checkpoints }),
    ...(onEpoch && { onEpoch }),
    ...(onProgress && { onProgress }),
    ...(signal && { signal }),
  });
  checkLearnt(config, params.rate, fitted.best);
  const graph = new Graph({ mode: "inference", weights: fitted.weights });
  const x = graph.input(WINDOWS_INPUT, ["N", length, shape.features]);
  const head = network.build(x, shape, params);
  return {
    graph: buildInferenceGraph(
      graph,
      outputsOf(head, { target, levels, scale }),
    ),
    ...(network.importance && {
      importance: await networkShares(
        (windows) => network.importance!(windows, shape, params),
        context.validation,
        { weights: fitted.weights, backend: context.backend ?? "wasm" },
      ),
    }),
    history: fitted.history,
    parameters: fitted.parameters,
    levels,
    notes: { bestEpoch: fitted.best.epoch },
  };
}

/** Mean pinball loss over levels; the head is `[n × outputs · levels]`. */
function quantileLoss(levels: readonly number[]) {
  return (head: Value, target: Value): Value => {
    const [rows, outputs] = target.shape;
    const each = reshape(head, [rows, outputs, levels.length]);
    const losses = levels.map((level, j) =>
      pinball(
        reshape(slice(each, 2, j, j + 1), target.shape),
        target,
        level,
      )
    );
    return multiply(losses.reduce((a, b) => add(a, b)), 1 / levels.length);
  };
}

/** What the served graph gives, in the labels' own units. */
function outputsOf(
  head: Value,
  { target, levels, scale }: {
    readonly target: Windows["target"];
    readonly levels: readonly number[];
    readonly scale: TargetScale;
  },
): Record<string, Value> {
  if (target.kind === "class") return { [PROBABILITIES_OUTPUT]: softmax(head) };
  const { mean, deviation } = scale;
  const unscaled = add(multiply(head, deviation), mean);
  if (levels.length === 0) return { [PREDICTION_OUTPUT]: unscaled };
  const [rows] = head.shape;
  const outputs = Number(head.shape[1]) / levels.length;
  const quantiles = ascending(
    reshape(unscaled, [rows, outputs, levels.length]),
  );
  const middle = levels.indexOf(0.5);
  const median = reshape(slice(quantiles, 2, middle, middle + 1), [
    rows,
    outputs,
  ]);
  return { [PREDICTION_OUTPUT]: median, [QUANTILES_OUTPUT]: quantiles };
}

/**
 * Values sorted along the last axis. Quantiles that cross are nearer to the
 * true ones in order (Chernozhukov, Fernández-Val and Galichon, 2010,
 * Econometrica 78(3), 1093–1125).
 */
function ascending(a: Value): Value {
  const last = a.shape.length - 1;
  const count = a.graph.integers([Number(a.shape[last])]);
  const [sorted] = a.graph.emit("TopK", [a, count], [a.shape, a.shape], {
    attributes: {
      axis: { int: last },
      largest: { int: 0 },
      sorted: { int: 1 },
    },
  });
  return sorted;
}
