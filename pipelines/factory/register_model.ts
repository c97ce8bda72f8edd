/**
 * A fitted model as a version of the registry, served under its name: one graph
 * that takes columns as they come, wherever one scale is that of all symbols.
 */

import { scaleInput } from "lib/graph/onnx/scale_input.ts";
import { BaseModel, FORECAST_KIND } from "lib/models/forecast/base_model.ts";
import {
  PREDICTION_OUTPUT,
  QUANTILES_OUTPUT,
  WINDOWS_INPUT,
} from "lib/models/forecast/family.ts";
import type { ArtifactMetadata } from "lib/registry/artifact.ts";
import { promote } from "lib/registry/champion.ts";
import {
  listModels,
  openArtifact,
  registerArtifact,
} from "lib/registry/store.ts";
import type { ColumnScaler } from "lib/features/scale_columns.ts";

/** What only the caller knows of a registration. */
export interface Registration {
  /** Folder of registered models. */
  readonly registry: string;
  /** When, ISO 8601 in UTC. */
  readonly created: string;
  /** The run that trained it. */
  readonly runId: string;
  /** Version of the code. */
  readonly codeVersion: string;
  /** The command that makes it again. */
  readonly command: string;
  /** Figures on the test windows. */
  readonly metrics: Readonly<Record<string, number>>;
  /** SHA-256 of the data, joined. */
  readonly dataHash: string;
  /** What columns were scaled by; null if they came scaled. */
  readonly scaler: ColumnScaler | null;
  /** Whether it becomes the champion. */
  readonly champion: boolean;
}

/**
 * Registers a model; the first of its name is the champion too. A run
 * that goes on after it was killed registers nothing twice. What `details` says
 * of `inputs` is `raw` if its graph scales columns itself, else `scaled`.
 *
 * @param model The model, of scaled columns.
 * @param registration Where, and what is to be known of it.
 * @throws {TypeError} If the scaler is of other columns than the model.
 */
export async function registerModel(
  model: BaseModel,
  registration: Registration,
): Promise<ArtifactMetadata> {
  const { registry, scaler, champion, created, ...said } = registration;
  const { config, facts } = model;
  const { target, length, horizons, classes } = facts;
  const isRaw = hasOneScale(scaler);
  const files = (isRaw ? rawModel(model, scaler) : model).save();
  const known = await registeredBy(said.runId, registry, config.name);
  const metadata = known ?? await registerArtifact(registry, {
    name: config.name,
    kind: FORECAST_KIND,
    created,
    ...said,
    files,
    hyperparameters: config.params,
    details: {
      family: config.family,
      target,
      classes,
      windowLength: length,
      horizons: horizons.length > 20 ? horizons.length : horizons,
      inputs: isRaw ? "raw" : "scaled",
      scaler,
    },
  });
  if (champion) {
    await promote(registry, metadata.name, metadata.version, { at: created });
  }
  return metadata;
}

/** The latest version, if the run registered it before it was killed. */
async function registeredBy(
  runId: string,
  registry: string,
  name: string,
): Promise<ArtifactMetadata | undefined> {
  const entry = (await listModels(registry)).find((m) => m.name === name);
  if (entry?.aliases.latest === undefined) return undefined;
  const { metadata } = await openArtifact(registry, name);
  return metadata.runId === runId ? metadata : undefined;
}

type OneScale = Omit<ColumnScaler, "symbols">;

function hasOneScale(scaler: ColumnScaler | null): scaler is OneScale {
  return scaler !== null && scaler.symbols === undefined;
}

/**
 * A model of scaled columns as one of columns as they come; paths, and the sizes of
 * errors on them, are in the column's own units then.
 *
 * @param model The model.
 * @param scaler What its columns were scaled by, one scale for all symbols.
 * @throws {TypeError} If the scaler is of other columns.
 */
export function rawModel(model: BaseModel, scaler: OneScale): BaseModel {
  const { facts, graph, config } = model;
  const { features, mean, deviation } = scaler;
  if (features.join() !== facts.features.join()) {
    throw new TypeError(
      `Cannot register ${config.name} as its scaler must be of its columns ${
        facts.features.join(", ")
      }: current columns are ${features.join(", ")}`,
    );
  }
  const { pathColumn: column } = facts;
  const of = { mean: mean[column ?? 0], deviation: deviation[column ?? 0] };
  const outputs = column === undefined ? {} : {
    [PREDICTION_OUTPUT]: of,
    ...(facts.levels.length > 0 && { [QUANTILES_OUTPUT]: of }),
  };
  return new BaseModel(
    scaleInput(graph, { input: WINDOWS_INPUT, mean, deviation, outputs }),
    column === undefined ? facts : {
      ...facts,
      residuals: facts.residuals.map((error) => error * of.deviation),
    },
  );
}
