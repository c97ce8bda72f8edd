/** From quotes of one side to a registered delta model and its figures. */

import type { Progress } from "lib/core/progress.ts";
import { sha256Hex } from "lib/core/hash.ts";
import { makeRng } from "lib/core/rng.ts";
import { deltaArtifact, deltaModelName } from "lib/greeks/delta_artifact.ts";
import { deltaBounds } from "lib/greeks/delta_features.ts";
import { type DeltaTable, deltaTable } from "lib/greeks/delta_table.ts";
import {
  trainDelta,
  type TrainDeltaOptions,
  type TrainedDelta,
} from "lib/greeks/train_delta.ts";
import { formatDate } from "lib/market/instant.ts";
import type { ContractType } from "lib/market/history/history_store.ts";
import { type ArtifactMetadata, MODEL_FILE } from "lib/registry/artifact.ts";
import {
  listModels,
  openArtifact,
  registerArtifact,
} from "lib/registry/store.ts";
import { equalBins } from "lib/validation/bins.ts";
import {
  evaluatePredictions,
  type Evaluation,
} from "lib/validation/evaluate.ts";
import {
  type GreeksData,
  type GreeksQuery,
  samplesHash,
  universeOf,
} from "pipelines/greeks_data.ts";

/** What is learnt and how. */
export interface GreeksTraining
  extends GreeksQuery, Pick<TrainDeltaOptions, "hyperparameters"> {
  /** Folds of days. */
  readonly folds: number;
  /** Mix of the bins of delta that is learnt from. */
  readonly balance: NonNullable<TrainDeltaOptions["balance"]>;
  /** Share of intervals that hold the delta. */
  readonly level: number;
  /** Seed. */
  readonly seed: number;
}

/** One side, learnt. */
export interface LearntSide {
  readonly table: DeltaTable;
  readonly trained: TrainedDelta;
  /** Of predictions of days by models that did not see them. */
  readonly evaluation: Evaluation;
}

/** Learns one side. */
export async function learnSide(
  type: ContractType,
  data: GreeksData,
  options: GreeksTraining & {
    readonly threads?: number;
    readonly onProgress?: (progress: Progress) => void;
  },
): Promise<LearntSide> {
  const { seed, folds, balance, level, hyperparameters } = options;
  const { threads, onProgress } = options;
  const table = deltaTable(data.sides[type]);
  const trained = await trainDelta(table, data.points, {
    rng: makeRng(seed).child(type),
    folds,
    balance,
    level,
    ...(hyperparameters && { hyperparameters }),
    ...(threads !== undefined && { threads }),
    ...(onProgress && { onProgress }),
  });
  const { samples } = table;
  const { predicted, baseline } = trained.outOfFold;
  const evaluation = evaluatePredictions(samples.delta, predicted, {
    edges: equalBins(...deltaBounds(type), 10),
    groups: Array.from(samples.expiration, formatDate),
    baseline,
  });
  return { table, trained, evaluation };
}

/** What only the caller knows of a registration. */
export interface SideRegistration {
  readonly models: string;
  readonly query: GreeksQuery;
  readonly created: string;
  readonly runId: string;
  readonly codeVersion: string;
  readonly command: string;
  readonly version?: string | undefined;
  /** Figures beside those of the folds. */
  readonly metrics?: Readonly<Record<string, number>>;
}

/** Registers one side's model. */
export async function registerSide(
  { table, trained, evaluation }: LearntSide,
  registration: SideRegistration,
): Promise<ArtifactMetadata> {
  const { models, query, metrics = {}, ...said } = registration;
  return await registerArtifact(
    models,
    deltaArtifact(table, trained, {
      ...said,
      dataHash: await samplesHash(table.samples),
      universe: universeOf(query, table.samples),
      metrics: { ...headlines(evaluation), ...metrics },
    }),
  );
}

/** The latest version of a side's model, if its graph is the same. */
export async function sameModel(
  models: string,
  type: ContractType,
  onnx: Uint8Array,
): Promise<ArtifactMetadata | undefined> {
  const name = deltaModelName(type);
  const known = (await listModels(models)).find((m) => m.name === name);
  if (known === undefined) return undefined;
  const { metadata } = await openArtifact(models, name);
  const hash = await sha256Hex(onnx);
  return metadata.files[MODEL_FILE] === hash ? metadata : undefined;
}

/** The figures of folds that an artifact carries. */
export function headlines(evaluation: Evaluation): Record<string, number> {
  const { mae, rmse, r2, baselineMae = NaN, rows } = evaluation;
  return { mae, rmse, r2, baselineMae, rows };
}

/** Model's folder, for people. */
export function placeOf(models: string, metadata: ArtifactMetadata): string {
  return `${models}/${metadata.name}/v${metadata.version}`;
}
