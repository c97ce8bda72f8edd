/**
 * Tables with one quote a row, in the columns of `option_chain_history` or as
 * vendors call them:
 *
 * | column | also |
 * |---|---|
 * | `valid_time` | `quote_ts`, `updated`, `quote_time`, `timestamp`, `quote_date`, `date` |
 * | `root_symbol` | `root`, `underlying`, `symbol` |
 * | `underlying_price` | `spot`, `spot_price` |
 * | `expiration_date` | `expiration`, `expiry` |
 * | `contract_type` (`call`, `put`, `C`, `P`) | `type`, `side`, `option_type` |
 * | `strike` | `strike_price` |
 * | `bid` and `ask`, or `mark` | `mid`, `price` |
 * | `delta` | |
 * | `sample`, `source` | `greeks_source`, `source_id` |
 *
 * Without a mark it is the mid. Case and spaces do not matter, and further
 * columns are passed over.
 *
 * @module
 */

import { DataQualityError } from "lib/core/errors.ts";
import { findColumn, missingColumn } from "lib/market/columns.ts";
import { isBlank, isCallField, numberField } from "lib/market/field.ts";
import type { OptionQuote } from "lib/market/history/history_store.ts";
import {
  readDate,
  readText,
  readTime,
} from "lib/market/history/written_time.ts";
import type { TableHead } from "lib/market/layouts/layout.ts";

/** Column names of each field, the preferred one first. */
export const COLUMNS: Readonly<Record<keyof OptionQuote, readonly string[]>> = {
  validTime: [
    "valid_time",
    "quote_ts",
    "updated",
    "quote_time",
    "quote_datetime",
    "timestamp",
    "quote_date",
    "quotedate",
    "datadate",
    "date",
  ],
  rootSymbol: [
    "root_symbol",
    "root",
    "underlying",
    "underlying_symbol",
    "symbol",
  ],
  underlyingPrice: [
    "underlying_price",
    "spot",
    "spot_price",
    "underlying_last",
  ],
  expiration: ["expiration_date", "expiration", "expiry", "expiry_date"],
  contractType: ["contract_type", "type", "side", "option_type", "right"],
  strike: ["strike", "strike_price"],
  bid: ["bid"],
  ask: ["ask"],
  mark: ["mark", "mid", "price"],
  delta: ["delta"],
  sample: ["sample"],
  source: ["source", "greeks_source", "source_id"],
};

/** Columns without which a row is no quote. */
const REQUIRED = [
  "validTime",
  "rootSymbol",
  "underlyingPrice",
  "expiration",
  "contractType",
  "strike",
] as const;

/** A reader of one layout. */
export interface QuoteReader {
  /** Whether the table has deltas. */
  readonly hasDelta: boolean;
  /**
   * The quotes of a row.
   *
   * @throws {DataQualityError} If a field cannot be read.
   */
  readonly read: (
    fields: ArrayLike<unknown>,
    row: number,
  ) => readonly OptionQuote[];
}

/** Whether every column that a quote needs is in the header. */
export function isOptionTable(head: TableHead): boolean {
  return REQUIRED.every((name) => findColumn(head, COLUMNS[name]) >= 0);
}

/**
 * A reader of rows below a header.
 *
 * @throws {DataQualityError} If a column is missing, naming the nearest one.
 */
export function optionReader(head: TableHead): QuoteReader {
  const { file, names } = head;
  const at = Object.fromEntries(
    Object.entries(COLUMNS).map(([name, aliases]) => [
      name,
      findColumn(head, aliases),
    ]),
  ) as Record<keyof OptionQuote, number>;
  for (const name of REQUIRED) {
    if (at[name] < 0) throw missingColumn(head, COLUMNS[name][0]);
  }
  if (at.mark < 0 && (at.bid < 0 || at.ask < 0)) {
    throw missingColumn(head, at.bid < 0 ? "bid" : "ask");
  }
  // Thousands of rows have the same few dates.
  const timeOf = remember(readTime);
  const dateOf = remember(readDate);

  return {
    hasDelta: at.delta >= 0,
    read(fields, row) {
      const place = (name: keyof OptionQuote) => ({
        file,
        row,
        column: names[at[name]],
      });
      const field = (name: keyof OptionQuote) => fields[at[name]];
      const number = (name: keyof OptionQuote) =>
        at[name] < 0 || isUnknown(field(name))
          ? NaN
          : numberField(field(name), place(name), "finite");
      const text = (name: keyof OptionQuote) =>
        at[name] < 0 || isBlank(field(name))
          ? null
          : String(field(name)).trim();
      const [bid, ask, mark] = [number("bid"), number("ask"), number("mark")];
      return [{
        validTime: timeOf(field("validTime"), place("validTime")),
        rootSymbol: readText(field("rootSymbol"), place("rootSymbol")),
        underlyingPrice: number("underlyingPrice"),
        expiration: dateOf(field("expiration"), place("expiration")),
        contractType: isCallField(field("contractType"), place("contractType"))
          ? "call"
          : "put",
        strike: strikeOf(number("strike"), field("strike"), place("strike")),
        bid,
        ask,
        mark: Number.isNaN(mark) ? 0.5 * (bid + ask) : mark,
        delta: number("delta"),
        sample: text("sample"),
        source: text("source"),
      }];
    },
  };
}

function strikeOf(
  strike: number,
  value: unknown,
  place: { file: string; row: number; column: string },
): number {
  if (strike > 0) return strike;
  throw new DataQualityError(
    "The strike is blank or not above 0. Mend or remove the row",
    { ...place, value },
  );
}

/** Nothing, or how data frames write nothing. */
function isUnknown(value: unknown): boolean {
  return isBlank(value) || Number.isNaN(value) ||
    (typeof value === "string" && /^\s*(nan|null|none|n\/?a)\s*$/i.test(value));
}

/** Keeps the last answers for texts. */
function remember<P>(
  read: (value: unknown, place: P) => number,
): (value: unknown, place: P) => number {
  const known = new Map<string, number>();
  return (value, place) => {
    if (typeof value !== "string") return read(value, place);
    const found = known.get(value);
    if (found !== undefined) return found;
    const answer = read(value, place);
    if (known.size >= 1000) known.clear();
    known.set(value, answer);
    return answer;
  };
}
