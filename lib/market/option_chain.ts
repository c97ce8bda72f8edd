/**
 * Option quotes as a struct of arrays: the one table that readers fill,
 * cleaning thins out and calibration reads.
 *
 * @module
 */

/** Option quotes, one row a quote; every array has shape `[n]`. */
export interface OptionChain {
  /** Where the quotes came from: a file name, a URL, a citation. */
  readonly source: string;
  /** Underlying symbol of each quote. */
  readonly underlying: readonly string[];
  /** When the quote was valid, milliseconds since 1970 UTC. */
  readonly eventTime: Float64Array;
  /** Expiry instant, milliseconds since 1970 UTC. */
  readonly expiry: Float64Array;
  /** Time to expiry, in years. */
  readonly tau: Float64Array;
  /** Strike, in the currency of the spot. */
  readonly strike: Float64Array;
  /** 1 for a call, 0 for a put. */
  readonly isCall: Uint8Array;
  /** Bid, NaN where the source has none. */
  readonly bid: Float64Array;
  /** Ask, NaN where the source has none. */
  readonly ask: Float64Array;
  /** The price to use: the mid, or the price the source gives; NaN if none. */
  readonly price: Float64Array;
  /** Implied volatility as the source gives it, NaN if it does not. */
  readonly impliedVol: Float64Array;
  /** Contracts traded, NaN if unknown. */
  readonly volume: Float64Array;
  /** Open interest, NaN if unknown. */
  readonly openInterest: Float64Array;
  /** Spot of the underlying at `eventTime`. */
  readonly spot: Float64Array;
  /** Continuous zero rate to expiry, NaN if not given. */
  readonly rate: Float64Array;
  /** Continuous dividend yield to expiry, NaN if not given. */
  readonly dividend: Float64Array;
}
