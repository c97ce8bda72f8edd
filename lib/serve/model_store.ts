/**
 * The models that a server answers with: loaded from a registry, replaced
 * while requests run.
 *
 * One version of each model is in service: of a model of deltas or of windows the
 * champion, so that what answers is what somebody promoted; of any other the
 * latest. Other versions are loaded when they are asked for, a bounded number of
 * them.
 *
 * @module
 */

import { join } from "@std/path";
import { ArtifactError } from "lib/core/errors.ts";
import { DELTA_KIND } from "lib/greeks/delta_artifact.ts";
import { FORECAST_KIND } from "lib/models/forecast/base_model.ts";
import { readArtifactMetadata } from "lib/registry/artifact.ts";
import { listModels, type ModelEntry } from "lib/registry/store.ts";
import { entryText, newestOf, versionMeant } from "lib/serve/model_entry.ts";
import {
  type ModelVersion,
  openModel,
  type OpenModelOptions,
} from "lib/serve/open_model.ts";
import { Problem } from "lib/serve/problem.ts";
import type { ServedModel } from "lib/serve/served_model.ts";
import { VersionCache } from "lib/serve/version_cache.ts";

/** Kinds of which the champion answers. */
const PROMOTED: readonly string[] = [DELTA_KIND, FORECAST_KIND];

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

/** Options of {@linkcode ModelStore}. */
export interface ModelStoreOptions extends OpenModelOptions {
  /** Versions held besides those in service. @default {8} */
  readonly versions?: number;
}

/** Loads models and keeps them up to date. */
export class ModelStore {
  readonly #root: string;
  readonly #options: OpenModelOptions;
  readonly #models = new Map<string, ServedModel>();
  readonly #others: VersionCache;
  #entries: ReadonlyMap<string, ModelEntry> = new Map();
  #looked = false;

  /** Makes an empty store. @param root Folder of all models. */
  constructor(root: string, options: ModelStoreOptions = {}) {
    const { versions = 8, ...rest } = options;
    this.#root = root;
    this.#options = rest;
    this.#others = new VersionCache(versions);
  }

  /** Whether the folder has been looked at. */
  get looked(): boolean {
    return this.#looked;
  }

  /** Whether there are models to answer with. */
  get ready(): boolean {
    return this.#looked && this.#models.size > 0;
  }

  /** The models in service, by name. */
  get models(): readonly ServedModel[] {
    return [...this.#models.values()];
  }

  /** Versions that are loaded besides those in service. */
  get others(): readonly ServedModel[] {
    return this.#others.models;
  }

  /** What was registered when the folder was last looked at. */
  get entries(): readonly ModelEntry[] {
    return [...this.#entries.values()];
  }

  /** All versions and aliases of a model, as last seen. */
  entry(name: string): ModelEntry | undefined {
    return this.#entries.get(name);
  }

  /**
   * Loads what is new. A model that cannot be loaded leaves its last version
   * in service.
   */
  async refresh(): Promise<Refresh> {
    const loaded: string[] = [];
    const failed: { name: string; error: string }[] = [];
    const entries = await this.#look();
    for (const entry of entries.values()) {
      const { name } = entry;
      const version = await this.#inService(entry);
      if (this.#models.get(name)?.metadata.version === version) continue;
      try {
        await this.#replace(name, await this.#load({ name, version }));
        loaded.push(`${name} ${version}`);
      } catch (error) {
        const text = error instanceof Error ? error.message : String(error);
        failed.push({ name, error: text });
      }
    }
    for (const name of [...this.#models.keys()]) {
      if (!entries.has(name)) await this.#replace(name, null);
    }
    this.#others.keep((key) => {
      const [name, version] = key.split(" ");
      return entries.get(name)?.versions.includes(version) === true &&
        this.#models.get(name)?.metadata.version !== version;
    });
    this.#looked = true;
    return { loaded, failed };
  }

  /**
   * A model by its name: the version in service.
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
   * Works with a version of a model, which is not freed before the work ends.
   *
   * @param name The model.
   * @param version A version, with or without a leading "v", or an alias;
   * undefined for the one in service. It is loaded if it is not.
   * @param work What is done with it.
   * @throws {ArtifactError} If there is no such model or version, naming those
   * that there are.
   * @throws {Problem} 503 if it is registered but cannot be loaded.
   */
  async use<T>(
    name: string,
    version: string | undefined,
    work: (model: ServedModel) => Promise<T>,
  ): Promise<T> {
    const present = this.#models.get(name);
    if (present !== undefined && version === undefined) {
      return await present.using(() => work(present));
    }
    const wanted = await this.#find(name, version);
    // Another may have come into service meanwhile.
    const now = this.#models.get(name);
    if (now?.metadata.version === wanted) {
      return await now.using(() => work(now));
    }
    return await this.#others.use(
      `${name} ${wanted}`,
      () => this.#loadOther({ name, version: wanted }),
      work,
    );
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
    await this.#others.close();
  }

  /** Lists what is registered. */
  async #look(): Promise<ReadonlyMap<string, ModelEntry>> {
    const entries = await listModels(this.#root);
    return this.#entries = new Map(entries.map((entry) => [entry.name, entry]));
  }

  /** The version that is to be in service. */
  async #inService(entry: ModelEntry): Promise<string> {
    const newest = newestOf(entry);
    const { champion } = entry.aliases;
    if (champion === undefined || champion === newest) return newest;
    // A damaged version of either must not take the other out of service.
    const kind = this.#models.get(entry.name)?.metadata.kind ??
      await this.#kindOf({ name: entry.name, version: champion }) ??
      await this.#kindOf({ name: entry.name, version: newest });
    return kind !== undefined && PROMOTED.includes(kind) ? champion : newest;
  }

  async #kindOf({ name, version }: ModelVersion): Promise<string | undefined> {
    const path = join(this.#root, name, `v${version}`);
    try {
      return (await readArtifactMetadata(path)).kind;
    } catch {
      return undefined;
    }
  }

  /** The version that is meant; looks again for one that is not known yet. */
  async #find(name: string, version: string | undefined): Promise<string> {
    const meant = async (entry: ModelEntry | undefined) =>
      entry === undefined
        ? undefined
        : version === undefined
        ? await this.#inService(entry)
        : versionMeant(entry, version);
    const found = await meant(this.#entries.get(name)) ??
      await meant((await this.#look()).get(name));
    if (found !== undefined) return found;
    const entry = this.#entries.get(name);
    throw new ArtifactError(
      entry === undefined
        ? `Cannot use the model "${
          name.slice(0, 80)
        }" as it must be registered: ${
          this.entries.map(entryText).join("; ") || "none is"
        }`
        : `Cannot use version "${
          version?.slice(0, 40)
        }" of ${name} as it must be registered: there is ${entryText(entry)}`,
    );
  }

  async #loadOther(which: ModelVersion): Promise<ServedModel> {
    try {
      return await this.#load(which);
    } catch {
      // The reason names places of this machine; `models show` tells it.
      const { name, version } = which;
      throw new Problem(
        503,
        `Version ${version} of ${name} is registered and cannot be loaded. Check it with tenor models show ${name}`,
      );
    }
  }

  #load(which: ModelVersion): Promise<ServedModel> {
    return openModel(this.#root, which, this.#options);
  }

  /** Puts a model in place; the one before ends when its requests have. */
  async #replace(name: string, next: ServedModel | null): Promise<void> {
    const before = this.#models.get(name);
    if (next === null) this.#models.delete(name);
    else this.#models.set(name, next);
    await before?.retire();
  }
}

/** Less is better: one-run routes first, then the worst cell's error. */
function rank({ metadata }: ServedModel): number {
  const error = metadata.metrics["worstCellMean"] ?? Infinity;
  return metadata.details["route"] === "inverse" ? error : 1 + error;
}
