/**
 * The smile of a fitted law between and beyond the quotes.
 *
 * @module
 */

import type { FittedQuote } from "lib/calibration/report.ts";
import type { EuropeanSlice } from "lib/pricing/engines/engine.ts";
import { lewis } from "lib/pricing/engines/lewis.ts";
import { impliedVol } from "lib/pricing/implied_vol.ts";
import type { CharacteristicFunction } from "lib/pricing/laws/law.ts";

/** A curve of one expiry. */
export interface SmileCurve {
  /** Strikes, ascending. */
  readonly strike: Float64Array;
  /** Implied volatilities, NaN where the law's price has none. */
  readonly impliedVol: Float64Array;
}

/** The quotes of one expiry. */
export interface ExpiryQuotes {
  /** Time to expiry, in years. */
  readonly maturity: number;
  /** Forward to the expiry. */
  readonly forward: number;
  /** The quotes, by strike. */
  readonly quotes: readonly FittedQuote[];
}

/** Groups fitted quotes by expiry, nearest first. */
export function byExpiry(fitted: readonly FittedQuote[]): ExpiryQuotes[] {
  const groups = Map.groupBy(fitted, ({ maturity }) => maturity);
  return [...groups].map(([maturity, quotes]) => ({
    maturity,
    forward: quotes[0].forward,
    quotes: quotes.toSorted((a, b) => a.strike - b.strike),
  })).toSorted((a, b) => a.maturity - b.maturity);
}

/**
 * Draws a law's smile over the strikes of an expiry.
 *
 * @param cf The fitted law.
 * @param expiry The quotes whose range it covers.
 * @param points Number of strikes.
 * @returns The curve.
 */
export function smileCurve(
  cf: CharacteristicFunction,
  expiry: ExpiryQuotes,
  points = 40,
): SmileCurve {
  const { forward, maturity, quotes } = expiry;
  const [low, high] = [quotes[0].strike, quotes[quotes.length - 1].strike];
  const strikes = Float64Array.from(
    { length: points },
    (_, i) => low + (high - low) * i / (points - 1),
  );
  // The volatility of an out-of-the-money price; discounting cancels.
  const slice: EuropeanSlice = {
    forward,
    discount: 1,
    tau: maturity,
    strikes,
    isCall: Uint8Array.from(strikes, (k) => k >= forward ? 1 : 0),
  };
  const { prices } = lewis.price(cf, slice);
  const vols = strikes.map((strike, i) => {
    const result = impliedVol({
      forward,
      strike,
      tau: maturity,
      price: prices[i],
      isCall: slice.isCall[i] === 1,
    });
    return result.ok ? result.sigma : NaN;
  });
  return { strike: strikes, impliedVol: vols };
}
