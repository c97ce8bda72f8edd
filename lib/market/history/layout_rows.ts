/**
 * Tables in the other layouts that chains are read from: Cboe's (a call and a
 * put in each row, a delta for each) and vendors' keyed by OCC symbols. A
 * quote has the delta that its table gives.
 *
 * @module
 */

import { DataQualityError } from "lib/core/errors.ts";
import { findColumn, normalName } from "lib/market/columns.ts";
import { isBlank, numberField } from "lib/market/field.ts";
import type { OptionQuote } from "lib/market/history/history_store.ts";
import { COLUMNS, type QuoteReader } from "lib/market/history/option_rows.ts";
import { readTime } from "lib/market/history/written_time.ts";
import { parseInstant } from "lib/market/instant.ts";
import { cboeLayout } from "lib/market/layouts/cboe.ts";
import type {
  ChainLayout,
  ReadOptions,
  TableHead,
} from "lib/market/layouts/layout.ts";
import { OCC_SYMBOL_COLUMNS, occLayout } from "lib/market/layouts/occ.ts";
import type { ChainRow } from "lib/market/option_chain.ts";

/** The layout of a header among those read here, if it is one of them. */
export function chainLayoutOf(
  names: readonly string[],
): ChainLayout | undefined {
  if (cboeLayout.matches(names)) return cboeLayout;
  const normal = names.map(normalName);
  const keyed = normal.some((name) => OCC_SYMBOL_COLUMNS.includes(name)) ||
    (normal.includes("symbol") && !normal.includes("strike"));
  return keyed ? occLayout : undefined;
}

/**
 * A reader of rows in a layout.
 *
 * @param layout The layout.
 * @param head The header.
 * @param options What the file does not say.
 * @throws {DataQualityError} If a column is missing.
 */
export function layoutReader(
  layout: ChainLayout,
  head: TableHead,
  options: ReadOptions,
): QuoteReader {
  const { file, names } = head;
  const quotesOf = layout.open(head, options);
  const normal = names.map(normalName);
  // Cboe's header has the calls' columns, then the puts' by the same names.
  const callAt = normal.indexOf("delta");
  const putAt = layout.name === "cboe" ? normal.lastIndexOf("delta") : callAt;
  const timeOf = timeReader(layout, head, options);
  return {
    hasDelta: callAt >= 0,
    read: (fields, row) =>
      quotesOf(fields, row).map((quote) => {
        if (!quote.underlying) {
          throw new DataQualityError(
            "The file does not say of what its options are. Give --underlying",
            { file, row },
          );
        }
        const at = quote.isCall ? callAt : putAt;
        const delta = at < 0 || isBlank(fields[at]) ? NaN : numberField(
          fields[at],
          { file, row, column: names[at] },
          "finite",
        );
        const validTime = timeOf(fields, row, quote);
        return { ...toQuote(quote, layout.name), validTime, delta };
      }),
  };
}

/**
 * A reader of the time of a row. A layout takes a date for its midnight; here
 * it is the end of its trading.
 */
function timeReader(
  layout: ChainLayout,
  head: TableHead,
  { date }: ReadOptions,
): (fields: ArrayLike<unknown>, row: number, quote: ChainRow) => number {
  const { file, names } = head;
  const given = (row: number) => readTime(date, { file, row, column: "date" });
  if (layout === cboeLayout) {
    const written = head.preamble.flat().map(parseInstant)
      .some((each) => each !== undefined);
    return (_, row, quote) => written ? quote.eventTime! : given(row);
  }
  const at = findColumn(head, COLUMNS.validTime);
  return (fields, row) =>
    at < 0 || isBlank(fields[at])
      ? given(row)
      : readTime(fields[at], { file, row, column: names[at] });
}

function toQuote(
  row: ChainRow,
  source: string,
): Omit<OptionQuote, "validTime" | "delta"> {
  const { bid = NaN, ask = NaN } = row;
  return {
    rootSymbol: row.underlying ?? "",
    underlyingPrice: row.spot,
    expiration: row.expiry ?? NaN,
    contractType: row.isCall ? "call" : "put",
    strike: row.strike,
    bid,
    ask,
    mark: row.price ?? 0.5 * (bid + ask),
    sample: null,
    source,
  };
}
