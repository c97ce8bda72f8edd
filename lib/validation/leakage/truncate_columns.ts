/**
 * A table without its future, for the leak search.
 *
 * @module
 */

/**
 * The first rows of a struct of arrays: every array that has a value for each
 * row is cut to a copy; everything else (a name, a source) stays.
 *
 * @param table Columns of `rows` values each.
 * @param rows How many rows the table has.
 * @param kept How many of them are kept.
 * @returns A new table; nothing behind is reachable from it.
 * @throws {TypeError} If no column has so many rows.
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { truncateColumns } from "lib/validation/leakage/truncate_columns.ts";
 *
 * const table = { symbol: "XYZ", close: Float64Array.of(1, 2, 3) };
 * assertEquals(truncateColumns(table, 3, 2), {
 *   symbol: "XYZ",
 *   close: Float64Array.of(1, 2),
 * });
 * ```
 */
export function truncateColumns<Table extends object>(
  table: Table,
  rows: number,
  kept: number,
): Table {
  let columns = 0;
  const cut = Object.entries(table).map(([name, value]) => {
    const isColumn = (Array.isArray(value) || ArrayBuffer.isView(value)) &&
      (value as unknown as ArrayLike<unknown>).length === rows;
    if (!isColumn) return [name, value];
    ++columns;
    return [name, (value as unknown as Float64Array).slice(0, kept)];
  });
  if (columns === 0) {
    throw new TypeError(
      `Cannot truncate a table as a column must have ${rows} rows: none has`,
    );
  }
  return Object.fromEntries(cut);
}
