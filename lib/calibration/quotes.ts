/**
 * What calibration fits: the quotes of a chain, grouped by expiry, with their
 * forwards, prices and implied volatilities.
 *
 * @module
 */

import { DataQualityError } from "lib/core/errors.ts";
import { impliedForwards } from "lib/market/forward.ts";
import type { OptionChain } from "lib/market/option_chain.ts";
import { withPricesFromVols } from "lib/market/prices_from_vols.ts";
import { blackGreeks } from "lib/pricing/black.ts";
import type { EuropeanSlice } from "lib/pricing/engines/engine.ts";
import { impliedVol } from "lib/pricing/implied_vol.ts";

/** Quotes ready for a fit; every array has shape `[size]`, slice by slice. */
export interface CalibrationQuotes {
  /** Number of quotes. */
  readonly size: number;
  /** Where they came from. */
  readonly source: string;
  /** Expiries; their strikes are the quotes in order. */
  readonly slices: readonly EuropeanSlice[];
  /** Slice of each quote. */
  readonly sliceOf: Int32Array;
  /** Strike. */
  readonly strike: Float64Array;
  /** 1 for a call, 0 for a put. */
  readonly isCall: Uint8Array;
  /** Market price. */
  readonly price: Float64Array;
  /** Market implied volatility, NaN where the price has none. */
  readonly impliedVol: Float64Array;
  /** `∂price/∂σ` at the market's volatility, NaN where there is none. */
  readonly vega: Float64Array;
  /** Ask − bid, NaN where not quoted. */
  readonly spread: Float64Array;
  /** What a reader should know of the quotes. */
  readonly warnings: readonly string[];
}

/**
 * Prepares a chain for calibration.
 *
 * @param chain Quotes with prices or implied volatilities. Forwards come from
 * the given rates, else from put–call parity.
 * @returns The quotes that have a price; those without are left out and
 * counted in the warnings.
 * @throws {DataQualityError} If a spot is missing, or no quote is left.
 */
export function calibrationQuotes(chain: OptionChain): CalibrationQuotes {
  const warnings: string[] = [];
  const points = impliedForwards(chain);
  const bad = points.find(({ forward }) => !(forward > 0));
  if (bad !== undefined) {
    throw new DataQualityError(
      `Cannot calibrate as the spot must be known: the quotes at maturity ${bad.slice.tau} have none. Add a column spot or pass --spot`,
      { file: chain.source, column: "spot" },
    );
  }
  const days = new Set(points.map(({ slice }) => slice.underlying));
  if (days.size > 1) {
    warnings.push(
      `the quotes are of ${days.size} underlyings (${
        [...days].slice(0, 4).join(", ")
      }): one law is fitted to all`,
    );
  }
  const notes = new Set(
    points.map(({ note }) => note).filter((note) => note !== ""),
  );
  for (const note of notes) warnings.push(`forwards: ${note}`);

  const { price } = withPricesFromVols(chain, points);
  const usable = (i: number) => Number.isFinite(price[i]) && price[i] >= 0;
  const rows: { row: number; slice: number }[] = [];
  const slices: EuropeanSlice[] = [];
  for (const { slice, forward, discount } of points) {
    const kept = slice.indices.filter(usable);
    if (kept.length === 0) continue;
    kept.forEach((row) => rows.push({ row, slice: slices.length }));
    slices.push({
      forward,
      discount,
      tau: slice.tau,
      strikes: Float64Array.from(kept, (i) => chain.strike[i]),
      isCall: Uint8Array.from(kept, (i) => chain.isCall[i]),
    });
  }
  if (rows.length === 0) {
    throw new DataQualityError(
      "Cannot calibrate as at least one quote must have a price and a maturity > 0: none has. Check the columns price, bid and ask or implied_vol, and the date",
      { file: chain.source },
    );
  }
  const dropped = chain.strike.length - rows.length;
  if (dropped > 0) {
    warnings.push(
      `${dropped} of ${chain.strike.length} quotes have no price or have expired and are left out`,
    );
  }
  const column = (values: ArrayLike<number>) =>
    Float64Array.from(rows, ({ row }) => values[row]);
  const base = {
    size: rows.length,
    source: chain.source,
    slices,
    sliceOf: Int32Array.from(rows, ({ slice }) => slice),
    strike: column(chain.strike),
    isCall: Uint8Array.from(rows, ({ row }) => chain.isCall[row]),
    price: column(price),
    spread: Float64Array.from(
      rows,
      ({ row }) => chain.ask[row] - chain.bid[row],
    ),
  };
  return { ...base, ...volatilities(base, warnings), warnings };
}

/** Market volatilities and vegas; says how many prices have none. */
function volatilities(
  quotes: Pick<
    CalibrationQuotes,
    "size" | "slices" | "sliceOf" | "strike" | "isCall" | "price"
  >,
  warnings: string[],
): { impliedVol: Float64Array; vega: Float64Array } {
  const vols = new Float64Array(quotes.size).fill(NaN);
  const vega = new Float64Array(quotes.size).fill(NaN);
  let failed = 0;
  for (let i = 0; i < quotes.size; ++i) {
    const slice = quotes.slices[quotes.sliceOf[i]];
    const result = impliedVolOf(slice, quotes, i, quotes.price[i]);
    if (!result.ok || !(result.sigma > 0)) {
      ++failed;
      continue;
    }
    vols[i] = result.sigma;
    vega[i] = vegaOf(slice, quotes.strike[i], result.sigma);
  }
  if (failed > 0) {
    warnings.push(
      `${failed} prices stand outside the no-arbitrage bounds and have no implied volatility`,
    );
  }
  return { impliedVol: vols, vega };
}

/** Implied volatility of a price of quote `i`. */
export function impliedVolOf(
  slice: EuropeanSlice,
  quotes: Pick<CalibrationQuotes, "strike" | "isCall">,
  i: number,
  price: number,
): ReturnType<typeof impliedVol> {
  return impliedVol({
    forward: slice.forward,
    strike: quotes.strike[i],
    tau: slice.tau,
    discount: slice.discount,
    price,
    isCall: quotes.isCall[i] === 1,
  });
}

/** Black vega at a volatility. */
export function vegaOf(
  slice: EuropeanSlice,
  strike: number,
  sigma: number,
): number {
  const rate = -Math.log(slice.discount) / slice.tau;
  return blackGreeks({
    // The forward grows at no carry, so spot form needs rate = dividend.
    spot: slice.forward,
    strike,
    tau: slice.tau,
    sigma,
    rate,
    dividend: rate,
    isCall: true,
  }).vega;
}
