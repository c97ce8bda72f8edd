/**
 * Tables for tests of history.
 *
 * @module
 */

/** The columns of `option_chain_history`. */
export const HEADER =
  "valid_time,root_symbol,underlying_price,expiration_date,contract_type,strike,bid,ask,mark,delta,sample,source";

/** A quote's line. */
export function line(quote: {
  readonly time: string;
  readonly root?: string;
  readonly spot?: number;
  readonly expiry?: string;
  readonly type?: string;
  readonly strike?: number;
  readonly bid?: number | "";
  readonly ask?: number | "";
  readonly mark?: number | "";
  readonly delta?: number | "";
  readonly sample?: string;
  readonly source?: string;
}): string {
  const { root = "SPX", spot = 100, expiry = "2025-06-20" } = quote;
  const { type = "call", strike = 100, bid = 4, ask = 5 } = quote;
  const { mark = "", delta = 0.5, sample = "", source = "" } = quote;
  return [
    ...[quote.time, root, spot, expiry, type, strike],
    ...[bid, ask, mark, delta, sample, source],
  ].join(",");
}

/** A table of quotes. */
export function table(quotes: Parameters<typeof line>[0][]): string {
  return [HEADER, ...quotes.map(line)].join("\n") + "\n";
}

/** A table of closes. */
export function prices(rows: [symbol: string, time: string, close: number][]) {
  return ["symbol,valid_time,close", ...rows.map((row) => row.join(","))]
    .join("\n") + "\n";
}

/** A table of `n` quotes of two days, strikes upwards, a few unusable. */
export function manyQuotes(n: number): string {
  return table(Array.from({ length: n }, (_, i) => ({
    time: i % 2 === 0 ? "2025-04-30T20:00:00Z" : "2025-05-01T20:00:00Z",
    type: i % 3 === 0 ? "P" : "C",
    strike: 50 + i,
    delta: i % 97 === 0 ? "" : i % 3 === 0 ? -0.25 : 0.25,
  })));
}
