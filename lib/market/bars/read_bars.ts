/**
 * Daily bars from a file: CSV, gzipped CSV or Parquet, with one symbol or many.
 *
 * Columns, found by name: `date` (or `timestamp`, `time`), `open`, `high`,
 * `low`, `close`; and if they are there `symbol` (`ticker`), `volume`,
 * `dividend` (`dividend_amount`) and `split` (`split_coefficient`). Prices
 * must be as traded: an adjusted close is read by nobody.
 *
 * @module
 */

import { DataQualityError } from "lib/core/errors.ts";
import {
  BAR_NUMBERS,
  type BarNumber,
  type BarRows,
  noRows,
} from "lib/market/bars/bar_rows.ts";
import { type Bars, DAY_MS, makeBars } from "lib/market/bars/bars.ts";
import {
  type BarRepair,
  checkBarRows,
  type CheckBarsOptions,
  commonSessions,
} from "lib/market/bars/check_bars.ts";
import { tidyRatio } from "lib/market/bars/tidy_ratio.ts";
import { findColumn, type Header, requireColumn } from "lib/market/columns.ts";
import { csvRecords } from "lib/market/csv_records.ts";
import { instantField, isBlank, numberField } from "lib/market/field.ts";
import { checkFile, fitFields, textOf, toHead } from "lib/market/read_chain.ts";

/** Names of the columns, the preferred one first. */
const ALIASES: Readonly<Record<BarNumber | "date" | "symbol", string[]>> = {
  date: ["date", "timestamp", "time", "datetime"],
  symbol: ["symbol", "ticker"],
  open: ["open"],
  high: ["high"],
  low: ["low"],
  close: ["close"],
  volume: ["volume"],
  dividend: ["dividend", "dividend_amount", "dividends"],
  split: ["split", "split_coefficient", "stock_splits"],
};

/** How to read bars. */
export interface ReadBarsOptions extends CheckBarsOptions {
  /** Symbols to read. @default all */
  readonly symbols?: readonly string[];
  /** Symbol of a file without that column. @default the file's name */
  readonly symbol?: string;
  /** From opening to knowing, ms. @default a day */
  readonly barMs?: number;
}

/** What a file of bars holds. */
export interface BarsFile {
  /** One table a symbol, in the order in which they first stand. */
  readonly bars: readonly Bars[];
  /** Rows read. */
  readonly rows: number;
  /** What was mended, by symbol and rule; empty without `repair`. */
  readonly repairs: readonly BarRepair[];
}

/**
 * Reads the bars of a file.
 *
 * @param path A file `.csv`, `.csv.gz` or `.parquet`.
 * @param options What to read, and whether to mend it.
 * @returns Checked bars with what was mended.
 * @throws {DataQualityError} If the file, a field or a rule is broken, naming
 * file, row and rule.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { readBars } from "lib/market/bars/read_bars.ts";
 *
 * const path = await Deno.makeTempFile({ suffix: ".csv" });
 * await Deno.writeTextFile(
 *   path,
 *   "date,open,high,low,close\n2024-01-03,10,11,9,10\n2024-01-02,10,11,9,10\n",
 * );
 * const { bars, repairs } = await readBars(path, { symbol: "XYZ", repair: true });
 * await Deno.remove(path);
 * assertEquals(bars[0].time[0], Date.UTC(2024, 0, 2));
 * assertEquals(repairs, [{ symbol: "XYZ", rule: "order", count: 1, firstRow: 3 }]);
 * ```
 */
export async function readBars(
  path: string,
  options: ReadBarsOptions = {},
): Promise<BarsFile> {
  await checkFile(path);
  const name = path.split("/").at(-1)?.split(".")[0] ?? path;
  const withName = { symbol: name, ...options };
  if (path.toLowerCase().endsWith(".parquet")) {
    const { readParquetTable } = await import("lib/market/parquet.ts");
    const { names, rows } = await readParquetTable(path);
    return barsFromTable(path, names, rows, withName);
  }
  return await barsFromCsv(textOf(path), path, withName);
}

/**
 * Reads bars of CSV text.
 *
 * @param text The text, cut anywhere.
 * @param file Name for messages.
 * @param options As {@link readBars}; `symbol` defaults to the file's name.
 * @throws {DataQualityError} As {@link readBars}.
 */
export async function barsFromCsv(
  text: AsyncIterable<string> | Iterable<string>,
  file: string,
  options: ReadBarsOptions = {},
): Promise<BarsFile> {
  let sink: RowSink | undefined;
  let head: ReturnType<typeof toHead> | undefined;
  for await (const batch of csvRecords(text, file)) {
    for (const record of batch) {
      if (head === undefined || sink === undefined) {
        head = toHead(file, [record], 0);
        sink = new RowSink(head, options);
      } else sink.add(fitFields(record, head), record.row);
    }
  }
  if (sink === undefined) {
    throw new DataQualityError(
      "The file is empty. It must have a header and a row for each bar",
      { file },
    );
  }
  return sink.finish();
}

/**
 * Reads bars of a table in memory.
 *
 * @param file Name for messages.
 * @param names Column names.
 * @param rows Rows of fields, one a column.
 * @param options As {@link readBars}.
 * @throws {DataQualityError} As {@link readBars}.
 */
export function barsFromTable(
  file: string,
  names: readonly string[],
  rows: Iterable<ArrayLike<unknown>>,
  options: ReadBarsOptions = {},
): BarsFile {
  const sink = new RowSink({ file, row: 1, names }, options);
  let row = 1;
  for (const fields of rows) sink.add(fields, ++row);
  return sink.finish();
}

/** Sorts the rows of a file by symbol. */
class RowSink {
  readonly #head: Header;
  readonly #options: ReadBarsOptions;
  readonly #date: number;
  readonly #symbol: number;
  readonly #numbers: readonly { name: BarNumber; at: number }[];
  readonly #tables = new Map<string, BarRows>();
  #rows = 0;

  constructor(head: Header, options: ReadBarsOptions) {
    this.#head = head;
    this.#options = options;
    this.#date = requireColumn(head, ALIASES.date);
    this.#symbol = findColumn(head, ALIASES.symbol);
    this.#numbers = BAR_NUMBERS.map((name, k) => ({
      name,
      at: (k < 4 ? requireColumn : findColumn)(head, ALIASES[name]),
    }));
  }

  add(fields: ArrayLike<unknown>, row: number): void {
    ++this.#rows;
    const { symbol: fallback = this.#head.file, symbols } = this.#options;
    const symbol = this.#symbol < 0 || isBlank(fields[this.#symbol])
      ? fallback
      : String(fields[this.#symbol]).trim();
    if (symbols !== undefined && !symbols.includes(symbol)) return;
    let table = this.#tables.get(symbol);
    if (table === undefined) {
      table = noRows(symbol);
      this.#tables.set(symbol, table);
    }
    const { file, names } = this.#head;
    const place = { file, row, column: names[this.#date] };
    const instant = instantField(fields[this.#date], place);
    if (instant === undefined) {
      throw new DataQualityError("A bar must have a date", place);
    }
    table.row.push(row);
    table.time.push(instant.instant);
    for (const { name, at } of this.#numbers) {
      const number = at < 0
        ? NaN
        : numberField(fields[at], { file, row, column: names[at] }, "finite");
      if (name === "volume" && number < 0) {
        throw new DataQualityError(
          `A volume must be a number >= 0: it is ${number}. Mend it, or leave it empty if it is not known`,
          { file, row, column: names[at], value: number },
        );
      }
      table[name].push(filled(name, number));
    }
  }

  finish(): BarsFile {
    const { barMs = DAY_MS, symbols, ...options } = this.#options;
    const { file } = this.#head;
    const absent = symbols?.find((each) => !this.#tables.has(each));
    if (this.#tables.size === 0 || absent !== undefined) {
      throw new DataQualityError(
        absent === undefined
          ? "The file has a header but no rows. It must have a row for each bar"
          : `None of the ${this.#rows} rows is a bar of ${absent}. Name another symbol`,
        { file },
      );
    }
    const tables = [...this.#tables.values()];
    const sessions = options.sessions ?? commonSessions(tables);
    const repairs: BarRepair[] = [];
    const bars = tables.map((table) => {
      const checked = checkBarRows(table, file, {
        ...options,
        ...(sessions === undefined ? {} : { sessions }),
      });
      repairs.push(...checked.repairs);
      const { symbol, row: _, ...columns } = checked.rows;
      const knownTime = columns.time.map((time) => time + barMs);
      return makeBars(symbol, { ...columns, knownTime }, file);
    });
    return { bars, rows: this.#rows, repairs };
  }
}

/** A blank dividend is none, a blank split is 1, and 7.00001 is 7. */
function filled(name: BarNumber, number: number): number {
  if (!Number.isNaN(number)) {
    return name === "split" && number > 0 ? tidyRatio(number) : number;
  }
  return name === "dividend" ? 0 : name === "split" ? 1 : NaN;
}
