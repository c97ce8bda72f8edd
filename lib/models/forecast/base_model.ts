/**
 * A fitted model on windows: one ONNX graph and what is to be known of it,
 * whatever the family.
 *
 * @module
 */

import { ArtifactError } from "lib/core/errors.ts";
import {
  type Backend,
  openSession,
  type Session,
} from "lib/graph/session/session.ts";
import { float32, tensor } from "lib/graph/tensor.ts";
import {
  PREDICTION_OUTPUT,
  PROBABILITIES_OUTPUT,
  QUANTILES_OUTPUT,
  type TargetKind,
  WINDOWS_INPUT,
} from "lib/models/forecast/family.ts";
import type { ModelConfig } from "lib/models/forecast/model_config.ts";
import { PredictionOutput } from "lib/models/forecast/prediction_output.ts";
import { readModelFacts } from "lib/models/forecast/read_model_facts.ts";
import type { EpochRecord } from "lib/models/networks/checkpoint.ts";
import type { Windows } from "lib/models/windows/windows.ts";

/** What a model knows of itself besides its graph; JSON. */
export interface ModelFacts {
  /** What was asked for. */
  readonly config: ModelConfig;
  /** Names of the columns of a window. */
  readonly features: readonly string[];
  /** Rows of a window. */
  readonly length: number;
  /** What is predicted. */
  readonly target: TargetKind;
  /** Number of the column whose path is predicted. @default none, no path */
  readonly pathColumn?: number;
  /** Number of classes, 0 for numbers and paths. */
  readonly classes: number;
  /** Bars ahead of each output. */
  readonly horizons: readonly number[];
  /** Levels of the quantiles, if it has some. */
  readonly levels: readonly number[];
  /** Standard deviation of the errors on the validation windows, by output. */
  readonly residuals: readonly number[];
  /** Share of each feature; sums to 1, or is all 0. */
  readonly importance: readonly number[];
  /** Losses by epoch or round. */
  readonly history: readonly EpochRecord[];
  /** Number of trained parameters, 0 if unknown. */
  readonly parameters: number;
  /** What else is to be told. */
  readonly notes: Readonly<Record<string, number | string>>;
}

/** The files of a saved model. */
export type ModelFiles = Readonly<Record<string, Uint8Array>>;

/** Kind of a registered model of windows. */
export const FORECAST_KIND = "forecast";

/** Files of a saved model. */
export const MODEL_FILES = {
  graph: "model.onnx",
  features: "feature_names.json",
  facts: "model.json",
} as const;

/** Windows that go through the graph at once. */
const BATCH = 512;

/** A fitted model. */
export class BaseModel {
  /** The graph, an ONNX file. */
  readonly graph: Uint8Array;
  /** What it knows of itself. */
  readonly facts: ModelFacts;
  #session: Promise<Session> | null = null;

  /** Puts a graph and its facts together. */
  constructor(graph: Uint8Array, facts: ModelFacts) {
    this.graph = graph;
    this.facts = facts;
  }

  /** What was asked for. */
  get config(): ModelConfig {
    return this.facts.config;
  }

  /** Share of each feature in what was learnt `[p]`; sums to 1, or is all 0. */
  importance(): Float64Array {
    return Float64Array.from(this.facts.importance);
  }

  /**
   * Refuses windows that the model cannot read.
   *
   * @throws {TypeError} If their columns or length are others.
   */
  validateInputs(windows: Windows): void {
    const { features, length, config } = this.facts;
    const cannot = `Cannot predict by ${config.name} as`;
    if (windows.length !== length) {
      throw new TypeError(
        `${cannot} windows must be of ${length} rows: current value is ${windows.length}`,
      );
    }
    const wrong = features.findIndex((name, j) => windows.features[j] !== name);
    if (wrong < 0 && windows.features.length === features.length) return;
    throw new TypeError(
      wrong < 0
        ? `${cannot} windows must have ${features.length} columns: current number is ${windows.features.length}`
        : `${cannot} column ${wrong} must be ${
          features[wrong]
        }: current value is ${windows.features[wrong] ?? "missing"}`,
    );
  }

  /**
   * Predicts all windows, a batch at a time.
   *
   * @param windows Windows of the columns and length that it was fitted to.
   * @param options What runs the graph, at the first call.
   * @throws {TypeError} If it cannot read them.
   */
  async predict(
    windows: Windows,
    options: { readonly backend?: Backend } = {},
  ): Promise<PredictionOutput> {
    this.validateInputs(windows);
    const { facts } = this;
    const { length, classes, levels, horizons } = facts;
    const [n, outputs] = [windows.count, horizons.length];
    const predictions = new Float64Array(n * outputs);
    const probabilities = classes > 0 ? new Float64Array(n * classes) : null;
    const quantiles = levels.length > 0
      ? new Float64Array(n * outputs * levels.length)
      : null;
    const session = await this.#open(options.backend);
    const p = windows.features.length;
    for (let first = 0; first < n; first += BATCH) {
      const count = Math.min(BATCH, n - first);
      const x = new Float32Array(count * length * p);
      const rows = Int32Array.from({ length: count }, (_, k) => first + k);
      windows.gatherWindowsInto(x, rows);
      const answer = await session.run({
        [WINDOWS_INPUT]: tensor(x, [count, length, p]),
      });
      const take = (name: string, out: Float64Array | null, width: number) =>
        out?.set(float32(answer[name], name), first * width);
      if (probabilities === null) take(PREDICTION_OUTPUT, predictions, outputs);
      take(PROBABILITIES_OUTPUT, probabilities, classes);
      take(QUANTILES_OUTPUT, quantiles, outputs * levels.length);
    }
    if (probabilities !== null) {
      likeliestInto(predictions, probabilities, classes);
    }
    return new PredictionOutput({
      predictions,
      probabilities,
      timestamps: windows.time,
      symbols: Array.from(windows.symbolOf, (s) => windows.symbols[s]),
      horizons: Int32Array.from(horizons),
      uncertainty: uncertaintyOf(facts, predictions, probabilities, quantiles),
      quantiles,
      levels,
    });
  }

  /** The model as files. */
  save(): ModelFiles {
    const text = (value: unknown) =>
      new TextEncoder().encode(`${JSON.stringify(value, null, 2)}\n`);
    return {
      [MODEL_FILES.graph]: this.graph,
      [MODEL_FILES.features]: text(this.facts.features),
      [MODEL_FILES.facts]: text(this.facts),
    };
  }

  /**
   * A model from its files.
   *
   * @param files What {@linkcode save} gave.
   * @param path Where they come from, for messages.
   * @throws {ArtifactError} If one is missing or cannot be read.
   */
  static load(
    files: ReadonlyMap<string, Uint8Array>,
    path: string,
  ): BaseModel {
    const graph = files.get(MODEL_FILES.graph);
    const facts = files.get(MODEL_FILES.facts);
    if (graph === undefined || facts === undefined) {
      throw new ArtifactError(
        `Cannot load ${path} as it must hold ${MODEL_FILES.graph} and ${MODEL_FILES.facts}: it holds ${
          [...files.keys()].join(", ") || "nothing"
        }`,
        { path },
      );
    }
    try {
      const text = new TextDecoder().decode(facts);
      return new BaseModel(graph, readModelFacts(text));
    } catch (cause) {
      throw new ArtifactError(
        `Cannot load ${path} as ${MODEL_FILES.facts} cannot be read: ${
          (cause as Error).message
        }`,
        { path, cause },
      );
    }
  }

  /** Frees the session. */
  async release(): Promise<void> {
    const session = this.#session;
    this.#session = null;
    await (await session)?.release();
  }

  #open(backend: Backend = "wasm"): Promise<Session> {
    this.#session ??= openSession(this.graph, {
      backend,
      name: this.config.name,
    });
    return this.#session;
  }
}

function likeliestInto(
  out: Float64Array,
  probabilities: Float64Array,
  classes: number,
): void {
  for (let i = 0; i < out.length; ++i) {
    let best = 0;
    for (let c = 1; c < classes; ++c) {
      if (probabilities[i * classes + c] > probabilities[i * classes + best]) {
        best = c;
      }
    }
    out[i] = best;
  }
}

/** Widths of the standard normal between two quantiles, in deviations. */
const NORMAL_80 = 2.5631031310892007;

function uncertaintyOf(
  { residuals, levels, classes }: ModelFacts,
  predictions: Float64Array,
  probabilities: Float64Array | null,
  quantiles: Float64Array | null,
): Float64Array {
  if (probabilities !== null) {
    return predictions.map((best, i) => {
      const p = probabilities[i * classes + best];
      return Math.sqrt(Math.max(0, p * (1 - p)));
    });
  }
  const [low, high] = [levels.indexOf(0.1), levels.indexOf(0.9)];
  if (quantiles === null || low < 0 || high < 0) {
    return predictions.map((_, k) => residuals[k % residuals.length]);
  }
  const q = levels.length;
  return predictions.map((_, k) =>
    Math.max(0, quantiles[k * q + high] - quantiles[k * q + low]) / NORMAL_80
  );
}
