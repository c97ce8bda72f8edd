/**
 * A chain as a table in the project's own columns, for CSV and for frames. What
 * is not known is left blank. `maturity` is written beside `expiry` and governs
 * when the table is read again, so a chain comes back as it was.
 *
 * @module
 */

import { formatDate } from "lib/market/instant.ts";
import { TENOR_COLUMNS } from "lib/market/layouts/tenor.ts";
import type { OptionChain } from "lib/market/option_chain.ts";

/** One of the project's columns. */
export type TenorColumn = (typeof TENOR_COLUMNS)[number];

/**
 * Column of the chain that a numeric column of the table holds. An expired
 * quote has no maturity to write: its dates say so.
 */
export const NUMBER_COLUMNS = {
  spot: (chain: OptionChain): Float64Array => chain.spot,
  maturity: (chain: OptionChain): Float64Array =>
    chain.tau.map((tau) => tau > 0 ? tau : NaN),
  strike: (chain: OptionChain): Float64Array => chain.strike,
  bid: (chain: OptionChain): Float64Array => chain.bid,
  ask: (chain: OptionChain): Float64Array => chain.ask,
  price: (chain: OptionChain): Float64Array => chain.price,
  implied_vol: (chain: OptionChain): Float64Array => chain.impliedVol,
  volume: (chain: OptionChain): Float64Array => chain.volume,
  open_interest: (chain: OptionChain): Float64Array => chain.openInterest,
  rate: (chain: OptionChain): Float64Array => chain.rate,
  dividend: (chain: OptionChain): Float64Array => chain.dividend,
} as const;

const DAY_MS = 86_400_000;

/**
 * Writes a chain as CSV in the project's columns.
 *
 * @param chain The quotes.
 * @returns The text; numbers in the fewest digits that give them back.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { chainFromRows } from "lib/market/option_chain.ts";
 * import { chainToCsv } from "lib/market/write_chain.ts";
 *
 * const csv = chainToCsv(chainFromRows("by hand", [
 *   { underlying: "SPX", tau: 0.5, strike: 100, isCall: false, price: 4, spot: 101 },
 * ]));
 * assertEquals(csv.split("\n")[1], "SPX,,101,,0.5,put,100,,,4,,,,,");
 * ```
 */
export function chainToCsv(chain: OptionChain): string {
  const columns = TENOR_COLUMNS.map((name) => textColumn(chain, name));
  const lines = [TENOR_COLUMNS.join(",")];
  for (let i = 0; i < chain.strike.length; ++i) {
    lines.push(columns.map((text) => text(i)).join(","));
  }
  return lines.join("\n") + "\n";
}

/** How column `name` of a chain is written, by row. */
function textColumn(
  chain: OptionChain,
  name: TenorColumn,
): (i: number) => string {
  switch (name) {
    case "underlying":
      return (i) => quoted(chain.underlying[i]);
    case "type":
      return (i) => chain.isCall[i] === 1 ? "call" : "put";
    case "expiry":
      return (i) =>
        Number.isNaN(chain.expiry[i]) ? "" : formatDate(
          chain.expiry[i],
        );
    case "quote_time":
      return (i) => timeText(chain.eventTime[i]);
    default: {
      const column = NUMBER_COLUMNS[name](chain);
      return (i) => Number.isNaN(column[i]) ? "" : String(column[i]);
    }
  }
}

function timeText(ms: number): string {
  if (Number.isNaN(ms)) return "";
  return ms % DAY_MS === 0 ? formatDate(ms) : new Date(ms).toISOString();
}

function quoted(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
