/**
 * Quotes taken apart and put together, each result ready for a fit.
 *
 * @module
 */

import { type CalibrationQuotes, vegaOf } from "lib/calibration/quotes.ts";
import { blackPrice } from "lib/pricing/black.ts";
import type { EuropeanSlice } from "lib/pricing/engines/engine.ts";

/**
 * The quotes that a rule keeps, in order; expiries without any are left out.
 *
 * @param quotes The whole.
 * @param keep Says of each index whether its quote stays.
 */
export function quotesWhere(
  quotes: CalibrationQuotes,
  keep: (index: number) => boolean,
): CalibrationQuotes {
  const kept = Array.from({ length: quotes.size }, (_, i) => i).filter(keep);
  const groups = Map.groupBy(kept, (i) => quotes.sliceOf[i]);
  const rows = [...groups.values()].flat();
  const column = (values: Float64Array) =>
    Float64Array.from(rows, (i) => values[i]);
  const isCall = (indices: readonly number[]) =>
    Uint8Array.from(indices, (i) => quotes.isCall[i]);
  const slices = Array.from(groups, ([s, indices]): EuropeanSlice => ({
    ...quotes.slices[s],
    strikes: Float64Array.from(indices, (i) => quotes.strike[i]),
    isCall: isCall(indices),
  }));
  return {
    ...quotes,
    size: rows.length,
    slices,
    sliceOf: Int32Array.from(
      [...groups.values()].flatMap((indices, s) => indices.map(() => s)),
    ),
    strike: column(quotes.strike),
    isCall: isCall(rows),
    price: column(quotes.price),
    impliedVol: column(quotes.impliedVol),
    vega: column(quotes.vega),
    spread: column(quotes.spread),
  };
}

/**
 * Several sets of quotes as one, each expiry with its own forward: what one set
 * of parameters is fitted to if it is to hold on all days.
 *
 * @param sets At least one set.
 * @throws {RangeError} If there is none.
 */
export function pooledQuotes(
  sets: readonly CalibrationQuotes[],
): CalibrationQuotes {
  if (sets.length === 0) {
    throw new RangeError(
      "Cannot pool quotes as there must be at least one set: there is none",
    );
  }
  if (sets.length === 1) return sets[0];
  let before = 0;
  const sliceOf = sets.flatMap((set) => {
    const shifted = Array.from(set.sliceOf, (s) => s + before);
    before += set.slices.length;
    return shifted;
  });
  const column = (of: (set: CalibrationQuotes) => Float64Array) =>
    Float64Array.from(sets.flatMap((set) => [...of(set)]));
  return {
    size: sliceOf.length,
    source: [...new Set(sets.map(({ source }) => source))].join(", "),
    slices: sets.flatMap(({ slices }) => slices),
    sliceOf: Int32Array.from(sliceOf),
    strike: column((set) => set.strike),
    isCall: Uint8Array.from(sets.flatMap(({ isCall }) => [...isCall])),
    price: column((set) => set.price),
    impliedVol: column((set) => set.impliedVol),
    vega: column((set) => set.vega),
    spread: column((set) => set.spread),
    warnings: [...new Set(sets.flatMap(({ warnings }) => warnings))],
  };
}

/**
 * The same contracts at other volatilities.
 *
 * @param quotes The contracts.
 * @param vols Shape `[size]`, positive.
 */
export function quotesAtVols(
  quotes: CalibrationQuotes,
  vols: ArrayLike<number>,
): CalibrationQuotes {
  const price = new Float64Array(quotes.size);
  const vega = new Float64Array(quotes.size);
  for (let i = 0; i < quotes.size; ++i) {
    const { forward, discount, tau } = quotes.slices[quotes.sliceOf[i]];
    price[i] = discount * blackPrice({
      forward,
      strike: quotes.strike[i],
      tau,
      sigma: vols[i],
      isCall: quotes.isCall[i] === 1,
    });
    vega[i] = vegaOf(
      quotes.slices[quotes.sliceOf[i]],
      quotes.strike[i],
      vols[i],
    );
  }
  return { ...quotes, price, vega, impliedVol: Float64Array.from(vols) };
}

/** `ln(K/F)` of each quote. */
export function logMoneynessOf(quotes: CalibrationQuotes): Float64Array {
  return quotes.strike.map((strike, i) =>
    Math.log(strike / quotes.slices[quotes.sliceOf[i]].forward)
  );
}

/** Years to expiry of each quote. */
export function maturityOf(quotes: CalibrationQuotes): Float64Array {
  return Float64Array.from(quotes.sliceOf, (s) => quotes.slices[s].tau);
}
