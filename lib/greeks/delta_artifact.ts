/**
 * A delta model as an artifact of the registry, and back.
 *
 * `model.onnx` takes the features of `feature_names.json` and gives deltas;
 * `details` of `metadata.json` say for which side, how intervals are made and
 * what the model was trained on.
 *
 * @module
 */

import { ArtifactError } from "lib/core/errors.ts";
import type { CarryCurve } from "lib/greeks/carry_curve.ts";
import {
  DELTA_FEATURES,
  type DeltaFeature,
  QUOTE_FEATURES,
} from "lib/greeks/delta_features.ts";
import type { DeltaTable } from "lib/greeks/delta_table.ts";
import type { TrainedDelta } from "lib/greeks/train_delta.ts";
import type { ContractType } from "lib/market/history/history_store.ts";
import {
  type ArtifactMetadata,
  FEATURES_FILE,
  MODEL_FILE,
} from "lib/registry/artifact.ts";
import type { NewArtifact } from "lib/registry/store.ts";
import type { ConformalBand } from "lib/validation/conformal.ts";

/** `kind` of the artifacts of delta models. */
export const DELTA_KIND = "delta";

/** Quotes that a model was trained on, and is measured on. */
export interface DeltaUniverse {
  /** Roots, in alphabetical order. */
  readonly roots: readonly string[];
  /** Most days to expiry. */
  readonly maxDte: number;
  /** Least moneyness, S/K for calls and K/S for puts. */
  readonly minMoneyness: number;
  /** Greatest moneyness. */
  readonly maxMoneyness: number;
}

/** What `details` say. */
export interface DeltaDetails {
  /** Side of the chain. */
  readonly contractType: ContractType;
  /** Columns of the graph's input. */
  readonly features: readonly DeltaFeature[];
  /** Indices left out, with the share of quotes that had them. */
  readonly leftOut: Readonly<Partial<Record<DeltaFeature, number>>>;
  /** Quotes that it was trained on. */
  readonly universe: DeltaUniverse;
  /** Rates by which it reads a quote; they are in the graph too. */
  readonly curve: CarryCurve;
  /** Half-widths of its intervals. */
  readonly band: ConformalBand;
  /** Days that it was trained on, first and last. */
  readonly days: {
    /** First, `YYYY-MM-DD`. */
    readonly first: string;
    /** Last. */
    readonly last: string;
    /** How many. */
    readonly count: number;
  };
  /** Quotes that it was trained on. */
  readonly rows: number;
  /** Quotes whose underlying price is from put–call parity. */
  readonly synchronised: number;
}

/** Name of the model of a side: `calls` or `puts`. */
export function deltaModelName(type: ContractType): string {
  return `${type}s`;
}

/** What only the caller knows of a model. */
export type DeltaRegistration =
  & Pick<NewArtifact, "created" | "runId" | "codeVersion" | "command">
  & {
    /** Its version. @default the next one */
    readonly version?: string | undefined;
    /** SHA-256 of its quotes. */
    readonly dataHash: string;
    /** Which quotes were asked for. */
    readonly universe: DeltaUniverse;
    /** Figures on days not learnt from. */
    readonly metrics: Readonly<Record<string, number>>;
  };

/** What is registered for a trained model. */
export function deltaArtifact(
  table: DeltaTable,
  trained: TrainedDelta,
  { universe, ...said }: DeltaRegistration,
): NewArtifact {
  const days = [...new Set(table.days)].sort();
  const details: DeltaDetails = {
    contractType: table.type,
    features: table.features,
    leftOut: table.leftOut,
    universe,
    curve: trained.curve,
    band: trained.band,
    days: { first: days[0], last: days.at(-1)!, count: days.length },
    rows: table.samples.rows,
    synchronised: trained.synchronised,
  };
  return {
    ...said,
    name: deltaModelName(table.type),
    kind: DELTA_KIND,
    hyperparameters: { ...trained.hyperparameters },
    details: { ...details },
    files: {
      [MODEL_FILE]: trained.onnx,
      [FEATURES_FILE]: new TextEncoder().encode(
        `${JSON.stringify(table.features, null, 2)}\n`,
      ),
    },
  };
}

/**
 * What an artifact's details say.
 *
 * @throws {ArtifactError} If it is no delta model's, or they are damaged.
 */
export function deltaDetails(
  metadata: ArtifactMetadata,
  path: string,
): DeltaDetails {
  const details = metadata.details as Partial<DeltaDetails>;
  if (metadata.kind === DELTA_KIND && isWhole(details)) return details;
  throw new ArtifactError(
    `Cannot load ${path} as its details must be those of a delta model. Train it with tenor greeks train`,
    { path },
  );
}

/** Whether all that answers depend on is there. */
function isWhole(details: Partial<DeltaDetails>): details is DeltaDetails {
  const { contractType, features, universe, curve, band } = details;
  return (contractType === "call" || contractType === "put") &&
    isInOrder(features) &&
    areNumbers([
      universe?.maxDte,
      universe?.minMoneyness,
      universe?.maxMoneyness,
      curve?.rate,
      curve?.carry,
    ]) &&
    isBand(band);
}

/** All features of a quote, and then indices, in the order of columns. */
function isInOrder(features: unknown): boolean {
  if (!Array.isArray(features)) return false;
  const wanted = DELTA_FEATURES.filter((name, i) =>
    i < QUOTE_FEATURES.length || features.includes(name)
  );
  return wanted.length === features.length &&
    wanted.every((name, i) => name === features[i]);
}

/** A half-width for each bin; one bin has no edges. */
function isBand(band: Partial<ConformalBand> | undefined): boolean {
  const { level = NaN, edges, halfWidths } = band ?? {};
  return level > 0 && level < 1 &&
    Array.isArray(edges) && areNumbers(edges) &&
    Array.isArray(halfWidths) && areNumbers(halfWidths) &&
    halfWidths.every((half) => half >= 0) &&
    (edges.length === 0
      ? halfWidths.length === 1
      : edges.length >= 2 && halfWidths.length === edges.length - 1);
}

function areNumbers(values: readonly unknown[]): boolean {
  return values.every((value) => Number.isFinite(value));
}
