/** Fewer quotes with the same shape, for searching before fitting. */

import type { CalibrationQuotes } from "lib/calibration/quotes.ts";
import type { EuropeanSlice } from "lib/pricing/engines/engine.ts";

/**
 * Keeps about `most` quotes, spread evenly over the strikes of each expiry and
 * over the expiries.
 *
 * @param quotes The quotes.
 * @param most How many may be left, at least one an expiry kept.
 * @returns The quotes themselves if they are few enough.
 */
export function thinQuotes(
  quotes: CalibrationQuotes,
  most: number,
): CalibrationQuotes {
  if (quotes.size <= most) return quotes;
  const expiries = evenly(quotes.slices.length, Math.ceil(most / 8));
  const share = Math.max(1, Math.floor(most / expiries.length));
  const kept: number[] = [];
  const slices: EuropeanSlice[] = [];
  const sliceOf: number[] = [];
  for (const s of expiries) {
    const first = quotes.sliceOf.indexOf(s);
    const { strikes, isCall, ...rest } = quotes.slices[s];
    const local = evenly(strikes.length, share);
    for (const i of local) {
      kept.push(first + i);
      sliceOf.push(slices.length);
    }
    slices.push({
      ...rest,
      strikes: Float64Array.from(local, (i) => strikes[i]),
      isCall: Uint8Array.from(local, (i) => isCall[i]),
    });
  }
  const column = (values: Float64Array) =>
    Float64Array.from(kept, (i) => values[i]);
  return {
    ...quotes,
    size: kept.length,
    slices,
    sliceOf: Int32Array.from(sliceOf),
    strike: column(quotes.strike),
    isCall: Uint8Array.from(kept, (i) => quotes.isCall[i]),
    price: column(quotes.price),
    impliedVol: column(quotes.impliedVol),
    vega: column(quotes.vega),
    spread: column(quotes.spread),
  };
}

/** Up to `most` of the numbers 0 … n − 1, ends included. */
function evenly(n: number, most: number): number[] {
  const count = Math.min(n, most);
  if (count === 1) return [n >> 1];
  return Array.from(
    { length: count },
    (_, i) => Math.round(i * (n - 1) / (count - 1)),
  );
}
