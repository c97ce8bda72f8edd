/** A fitted model as a version of the registry, served under its name. */

import type { BaseModel } from "lib/models/forecast/base_model.ts";
import type { ArtifactMetadata } from "lib/registry/artifact.ts";
import { promote } from "lib/registry/champion.ts";
import { registerArtifact } from "lib/registry/store.ts";
import type { ColumnScaler } from "lib/features/scale_columns.ts";

/** Kind of an artifact that predicts windows. */
export const FORECAST_KIND = "forecast";

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

/** Registers a model; the first of its name is the champion too. */
export async function registerModel(
  model: Pick<BaseModel, "save" | "config" | "facts">,
  registration: Registration,
): Promise<ArtifactMetadata> {
  const { registry, scaler, champion, created, ...said } = registration;
  const { config, facts } = model;
  const { target, length, horizons, classes } = facts;
  const metadata = await registerArtifact(registry, {
    name: config.name,
    kind: FORECAST_KIND,
    created,
    ...said,
    files: model.save(),
    hyperparameters: config.params,
    details: {
      family: config.family,
      target,
      classes,
      windowLength: length,
      horizons: horizons.length > 20 ? horizons.length : horizons,
      scaler,
    },
  });
  if (champion) {
    await promote(registry, metadata.name, metadata.version, { at: created });
  }
  return metadata;
}
