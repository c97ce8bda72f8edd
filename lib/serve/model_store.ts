/**
 * The models that a server answers with: loaded from a registry, replaced
 * while requests run.
 *
 * @module
 */

import { join } from "@std/path";
import { CALIBRATOR_KIND } from "lib/calibration/neural/calibrator_artifact.ts";
import { loadCalibrator } from "lib/calibration/neural/load_calibrator.ts";
import type { NeuralCalibrator } from "lib/calibration/neural/net_fit.ts";
import { ArtifactError } from "lib/core/errors.ts";
import type { Backend } from "lib/graph/session/session.ts";
import { type Artifact, readArtifact } from "lib/registry/artifact.ts";
import { listModels } from "lib/registry/store.ts";
import { ServedModel } from "lib/serve/served_model.ts";

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

/** Makes a calibrator of an artifact. */
export type OpenCalibrator = (artifact: Artifact) => Promise<NeuralCalibrator>;

/** Options of {@linkcode ModelStore}. */
export interface ModelStoreOptions {
  /** What runs the graphs. @default {"wasm"} */
  readonly backend?: Backend;
  /** Opens calibrators. @default {loadCalibrator} */
  readonly open?: OpenCalibrator;
}

/** Loads models and keeps them up to date. */
export class ModelStore {
  readonly #root: string;
  readonly #backend: Backend;
  readonly #open: OpenCalibrator;
  readonly #models = new Map<string, ServedModel>();
  #looked = false;

  /** Makes an empty store. @param root Folder of all models. */
  constructor(root: string, options: ModelStoreOptions = {}) {
    const { backend = "wasm" } = options;
    this.#root = root;
    this.#backend = backend;
    this.#open = options.open ?? ((artifact) => openWith(artifact, backend));
  }

  /** Whether the folder has been looked at. */
  get looked(): boolean {
    return this.#looked;
  }

  /** Whether there are models to answer with. */
  get ready(): boolean {
    return this.#looked && this.#models.size > 0;
  }

  /** The models, by name. */
  get models(): readonly ServedModel[] {
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
        await this.#replace(name, await this.#load(path, name, version));
        loaded.push(`${name} ${version}`);
      } catch (error) {
        const text = error instanceof Error ? error.message : String(error);
        failed.push({ name, error: text });
      }
    }
    for (const name of [...this.#models.keys()]) {
      if (entries.some((entry) => entry.name === name)) continue;
      await this.#replace(name, null);
    }
    this.#looked = true;
    return { loaded, failed };
  }

  /**
   * A model by its name.
   *
   * @throws {ArtifactError} If none of that name is loaded.
   */
  get(name: string): ServedModel {
    const model = this.#models.get(name);
    if (model === undefined) {
      throw new ArtifactError(
        `Cannot use the model "${name.slice(0, 80)}" as it must be loaded: ${
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
  calibratorOf(law: string): ServedModel {
    let best: ServedModel | undefined;
    for (const model of this.#models.values()) {
      if (model.calibrator?.law.name !== law) continue;
      if (best === undefined || rank(model) < rank(best)) best = model;
    }
    if (best === undefined) {
      const laws = this.models.flatMap((m) => m.calibrator?.law.name ?? []);
      throw new ArtifactError(
        `Cannot calibrate ${law} by a net as none is loaded for it: those loaded are for ${
          laws.join(", ") || "no law"
        }. Use the method least-squares`,
      );
    }
    return best;
  }

  /** Frees everything, once what runs has ended. */
  async close(): Promise<void> {
    for (const name of [...this.#models.keys()]) {
      await this.#replace(name, null);
    }
  }

  async #load(
    path: string,
    name: string,
    version: string,
  ): Promise<ServedModel> {
    const artifact = await readArtifact(path);
    const said = artifact.metadata;
    if (said.name !== name || said.version !== version) {
      throw new ArtifactError(
        `Cannot load ${path} as its metadata must name ${name} ${version}: it names ${said.name} ${said.version}`,
        { path },
      );
    }
    const calibrator = artifact.metadata.kind === CALIBRATOR_KIND
      ? await this.#open(artifact)
      : null;
    return new ServedModel(artifact, calibrator, this.#backend);
  }

  /** Puts a model in place; the one before ends when its requests have. */
  async #replace(name: string, next: ServedModel | null): Promise<void> {
    const before = this.#models.get(name);
    if (next === null) this.#models.delete(name);
    else this.#models.set(name, next);
    await before?.retire();
  }
}

function openWith(
  { metadata, files, path }: Artifact,
  backend: Backend,
): Promise<NeuralCalibrator> {
  const { name, version, runId, kind, details } = metadata;
  const identity = { name, version, runId };
  return loadCalibrator({ files, kind, details, path, identity }, { backend });
}

/** Less is better: one-run routes first, then the worst cell's error. */
function rank({ metadata }: ServedModel): number {
  const error = metadata.metrics["worstCellMean"] ?? Infinity;
  return metadata.details["route"] === "inverse" ? error : 1 + error;
}
