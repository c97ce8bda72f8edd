/**
 * Fewer quotes with the same shape, before anything is computed of them.
 *
 * @module
 */

import type { QuoteColumns } from "lib/serve/request_quotes.ts";

/**
 * Keeps `most` quotes, spread evenly in the order of maturity and strike.
 *
 * @param quotes The quotes.
 * @param most How many may be left.
 * @returns The quotes themselves if they are few enough.
 */
export function thinColumns(
  quotes: QuoteColumns,
  most: number,
): QuoteColumns {
  const { strike, maturity } = quotes;
  const n = strike.length;
  if (n <= most) return quotes;
  const order = Int32Array.from(strike.keys()).sort((a, b) =>
    maturity[a] - maturity[b] || strike[a] - strike[b] || a - b
  );
  const kept = Int32Array.from(
    { length: most },
    (_, i) => order[Math.round(i * (n - 1) / (most - 1))],
  );
  const floats = (values: Float64Array) =>
    Float64Array.from(kept, (i) => values[i]);
  const flags = (values: Uint8Array) => Uint8Array.from(kept, (i) => values[i]);
  return {
    ...quotes,
    strike: floats(strike),
    maturity: floats(maturity),
    isCall: flags(quotes.isCall),
    value: floats(quotes.value),
    isVol: flags(quotes.isVol),
    spread: floats(quotes.spread),
  };
}
