/**
 * Tables of closes: a symbol, a time and a close in each row. Told from a
 * table of options by having no strike.
 *
 * @module
 */

import { DataQualityError } from "lib/core/errors.ts";
import { normalName, requireColumn } from "lib/market/columns.ts";
import { numberField } from "lib/market/field.ts";
import type { PriceQuote } from "lib/market/history/history_store.ts";
import { readText, readTime } from "lib/market/history/written_time.ts";
import type { TableHead } from "lib/market/layouts/layout.ts";

const TIME = ["valid_time", "timestamp", "datetime", "time", "date"];

/** Whether a header is one of closes. */
export function isPriceTable(names: readonly string[]): boolean {
  const normal = names.map(normalName);
  return normal.includes("close") && !normal.includes("strike");
}

/**
 * A reader of rows below a header.
 *
 * An index is stored by its bare name: `^VIX` and `$VIX` are `VIX`.
 *
 * @returns A function of a row's fields and number, which throws a
 * `DataQualityError` for a field that cannot be used.
 * @throws {DataQualityError} If a column is missing.
 */
export function priceReader(
  head: TableHead,
): (fields: ArrayLike<unknown>, row: number) => PriceQuote {
  const { file, names } = head;
  const symbolAt = requireColumn(head, ["symbol"]);
  const timeAt = requireColumn(head, TIME);
  const closeAt = requireColumn(head, ["close"]);
  return (fields, row) => {
    const place = (at: number) => ({ file, row, column: names[at] });
    const close = numberField(fields[closeAt], place(closeAt), "finite");
    if (Number.isNaN(close)) {
      throw new DataQualityError(
        "The close is blank. Fill it in or remove the row",
        { ...place(closeAt), value: fields[closeAt] },
      );
    }
    return {
      symbol: readText(fields[symbolAt], place(symbolAt)).replace(/^[\^$]/, ""),
      validTime: readTime(fields[timeAt], place(timeAt)),
      close,
    };
  };
}
