/**
 * The contract of a family of models on windows: hyperparameters in, `learn`
 * gives an ONNX graph, which {@linkcode BaseModel} runs, saves and explains.
 *
 * The graph takes {@linkcode WINDOWS_INPUT}, float32 `[N × L × p]`, and gives
 * `prediction` `[N × outputs]` for numbers and paths, `probabilities`
 * `[N × classes]` for classes, and `quantiles` `[N × outputs × levels]` where
 * the family has them.
 *
 * @module
 */

import type { Hyperparameters } from "lib/core/hyperparameters.ts";
import type { Watch } from "lib/core/progress.ts";
import type { Rng } from "lib/core/rng.ts";
import type { Backend } from "lib/graph/session/session.ts";
import type { ModelConfig } from "lib/models/forecast/model_config.ts";
import type { ModelRegistry } from "lib/models/forecast/model_registry.ts";
import type { EpochRecord } from "lib/models/networks/checkpoint.ts";
import type { CheckpointStore } from "lib/models/networks/checkpoint_store.ts";
import type { Windows } from "lib/models/windows/windows.ts";

/** Name of the input of every model's graph. */
export const WINDOWS_INPUT = "windows";
/** Output of numbers and paths. */
export const PREDICTION_OUTPUT = "prediction";
/** Output of classes. */
export const PROBABILITIES_OUTPUT = "probabilities";
/** Output of quantiles. */
export const QUANTILES_OUTPUT = "quantiles";

/** What can be predicted. */
export type TargetKind = "number" | "class" | "path";

/** What learning may use beyond its windows. */
export interface LearnContext extends Watch {
  /** Stream for all that is random. */
  readonly rng: Rng;
  /** Windows after those learnt from: for early stopping and choices, never learnt from. */
  readonly validation: Windows;
  /** Where families are looked up: ensembles fit members of others. */
  readonly registry: ModelRegistry;
  /** What runs training graphs. @default {"wasm"} */
  readonly backend?: Backend;
  /** Threads of tree learners, and of networks trained in shards. @default {1} */
  readonly threads?: number;
  /** Where networks keep checkpoints. @default nowhere */
  readonly checkpoints?: CheckpointStore;
  /** Told the losses after each epoch; throwing a `PrunedError` ends the training. */
  readonly onEpoch?: (record: EpochRecord) => void;
}

/** What learning gives. */
export interface Learnt {
  /** The graph, an ONNX file. */
  readonly graph: Uint8Array;
  /** Share of each feature `[p]`, sum 1; undefined: to be found by permutation. */
  readonly importance?: Float64Array;
  /** Levels of the graph's quantiles, ascending. @default none */
  readonly levels?: readonly number[];
  /** Losses by epoch or round. @default none */
  readonly history?: readonly EpochRecord[];
  /** Number of trained parameters. @default unknown */
  readonly parameters?: number;
  /** What else is to be told of it, such as a λ that was chosen. */
  readonly notes?: Readonly<Record<string, number | string>>;
}

/** A family with its hyperparameters set. */
export interface Learner {
  /**
   * Learns.
   *
   * @param train Windows to learn from.
   * @param context Seed, validation windows, backend.
   * @throws {RangeError} If the windows are of a kind that it cannot learn.
   */
  learn(train: Windows, context: LearnContext): Promise<Learnt>;
}

/** A family as it is registered. */
export interface ModelFamily<P extends object = object> {
  /** Registered name, such as `"lstm"`. */
  readonly family: string;
  /** Which sort of model it is. */
  readonly group:
    | "baseline"
    | "boosting"
    | "neural"
    | "time series"
    | "ensemble";
  /** What it is, in a sentence, with its paper. */
  readonly description: string;
  /** What it can predict. */
  readonly targets: readonly TargetKind[];
  /** All that can be set. */
  readonly hyperparameters: Hyperparameters<P>;
  /**
   * Sets the hyperparameters.
   *
   * @param params All of them, checked.
   * @param config Horizon, seed and when to stop.
   */
  factory(params: Readonly<P>, config: ModelConfig): Learner;
}
