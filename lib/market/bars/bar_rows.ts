/**
 * Bars as a file has them, before they are checked: any order, any price.
 *
 * @module
 */

/** Columns of numbers that a file of bars may have. */
export const BAR_NUMBERS = [
  "open",
  "high",
  "low",
  "close",
  "volume",
  "dividend",
  "split",
] as const;

/** Name of a column of numbers. */
export type BarNumber = (typeof BAR_NUMBERS)[number];

/** Rows of one symbol, in the order of the file. */
export interface BarRows {
  /** Ticker. */
  readonly symbol: string;
  /** Row in the file, counted from 1 with the header as row 1. */
  readonly row: number[];
  /** Opening times, ms since 1970 UTC. */
  readonly time: number[];
  /** First prices; NaN for a blank, here and below. */
  readonly open: number[];
  /** Highest prices. */
  readonly high: number[];
  /** Lowest prices. */
  readonly low: number[];
  /** Last prices. */
  readonly close: number[];
  /** Shares traded. */
  readonly volume: number[];
  /** Dividends a share. */
  readonly dividend: number[];
  /** Split ratios. */
  readonly split: number[];
}

/** No rows of a symbol. */
export function noRows(symbol: string): BarRows {
  return {
    symbol,
    row: [],
    time: [],
    open: [],
    high: [],
    low: [],
    close: [],
    volume: [],
    dividend: [],
    split: [],
  };
}

/** The rows at `places`, in that order. */
export function takeBarRows(rows: BarRows, places: readonly number[]): BarRows {
  const take = (column: readonly number[]) => places.map((i) => column[i]);
  return {
    symbol: rows.symbol,
    row: take(rows.row),
    time: take(rows.time),
    open: take(rows.open),
    high: take(rows.high),
    low: take(rows.low),
    close: take(rows.close),
    volume: take(rows.volume),
    dividend: take(rows.dividend),
    split: take(rows.split),
  };
}
