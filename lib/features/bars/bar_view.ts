/**
 * Bars of one segment as features see them, and what a feature is.
 *
 * @module
 */

/** Bars of one symbol without a gap; every array has shape `[n]`. */
export interface BarView {
  /** When each bar opens, ms since 1970 UTC. */
  readonly time: Float64Array;
  /** First prices, adjusted forward. */
  readonly open: Float64Array;
  /** Highest prices. */
  readonly high: Float64Array;
  /** Lowest prices. */
  readonly low: Float64Array;
  /** Last prices. */
  readonly close: Float64Array;
  /** Volumes; NaN where not known. */
  readonly volume: Float64Array;
}

/** A number that each bar and those before it have. */
export interface BarFeature {
  /** What it is called in configurations and in tables. */
  readonly name: string;
  /** What it is, in a line. */
  readonly definition: string;
  /** Bars at the start of a segment that have no value. */
  readonly warmup: number;
  /**
   * Computes it.
   *
   * @param bars Bars in order of time.
   * @returns Its value at each bar `[n]`, NaN in the warm-up.
   */
  readonly compute: (bars: BarView) => Float64Array;
}
