/**
 * What a trained calibrator promises to whoever calls it: a server, a command,
 * a notebook.
 *
 * @module
 */

import type { CalibrationQuotes } from "lib/calibration/quotes.ts";
import type { Law } from "lib/pricing/laws/law.ts";

/** Which trained model answered. */
export interface ModelIdentity {
  /** Name in the registry, such as `"vg-mlp-inverse"`. */
  readonly name: string;
  /** Semantic version, such as `"1.0.0"`. */
  readonly version: string;
  /** The run that trained it. */
  readonly runId: string;
}

/** What the net says of one surface. */
export interface NetFit {
  /** Parameters of the law, by name. */
  readonly params: Readonly<Record<string, number>>;
  /**
   * Root-mean-square implied-volatility error over the quotes that the net
   * saw, as a decimal, by the net's own surface.
   */
  readonly rmseImpliedVol: number;
  /** Whether the surface resembles those that the net was trained on. */
  readonly insideRegion: boolean;
  /** Why not, a sentence a reason; empty inside the region. */
  readonly reasons: readonly string[];
  /** How many quotes stood inside the grid and were used. */
  readonly quotesUsed: number;
}

/** A trained calibrator of one law. */
export interface NeuralCalibrator {
  /** The law whose parameters it returns. */
  readonly law: Law;
  /** Which model it is. */
  readonly identity: ModelIdentity;
  /**
   * Parameters of many surfaces in one pass; answers stand in the order of the
   * surfaces and none depends on another.
   *
   * @param surfaces Quotes with implied volatilities; those without are passed
   * over.
   */
  fit(surfaces: readonly CalibrationQuotes[]): Promise<NetFit[]>;
  /** Frees the session. */
  release(): Promise<void>;
}
