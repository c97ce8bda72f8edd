/**
 * A delta model that answers: rows of features in, deltas with intervals out.
 *
 * @module
 */

import type { DeltaFeature, DeltaFeatures } from "lib/greeks/delta_features.ts";
import type { ContractType } from "lib/market/history/history_store.ts";

/** Predictions, one a row. */
export interface DeltaPredictions {
  /** Deltas, in [0, 1] for calls and [−1, 0] for puts. */
  readonly delta: Float64Array;
  /** Lower ends of the intervals. */
  readonly low: Float64Array;
  /** Upper ends of the intervals. */
  readonly high: Float64Array;
}

/** Which artifact it is. */
export interface DeltaModelIdentity {
  /** Name of the model in the registry: `calls` or `puts`, or another. */
  readonly name: string;
  /** Semantic version. */
  readonly version: string;
  /** The run that trained it. */
  readonly runId: string;
}

/** A delta model. */
export interface DeltaModel {
  /** Which artifact it is. */
  readonly identity: DeltaModelIdentity;
  /** Side of the chain that it was trained on. */
  readonly contractType: ContractType;
  /** Its columns, in order: which volatility indices it needs shows here. */
  readonly features: readonly DeltaFeature[];
  /** Share of intervals that hold the delta, such as 0.9. */
  readonly level: number;
  /**
   * Predicts deltas.
   *
   * @param rows Quotes; indices that the model does not know are passed over.
   * @throws {RangeError} If a feature is missing, out of its bounds or not a
   * number, naming row and feature.
   */
  predict(rows: readonly DeltaFeatures[]): Promise<DeltaPredictions>;
  /** Frees the graph. */
  release(): Promise<void>;
}
