/**
 * The models that a server answers with: loaded from a registry, replaced
 * while requests run.
 *
 * @module
 */

import { join } from "@std/path";
import { loadCalibrator } from "lib/calibration/neural/load_calibrator.ts";
import type {
  NetFit,
  NeuralCalibrator,
} from "lib/calibration/neural/net_fit.ts";
import type { CalibrationQuotes } from "lib/calibration/quotes.ts";
import { ArtifactError } from "lib/core/errors.ts";
import {
  type Backend,
  openSession,
  type Session,
} from "lib/graph/session/session.ts";
import {
  type Artifact,
  type ArtifactMetadata,
  readArtifact,
} from "lib/registry/artifact.ts";
import { listModels } from "lib/registry/store.ts";
import { CALIBRATOR_KIND } from "lib/calibration/neural/calibrator_artifact.ts";
import { MicroBatcher } from "lib/serve/micro_batch.ts";

/** A model that is loaded. */
export interface LoadedModel {
  /** What it says of itself. */
  readonly metadata: ArtifactMetadata;
  /** Its files. */
  readonly artifact: Artifact;
  /** Fits surfaces; null for other kinds of model. */
  readonly calibrator: NeuralCalibrator | null;
  /** Fits one surface together with those that arrive meanwhile. */
  readonly batcher: MicroBatcher<CalibrationQuotes, NetFit> | null;
}

/** What happened when the folder was looked at. */
export interface Refresh {
  /** Models that were loaded or replaced, as `name version`. */
  readonly loaded: readonly string[];
  /** Models that could not be loaded, with the reason. */
  readonly failed: readonly {
    readonly name: string;
    readonly error: string;
  }[];
}

/** Loads models and keeps them up to date. */
export class ModelStore {
  readonly #root: string;
  readonly #backend: Backend;
  #models = new Map<string, LoadedModel>();
  readonly #sessions = new Map<string, Promise<Session>>();
  #ready = false;

  /** Makes an empty store. @param root Folder of all models. */
  constructor(root: string, backend: Backend = "wasm") {
    this.#root = root;
    this.#backend = backend;
  }

  /** Whether the folder has been loaded. */
  get ready(): boolean {
    return this.#ready;
  }

  /** The models, by name. */
  get models(): readonly LoadedModel[] {
    return [...this.#models.values()];
  }

  /**
   * Loads what is new. A model that cannot be loaded leaves its last version
   * in service.
   */
  async refresh(): Promise<Refresh> {
    const loaded: string[] = [];
    const failed: { name: string; error: string }[] = [];
    const entries = await listModels(this.#root);
    for (const { name, versions, aliases } of entries) {
      const version = aliases.latest ?? versions.at(-1)!;
      if (this.#models.get(name)?.metadata.version === version) continue;
      try {
        const path = join(this.#root, name, `v${version}`);
        await this.#replace(name, await this.#load(path));
        loaded.push(`${name} ${version}`);
      } catch (error) {
        const text = error instanceof Error ? error.message : String(error);
        failed.push({ name, error: text });
      }
    }
    for (const name of this.#models.keys()) {
      if (entries.some((entry) => entry.name === name)) continue;
      await this.#replace(name, null);
    }
    this.#ready = true;
    return { loaded, failed };
  }

  /**
   * A model by its name.
   *
   * @throws {ArtifactError} If none of that name is loaded.
   */
  get(name: string): LoadedModel {
    const model = this.#models.get(name);
    if (model === undefined) {
      throw new ArtifactError(
        `Cannot use the model "${name}" as it must be loaded: ${
          [...this.#models.keys()].join(", ") || "none is"
        }`,
      );
    }
    return model;
  }

  /**
   * The calibrator that answers for a law: the one with the least worst-cell
   * error.
   *
   * @throws {ArtifactError} If the law has none.
   */
  calibratorOf(law: string): LoadedModel {
    let best: LoadedModel | undefined;
    for (const model of this.#models.values()) {
      if (model.calibrator?.law.name !== law) continue;
      if (best === undefined || rank(model) < rank(best)) best = model;
    }
    if (best === undefined) {
      throw new ArtifactError(
        `Cannot calibrate ${law} by a net as none is loaded for it: those loaded are for ${
          this.models.flatMap((m) => m.calibrator?.law.name ?? []).join(", ") ||
          "no law"
        }. Use the method least-squares`,
      );
    }
    return best;
  }

  /** A session of a model's graph, opened when first asked for. */
  session(name: string): Promise<Session> {
    const { metadata, artifact } = this.get(name);
    const key = `${name} ${metadata.version}`;
    let session = this.#sessions.get(key);
    if (session === undefined) {
      session = openSession(artifact.files.get("model.onnx")!, {
        backend: this.#backend,
        name,
      });
      this.#sessions.set(key, session);
    }
    return session;
  }

  /** Frees everything, once what runs has ended. */
  async close(): Promise<void> {
    for (const name of [...this.#models.keys()]) {
      await this.#replace(name, null);
    }
    for (const session of this.#sessions.values()) {
      await (await session).release();
    }
    this.#sessions.clear();
  }

  async #load(path: string): Promise<LoadedModel> {
    const artifact = await readArtifact(path);
    const { metadata } = artifact;
    if (metadata.kind !== CALIBRATOR_KIND) {
      return { metadata, artifact, calibrator: null, batcher: null };
    }
    const { name, version, runId, kind, details } = metadata;
    const calibrator = await loadCalibrator({
      files: artifact.files,
      kind,
      details,
      path,
      identity: { name, version, runId },
    }, { backend: this.#backend });
    const batcher = new MicroBatcher<CalibrationQuotes, NetFit>((surfaces) =>
      calibrator.fit(surfaces)
    );
    return { metadata, artifact, calibrator, batcher };
  }

  /** Puts a model in place; the one before ends when its requests have. */
  async #replace(name: string, next: LoadedModel | null): Promise<void> {
    const before = this.#models.get(name);
    if (next === null) this.#models.delete(name);
    else this.#models.set(name, next);
    if (before === undefined) return;
    await before.batcher?.idle();
    await before.calibrator?.release();
    const key = `${name} ${before.metadata.version}`;
    const session = this.#sessions.get(key);
    this.#sessions.delete(key);
    if (session !== undefined) await (await session).release();
  }
}

/** Less is better: one-run routes first, then the worst cell's error. */
function rank({ metadata }: LoadedModel): number {
  const error = metadata.metrics["worstCellMean"] ?? Infinity;
  return metadata.details["route"] === "inverse" ? error : 1 + error;
}
