/**
 * The days of a synthetic history as lines of the two tables, in the columns
 * that `tenor greeks ingest` reads. What is not known is left blank; numbers
 * stand in the fewest digits that give them back.
 *
 * @module
 */

import type { SyntheticDay } from "lib/greeks/synth/synthetic_history.ts";
import {
  INDEX_SYMBOLS,
  type SynthSettings,
} from "lib/greeks/synth/synth_settings.ts";
import type { HistoryTable } from "lib/market/history/history_store.ts";
import { formatDate } from "lib/market/instant.ts";

/** What a table of the history is. */
export interface TableForm {
  /** Its columns. */
  readonly columns: readonly string[];
  /** Those of its columns that hold numbers. */
  readonly numbers: readonly string[];
  /** The lines of one day, each with its line end. */
  readonly lines: (day: SyntheticDay, settings: SynthSettings) => string[];
  /** What stands in it. */
  readonly description: (settings: SynthSettings) => string;
  /** How it is to be read. */
  readonly conventions: (settings: SynthSettings) => string;
}

/** `2025-01-02T21:00:00Z` of a time. */
function formatTime(ms: number): string {
  return new Date(ms).toISOString().replace(".000", "");
}

const NUMBERS = [
  "underlying_price",
  "strike",
  "bid",
  "ask",
  "mark",
  "delta",
] as const;

/** Both tables, by name. */
export const TABLE_FORMS: Readonly<Record<HistoryTable, TableForm>> = {
  option_chain_history: {
    columns: [
      "valid_time",
      "root_symbol",
      "underlying_price",
      "expiration_date",
      "contract_type",
      "strike",
      "bid",
      "ask",
      "mark",
      "delta",
      "sample",
      "source",
    ],
    numbers: NUMBERS,
    lines: ({ quotes }) =>
      quotes.map((q) =>
        `${formatTime(q.validTime)},${q.rootSymbol},${q.underlyingPrice},${
          formatDate(q.expiration)
        },${q.contractType},${q.strike},${q.bid},${q.ask},${q.mark},${q.delta},${
          q.sample ?? ""
        },${q.source ?? ""}\n`
      ),
    description: ({ root, law, days }) =>
      `${days} closing chains of European options on ${root} under the ${law} law`,
    conventions: ({ delta }) =>
      `valid_time is the close in New York, in UTC; contracts end at the close of expiration_date; mark is the mid; delta is ${
        delta === "law"
          ? "the law's, its variance held"
          : "Black-Scholes' at the law's implied volatility"
      }`,
  },
  price_history: {
    columns: ["symbol", "valid_time", "close"],
    numbers: ["close"],
    lines: ({ state, indices }, { root }) => [
      `${root},${formatTime(state.time)},${state.spot}\n`,
      ...INDEX_SYMBOLS.map((symbol) =>
        `${symbol},${formatTime(state.time)},${indices[symbol]}\n`
      ),
    ],
    description: ({ root }) =>
      `Closes of ${root} and of the volatility indices that its law implies`,
    conventions: () =>
      "valid_time is the close in New York, in UTC; indices in points, by Cboe's formulas with strikes everywhere",
  },
};
