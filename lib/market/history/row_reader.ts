/**
 * Rows of a table as a chunk of quotes or prices, judged as they are read.
 *
 * @module
 */

import { DataQualityError } from "lib/core/errors.ts";
import type {
  DroppedRow,
  IngestChunk,
  OptionQuote,
  PriceQuote,
} from "lib/market/history/history_store.ts";
import { chainLayoutOf, layoutReader } from "lib/market/history/layout_rows.ts";
import {
  COLUMNS,
  isOptionTable,
  optionReader,
  type QuoteReader,
} from "lib/market/history/option_rows.ts";
import { isPriceTable, priceReader } from "lib/market/history/price_rows.ts";
import { failedRule, type QuoteRule } from "lib/market/history/quote_rules.ts";
import { formatDate } from "lib/market/instant.ts";
import { cboeLayout } from "lib/market/layouts/cboe.ts";
import type { ReadOptions, TableHead } from "lib/market/layouts/layout.ts";

/** What a chunk says of its rows. */
export type ReadRows = Pick<
  IngestChunk,
  "data" | "dropped" | "firstDropped" | "noted"
>;

/** Gathers the rows of a chunk. */
export interface RowReader {
  /**
   * Reads one row.
   *
   * @throws {DataQualityError} If a field cannot be read.
   */
  readonly add: (fields: ArrayLike<unknown>, row: number) => void;
  /** What was gathered since the last time. */
  readonly take: () => ReadRows;
  /** The error for a table that has no rows. */
  readonly noRows: () => DataQualityError;
}

/**
 * Opens the reader that a header asks for.
 *
 * @param head The header.
 * @param options What the file does not say.
 * @throws {DataQualityError} If it is the header of no known table.
 */
export function openRowReader(
  head: TableHead,
  options: ReadOptions,
): RowReader {
  const noRows = () =>
    new DataQualityError(
      "The file has a header but no rows. It must have a row for each quote",
      { file: head.file },
    );
  const reader = isPriceTable(head.names)
    ? gatherPrices(head)
    : gatherQuotes(quoteReaderOf(head, options));
  return { ...reader, noRows };
}

function quoteReaderOf(head: TableHead, options: ReadOptions): QuoteReader {
  const layout = chainLayoutOf(head.names);
  // Cboe's names stand twice, so it is told first.
  const known = layout !== cboeLayout && isOptionTable(head);
  return known || layout === undefined
    ? optionReader(head)
    : layoutReader(layout, head, options);
}

function gatherPrices(head: TableHead): Omit<RowReader, "noRows"> {
  const read = priceReader(head);
  let rows: PriceQuote[] = [];
  return {
    add(fields, row) {
      rows.push(read(fields, row));
    },
    take() {
      const data = { table: "price_history", rows } as const;
      rows = [];
      return { data, dropped: {}, firstDropped: {}, noted: {} };
    },
  };
}

function gatherQuotes(
  { read, hasDelta }: QuoteReader,
): Omit<RowReader, "noRows"> {
  let rows: OptionQuote[] = [];
  let dropped: Record<string, number> = {};
  let firstDropped: Record<string, DroppedRow> = {};
  let noted: Record<string, number> = {};
  const note = (name: string) => noted[name] = (noted[name] ?? 0) + 1;
  return {
    add(fields, row) {
      for (const quote of read(fields, row)) {
        const rule = failedRule(quote, hasDelta);
        if (rule !== undefined) {
          dropped[rule.name] = (dropped[rule.name] ?? 0) + 1;
          firstDropped[rule.name] ??= droppedRow(quote, row, rule);
          continue;
        }
        rows.push(quote);
        if (quote.bid === 0) note("zero_bid");
        if (!hasDelta) note("no_delta_column");
      }
    },
    take() {
      const data = { table: "option_chain_history", rows } as const;
      const taken = { data, dropped, firstDropped, noted };
      rows = [];
      dropped = {};
      firstDropped = {};
      noted = {};
      return taken;
    },
  };
}

function droppedRow(
  quote: OptionQuote,
  row: number,
  { field }: QuoteRule,
): DroppedRow {
  const value = quote[field];
  return {
    row,
    column: COLUMNS[field][0],
    value: field === "expiration"
      ? formatDate(quote.expiration)
      : Number.isNaN(value)
      ? ""
      : String(value),
  };
}
