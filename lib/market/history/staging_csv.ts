/**
 * Rows as the CSV that COPY takes: a text in quotes, nothing for null.
 *
 * @module
 */

import { formatDate } from "lib/market/instant.ts";
import type {
  OptionQuote,
  PriceQuote,
} from "lib/market/history/history_store.ts";

/** Quotes in the order of the table's columns. */
export function optionCsv(rows: readonly OptionQuote[]): string {
  return rows.map((row) =>
    [
      timeField(row.validTime),
      textField(row.rootSymbol),
      row.underlyingPrice,
      formatDate(row.expiration),
      row.contractType,
      row.strike,
      numberField(row.bid),
      numberField(row.ask),
      numberField(row.mark),
      numberField(row.delta),
      textField(row.sample),
      textField(row.source),
    ].join(",") + "\n"
  ).join("");
}

/** Prices in the order of the table's columns. */
export function priceCsv(rows: readonly PriceQuote[]): string {
  return rows.map(({ symbol, validTime, close }) =>
    `${textField(symbol)},${timeField(validTime)},${close}\n`
  ).join("");
}

function timeField(ms: number): string {
  return new Date(ms).toISOString();
}

function numberField(value: number): string {
  return Number.isNaN(value) ? "" : String(value);
}

function textField(value: string | null): string {
  // PostgreSQL has no NUL in a text.
  return value === null
    ? ""
    : `"${value.replaceAll('"', '""').replaceAll("\0", "")}"`;
}
