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
  fileOf,
  MODEL_FILE,
} from "lib/registry/artifact.ts";
import { MicroBatcher } from "lib/serve/micro_batch.ts";

/** A model that is loaded. */
export class ServedModel {
  /** Its files. */
  readonly artifact: Artifact;
  /** Fits surfaces; null for other kinds of model. */
  readonly calibrator: NeuralCalibrator | null;
  readonly #backend: Backend;
  readonly #batcher: MicroBatcher<CalibrationQuotes, NetFit> | null;
  #session: Promise<Session> | null = null;
  #summary: OnnxSummary | null = null;
  #users = 0;
  #whenUnused: (() => void) | null = null;

  /** Puts a model into service. @param backend What runs its own graph. */
  constructor(
    artifact: Artifact,
    calibrator: NeuralCalibrator | null,
    backend: Backend,
  ) {
    this.artifact = artifact;
    this.calibrator = calibrator;
    this.#backend = backend;
    this.#batcher = calibrator === null
      ? null
      : new MicroBatcher((surfaces) => calibrator.fit(surfaces));
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

  /**
   * Fits one surface, together with those that arrive at the same time.
   *
   * @throws {TypeError} If the model is no calibrator.
   */
  fit(quotes: CalibrationQuotes): Promise<NetFit> {
    const batcher = this.#batcher;
    if (batcher === null) {
      throw new TypeError(
        `Cannot fit by ${this.metadata.name} as it must be a calibrator: its kind is ${this.metadata.kind}`,
      );
    }
    return this.#using(() => batcher.ask(quotes));
  }

  /** Runs the model's own graph, opened when first asked for. */
  run(feeds: Tensors): Promise<Tensors> {
    return this.#using(async () => {
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
    await (await this.#session?.catch(() => null))?.release();
  }

  async #using<T>(work: () => Promise<T>): Promise<T> {
    ++this.#users;
    try {
      return await work();
    } finally {
      if (--this.#users === 0) this.#whenUnused?.();
    }
  }
}
