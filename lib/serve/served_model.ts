/**
 * One version of a model in service: it answers until it is retired, and is
 * freed when the last of its requests has ended.
 *
 * @module
 */

import type {
  NetFit,
  NeuralCalibrator,
} from "lib/calibration/neural/net_fit.ts";
import type { CalibrationQuotes } from "lib/calibration/quotes.ts";
import type { DeltaFeatures } from "lib/greeks/delta_features.ts";
import type { DeltaModel, DeltaPredictions } from "lib/greeks/delta_model.ts";
import { type OnnxSummary, readModel } from "lib/graph/onnx/read.ts";
import {
  type Backend,
  openSession,
  type Session,
  type Tensors,
} from "lib/graph/session/session.ts";
import {
  type Artifact,
  type ArtifactMetadata,
  FEATURES_FILE,
  fileOf,
  MODEL_FILE,
} from "lib/registry/artifact.ts";
import { MicroBatcher } from "lib/serve/micro_batch.ts";

/** What a model can do besides running its graph. */
export interface OpenedModel {
  /** Fits surfaces; null for other kinds of model. */
  readonly calibrator: NeuralCalibrator | null;
  /** Predicts deltas; null for other kinds of model. */
  readonly delta: DeltaModel | null;
}

/** The delta of one quote, with its interval. */
interface OneDelta {
  readonly delta: number;
  readonly low: number;
  readonly high: number;
}

/** A model that is loaded. */
export class ServedModel {
  /** Its files. */
  readonly artifact: Artifact;
  /** Fits surfaces; null for other kinds of model. */
  readonly calibrator: NeuralCalibrator | null;
  /** Predicts deltas; null for other kinds of model. */
  readonly delta: DeltaModel | null;
  readonly #backend: Backend;
  readonly #surfaces: MicroBatcher<CalibrationQuotes, NetFit> | null;
  readonly #quotes: MicroBatcher<DeltaFeatures, OneDelta> | null;
  #session: Promise<Session> | null = null;
  #summary: OnnxSummary | null = null;
  #featureNames: readonly string[] | null | undefined;
  #users = 0;
  #whenUnused: (() => void) | null = null;

  /** Puts a model into service. @param backend What runs its own graph. */
  constructor(
    artifact: Artifact,
    { calibrator, delta }: OpenedModel,
    backend: Backend,
  ) {
    this.artifact = artifact;
    this.calibrator = calibrator;
    this.delta = delta;
    this.#backend = backend;
    this.#surfaces = calibrator === null
      ? null
      : new MicroBatcher((surfaces) => calibrator.fit(surfaces));
    this.#quotes = delta === null
      ? null
      : new MicroBatcher(async (rows) => each(await delta.predict(rows)));
  }

  /** What it says of itself. */
  get metadata(): ArtifactMetadata {
    return this.artifact.metadata;
  }

  /** What its graph takes and gives. */
  get summary(): OnnxSummary {
    this.#summary ??= readModel(
      fileOf(this.artifact, MODEL_FILE),
      this.metadata.name,
    );
    return this.#summary;
  }

  /** Names of its features, null if its file of them is no list of names. */
  get featureNames(): readonly string[] | null {
    if (this.#featureNames === undefined) {
      this.#featureNames = namesOf(this.artifact.files.get(FEATURES_FILE));
    }
    return this.#featureNames;
  }

  /**
   * Fits one surface, together with those that arrive at the same time.
   *
   * @throws {TypeError} If the model is no calibrator.
   */
  fit(quotes: CalibrationQuotes): Promise<NetFit> {
    const batcher = this.#surfaces;
    if (batcher === null) {
      throw new TypeError(
        `Cannot fit by ${this.metadata.name} as it must be a calibrator: its kind is ${this.metadata.kind}`,
      );
    }
    return this.using(() => batcher.ask(quotes));
  }

  /**
   * Predicts deltas; one quote together with those that arrive at the same
   * time.
   *
   * @throws {TypeError} If the model is none of deltas.
   */
  async predict(rows: readonly DeltaFeatures[]): Promise<DeltaPredictions> {
    const { delta: model } = this;
    const batcher = this.#quotes;
    if (model === null || batcher === null) {
      throw new TypeError(
        `Cannot predict deltas by ${this.metadata.name} as it must be a delta model: its kind is ${this.metadata.kind}`,
      );
    }
    if (rows.length !== 1) return await this.using(() => model.predict(rows));
    const { delta, low, high } = await this.using(() => batcher.ask(rows[0]));
    return {
      delta: Float64Array.of(delta),
      low: Float64Array.of(low),
      high: Float64Array.of(high),
    };
  }

  /** Runs the model's own graph, opened when first asked for. */
  run(feeds: Tensors): Promise<Tensors> {
    return this.using(async () => {
      this.#session ??= openSession(fileOf(this.artifact, MODEL_FILE), {
        backend: this.#backend,
        name: this.metadata.name,
      });
      return await (await this.#session).run(feeds);
    });
  }

  /** Waits for the last request, then frees everything; called once. */
  async retire(): Promise<void> {
    if (this.#users > 0) {
      await new Promise<void>((resolve) => this.#whenUnused = resolve);
    }
    await this.calibrator?.release();
    await this.delta?.release();
    await (await this.#session?.catch(() => null))?.release();
  }

  /** Keeps the model from being freed until some work with it has ended. */
  async using<T>(work: () => Promise<T>): Promise<T> {
    ++this.#users;
    try {
      return await work();
    } finally {
      if (--this.#users === 0) this.#whenUnused?.();
    }
  }
}

function each({ delta, low, high }: DeltaPredictions): OneDelta[] {
  return Array.from(delta, (value, i) => ({
    delta: value,
    low: low[i],
    high: high[i],
  }));
}

function namesOf(bytes: Uint8Array | undefined): readonly string[] | null {
  try {
    const names: unknown = JSON.parse(new TextDecoder().decode(bytes));
    return Array.isArray(names) && names.every((n) => typeof n === "string")
      ? names
      : null;
  } catch {
    return null;
  }
}
