/**
 * Lean's factor and map files (QuantConnect/Lean, Common/Data/Auxiliary).
 *
 * A factor row `yyyymmdd,priceFactor,splitFactor,referencePrice` holds up to
 * and with its date; what changes takes effect at the next session. A dividend
 * is what the price factors take off the reference close c,
 *
 *   dividend = c · (1 − priceFactor_i / priceFactor_{i+1}),
 *
 * and a split is splitFactor_{i+1} / splitFactor_i new shares for one old. A
 * price is adjusted by priceFactor · splitFactor of its own row.
 *
 * @module
 */

import { DataQualityError } from "lib/core/errors.ts";
import type { Bars } from "lib/market/bars/bars.ts";
import { tidyRatio } from "lib/market/bars/tidy_ratio.ts";

/** One row of a factor file. */
export interface FactorRow {
  /** The last date it holds for, ms since 1970 UTC. */
  readonly date: number;
  /** Factor for dividends. */
  readonly priceFactor: number;
  /** Factor for splits. */
  readonly splitFactor: number;
  /** Close of that date as traded; not used where nothing changes. */
  readonly referencePrice: number;
}

/** One row of a map file. */
export interface MapRow {
  /** The last date it holds for, ms since 1970 UTC. */
  readonly date: number;
  /** The ticker until then, in upper case. */
  readonly symbol: string;
}

/**
 * Reads the text of a factor file.
 *
 * @param text The text.
 * @param file Name for messages.
 * @returns The rows, in order of date.
 * @throws {DataQualityError} If a row is broken or out of order.
 */
export function parseFactorFile(text: string, file: string): FactorRow[] {
  return parseRows(text, file, ([date, ...fields], row) => {
    const [priceFactor, splitFactor, referencePrice] = fields.map(Number);
    if (priceFactor > 0 && splitFactor > 0) {
      return {
        date: parseDate(date, file, row),
        priceFactor,
        splitFactor,
        referencePrice,
      };
    }
    throw new DataQualityError(
      `Factors must be > 0: they are ${fields.slice(0, 2).join(" and ")}`,
      { file, row, value: fields.join(",") },
    );
  });
}

/**
 * Reads the text of a map file.
 *
 * @param text The text.
 * @param file Name for messages.
 * @returns The rows, in order of date.
 * @throws {DataQualityError} If a row is broken or out of order.
 */
export function parseMapFile(text: string, file: string): MapRow[] {
  return parseRows(text, file, ([date, symbol = ""], row) => {
    if (symbol !== "") {
      return { date: parseDate(date, file, row), symbol: symbol.toUpperCase() };
    }
    throw new DataQualityError("A row must name a ticker", { file, row });
  });
}

/**
 * The ticker of a security on a date.
 *
 * @param rows Its map file.
 * @param time ms since 1970 UTC.
 * @returns The ticker, or `undefined` after its last row (delisted).
 */
export function symbolOn(
  rows: readonly MapRow[],
  time: number,
): string | undefined {
  return rows.find(({ date }) => time <= date)?.symbol;
}

/** How dividends are derived. */
export interface FactorOptions {
  /**
   * Decimals that dividends are rounded to; the seven digits of a factor bear
   * four, Lean itself takes two. @default 4
   */
  readonly decimals?: number;
}

/** A dividend or split that takes effect at one bar. */
export interface FactorEvent {
  /** Index of the bar. */
  readonly at: number;
  /** Dividend a share, on shares after the split; 0 if none. */
  readonly dividend: number;
  /** New shares for one old; 1 if none. */
  readonly split: number;
}

/**
 * What a factor file does to bars.
 *
 * @param time Opening times, increasing.
 * @param rows The factor file.
 * @param options How dividends are rounded.
 * @returns The events, in order of time.
 */
export function factorEvents(
  time: ArrayLike<number>,
  rows: readonly FactorRow[],
  options: FactorOptions = {},
): FactorEvent[] {
  const { decimals = 4 } = options;
  const unit = 10 ** decimals;
  const events: FactorEvent[] = [];
  let at = 0;
  for (let k = 0; k + 1 < rows.length; ++k) {
    while (at < time.length && time[at] <= rows[k].date) ++at;
    if (at === time.length) break;
    // What changed before the first bar is not ours.
    if (at === 0) continue;
    const ratio = rows[k + 1].splitFactor / rows[k].splitFactor;
    const split = Math.abs(ratio - 1) > 1e-6 ? tidyRatio(ratio) : 1;
    const paid = rows[k].referencePrice *
      (1 - rows[k].priceFactor / rows[k + 1].priceFactor);
    // A dividend is declared on old shares; ours is on new ones.
    const dividend = Math.round(paid * unit) / unit / split;
    if (split !== 1 || dividend > 0) events.push({ at, dividend, split });
  }
  return events;
}

/**
 * Raw bars with the dividends and splits of a factor file, in place of any
 * they had.
 *
 * @param bars Bars as traded.
 * @param rows The factor file.
 * @param options How dividends are rounded.
 */
export function withFactors(
  bars: Bars,
  rows: readonly FactorRow[],
  options: FactorOptions = {},
): Bars {
  const dividend = new Float64Array(bars.time.length);
  const split = new Float64Array(bars.time.length).fill(1);
  for (const event of factorEvents(bars.time, rows, options)) {
    dividend[event.at] += event.dividend;
    split[event.at] *= event.split;
  }
  return { ...bars, dividend, split };
}

/**
 * Bars with prices adjusted for splits and dividends to come, as Lean gives
 * them by default. They know the future: for comparing returns, not for
 * trading, and without actions of their own.
 *
 * @param bars Bars as traded.
 * @param rows The factor file.
 */
export function adjustedByFactors(
  bars: Bars,
  rows: readonly FactorRow[],
): Bars {
  const n = bars.time.length;
  const factor = new Float64Array(n);
  const splitFactor = new Float64Array(n);
  let k = 0;
  for (let i = 0; i < n; ++i) {
    while (k + 1 < rows.length && rows[k].date < bars.time[i]) ++k;
    splitFactor[i] = rows[k].splitFactor;
    factor[i] = rows[k].priceFactor * rows[k].splitFactor;
  }
  const scaled = (prices: Float64Array) => prices.map((p, i) => p * factor[i]);
  return {
    ...bars,
    open: scaled(bars.open),
    high: scaled(bars.high),
    low: scaled(bars.low),
    close: scaled(bars.close),
    volume: bars.volume.map((shares, i) => shares / splitFactor[i]),
    dividend: new Float64Array(n),
    split: new Float64Array(n).fill(1),
  };
}

function parseRows<Row extends { readonly date: number }>(
  text: string,
  file: string,
  read: (fields: string[], row: number) => Row,
): Row[] {
  const rows: Row[] = [];
  text.split("\n").forEach((line, i) => {
    if (line.trim() === "") return;
    const row = read(line.trim().split(","), i + 1);
    const last = rows.at(-1);
    if (last !== undefined && row.date <= last.date) {
      throw new DataQualityError("Rows must be in order of date", {
        file,
        row: i + 1,
        value: line,
      });
    }
    rows.push(row);
  });
  if (rows.length === 0) throw new DataQualityError("It has no rows", { file });
  return rows;
}

function parseDate(text: string, file: string, row: number): number {
  const match = /^(\d{4})(\d{2})(\d{2})$/.exec(text.trim());
  const date = match === null
    ? NaN
    : Date.UTC(Number(match[1]), Number(match[2]) - 1, Number(match[3]));
  if (Number.isFinite(date)) return date;
  throw new DataQualityError(
    `Cannot read "${text}" as a date must be written 20140606`,
    { file, row, value: text },
  );
}
