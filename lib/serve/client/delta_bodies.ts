/**
 * What is asked of `/predict`, `/predict/batch` and `/model/info`, and what
 * they answer.
 *
 * @module
 */

import type { ArtifactMetadata } from "lib/registry/artifact.ts";

/** A quote to predict the delta of. */
export interface DeltaQuote {
  /** Days to expiry. */
  readonly dte: number;
  /** S/K for a call, K/S for a put. */
  readonly moneyness: number;
  /** Middle of bid and ask. */
  readonly mark: number;
  /** Strike. */
  readonly strike: number;
  /** Price of the underlying. */
  readonly underlying_price: number;
  /** VIX9D index, where the model uses it. */
  readonly vix9d?: number;
  /** VVIX index, likewise. */
  readonly vvix?: number;
  /** SKEW index, likewise. */
  readonly skew?: number;
}

/** What every request for deltas may say. */
export interface DeltaRequestBody {
  /** Side of the chain. */
  readonly contract_type: "call" | "put";
  /** `"1.0.0"`, `"latest"` or `"champion"`. @default {"champion"} */
  readonly version?: string;
}

/** A request for one delta. */
export interface PredictRequestBody extends DeltaRequestBody {
  /** The quote. */
  readonly features: DeltaQuote;
}

/** A request for up to 1,000 deltas. */
export interface PredictBatchBody extends DeltaRequestBody {
  /** The quotes. */
  readonly features: readonly DeltaQuote[];
  /** Whether chains are made monotone. @default {false} */
  readonly smooth?: boolean;
  /** Whether a curve through one chain is answered. @default {false} */
  readonly interpolate?: boolean;
  /** Where the curve is read off. */
  readonly interpolation_options?: {
    /** First strike. @default the least of the quotes */
    readonly strike_min?: number;
    /** Last strike, at most. @default the greatest of the quotes */
    readonly strike_max?: number;
    /** Distance of strikes. @default {5} */
    readonly strike_step?: number;
  };
  /** Factor of the curve's slopes, in (0, 2]. @default {0.9} */
  readonly steepness_factor?: number;
}

/** Who predicted. */
export interface DeltaAnswer {
  /** Side of the chain. */
  readonly contract_type: "call" | "put";
  /** Version of the model. */
  readonly model_version: string;
  /** The run that trained it. */
  readonly run_id: string;
}

/** One delta. */
export interface PredictedDelta extends DeltaAnswer {
  /** In [0, 1] for a call, in [−1, 0] for a put. */
  readonly delta: number;
  /** Low and high, around the delta. */
  readonly interval: readonly [number, number];
}

/** Many deltas. */
export interface PredictedDeltas extends DeltaAnswer {
  /** Deltas. */
  readonly predictions: readonly number[];
  /** Low and high of each. */
  readonly intervals: readonly (readonly [number, number])[];
  /** Strike of each. */
  readonly strikes: readonly number[];
  /** How many. */
  readonly count: number;
  /** Whether chains were made monotone. */
  readonly smoothed: boolean;
  /** Whether they are a curve's, not the quotes'. */
  readonly interpolated: boolean;
}

/** A model that is loaded. */
export interface LoadedModel {
  /** Name. */
  readonly name: string;
  /** Semantic version. */
  readonly version: string;
  /** What sort of model. */
  readonly kind: string;
  /** Side of the chain; null for other models than of deltas. */
  readonly contract_type: "call" | "put" | null;
  /** Share of its intervals that hold the delta, likewise. */
  readonly level: number | null;
  /** Whether it answers where no version is named. */
  readonly in_service: boolean;
  /** Names of its features; null if its artifact does not tell. */
  readonly feature_names: readonly string[] | null;
  /** Versions by alias. */
  readonly aliases: Readonly<Record<string, string>>;
  /** All versions that are registered. */
  readonly versions: readonly string[];
  /** Its `metadata.json`. */
  readonly metadata: ArtifactMetadata;
}
