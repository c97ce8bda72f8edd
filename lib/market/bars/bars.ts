/**
 * Daily (or other) bars of one instrument as a struct of arrays, raw as traded,
 * with the dividends and splits that change what a share is.
 *
 * Two times a row: `time` is when the bar opens (for a daily bar the start of
 * its session's date, as if in UTC), `knownTime` when it is complete and may
 * first be acted upon. Prices are never adjusted: a split of 7 for 1 is a price
 * seven times lower and `split` 7 in the first row that trades so.
 *
 * @module
 */

import { DataQualityError } from "lib/core/errors.ts";

/** Milliseconds of a day. */
export const DAY_MS = 86_400_000;

/** Bars of one instrument in order of time; every array has shape `[n]`. */
export interface Bars {
  /** Where they came from: a file name, a package, a citation. */
  readonly source: string;
  /** Ticker or other name. */
  readonly symbol: string;
  /** Opening time, ms since 1970 UTC, strictly increasing. */
  readonly time: Float64Array;
  /** When the bar is complete, ms since 1970 UTC, `> time`. */
  readonly knownTime: Float64Array;
  /** First price, in currency units a share. */
  readonly open: Float64Array;
  /** Highest price. */
  readonly high: Float64Array;
  /** Lowest price. */
  readonly low: Float64Array;
  /** Last price. */
  readonly close: Float64Array;
  /** Shares traded; NaN where the source does not say. */
  readonly volume: Float64Array;
  /**
   * Cash dividend a share that goes ex at this bar's open, in currency units,
   * on shares counted after this row's split; 0 if none.
   */
  readonly dividend: Float64Array;
  /** New shares for one old at this bar's open; 1 if no split. */
  readonly split: Float64Array;
}

/** Columns that {@link makeBars} takes; what is left out is filled in. */
export interface BarColumns {
  /** Opening times, ms since 1970 UTC. */
  readonly time: ArrayLike<number>;
  /** When each bar is complete. @default time + one day */
  readonly knownTime?: ArrayLike<number>;
  /** First prices. */
  readonly open: ArrayLike<number>;
  /** Highest prices. */
  readonly high: ArrayLike<number>;
  /** Lowest prices. */
  readonly low: ArrayLike<number>;
  /** Last prices. */
  readonly close: ArrayLike<number>;
  /** Shares traded. @default NaN */
  readonly volume?: ArrayLike<number>;
  /** Dividends a share going ex. @default 0 */
  readonly dividend?: ArrayLike<number>;
  /** Split ratios. @default 1 */
  readonly split?: ArrayLike<number>;
}

/**
 * Makes bars of columns.
 *
 * @param symbol Ticker or other name.
 * @param columns The columns, all of one length.
 * @param source Where they came from.
 * @returns The bars; the columns are copied.
 * @throws {TypeError} If the columns differ in length.
 * @throws {DataQualityError} If times do not increase or a price is not > 0.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { DAY_MS, makeBars } from "lib/market/bars/bars.ts";
 *
 * const bars = makeBars("XYZ", {
 *   time: [0, DAY_MS],
 *   open: [10, 11],
 *   high: [11, 12],
 *   low: [9, 10],
 *   close: [10.5, 11.5],
 * });
 * assertEquals(bars.knownTime[0], DAY_MS);
 * assertEquals(bars.split[1], 1);
 * ```
 */
export function makeBars(
  symbol: string,
  columns: BarColumns,
  source: string = "by hand",
): Bars {
  const n = columns.time.length;
  const take = (name: keyof BarColumns, fallback: number) => {
    const column = columns[name];
    if (column === undefined) return new Float64Array(n).fill(fallback);
    if (column.length === n) return Float64Array.from(column);
    throw new TypeError(
      `Cannot make bars as every column must have ${n} rows: ${name} has ${column.length}`,
    );
  };
  const time = take("time", NaN);
  const bars: Bars = {
    source,
    symbol,
    time,
    knownTime: columns.knownTime === undefined
      ? time.map((t) => t + DAY_MS)
      : take("knownTime", NaN),
    open: take("open", NaN),
    high: take("high", NaN),
    low: take("low", NaN),
    close: take("close", NaN),
    volume: take("volume", NaN),
    dividend: take("dividend", 0),
    split: take("split", 1),
  };
  for (let i = 0; i < n; ++i) checkRow(bars, i);
  return bars;
}

/** What the engine relies on: order in time, and prices above 0. */
function checkRow(bars: Bars, i: number): void {
  const place = { file: bars.source, row: i + 1 };
  const { time, knownTime, dividend, split } = bars;
  if (!(time[i] > (i === 0 ? -Infinity : time[i - 1]))) {
    throw new DataQualityError(
      `Bars must be in order of time: ${time[i]} does not come after ${
        time[i - 1]
      }. Sort them, or read them with repairs`,
      { ...place, column: "time", value: time[i] },
    );
  }
  if (!(knownTime[i] > time[i])) {
    throw new DataQualityError(
      `A bar must be known after it opens: ${knownTime[i]} is not > ${time[i]}`,
      { ...place, column: "knownTime", value: knownTime[i] },
    );
  }
  for (const column of ["open", "high", "low", "close"] as const) {
    const price = bars[column][i];
    if (price > 0 && price < Infinity) continue;
    throw new DataQualityError(
      `Cannot use ${price} as a price must be a finite number > 0. Mend or remove the row`,
      { ...place, column, value: price },
    );
  }
  const volume = bars.volume[i];
  // NaN is a volume that is not known.
  if (volume < 0 || volume === Infinity) {
    throw new DataQualityError(
      `Cannot use ${volume} as a volume must be a finite number >= 0. Mend it, or leave it empty if it is not known`,
      { ...place, column: "volume", value: volume },
    );
  }
  if (!(dividend[i] >= 0 && dividend[i] < Infinity)) {
    throw new DataQualityError(
      `Cannot use ${dividend[i]} as a dividend must be a finite number >= 0`,
      { ...place, column: "dividend", value: dividend[i] },
    );
  }
  if (!(split[i] > 0 && split[i] < Infinity)) {
    throw new DataQualityError(
      `Cannot use ${split[i]} as a split ratio must be a finite number > 0`,
      { ...place, column: "split", value: split[i] },
    );
  }
}

/**
 * Rows `[start, end)` of bars, as new bars.
 *
 * @param bars The bars, left as they are.
 * @param start First row.
 * @param end Row after the last. @default n
 */
export function sliceBars(
  bars: Bars,
  start: number,
  end: number = bars.time.length,
): Bars {
  return {
    source: bars.source,
    symbol: bars.symbol,
    time: bars.time.slice(start, end),
    knownTime: bars.knownTime.slice(start, end),
    open: bars.open.slice(start, end),
    high: bars.high.slice(start, end),
    low: bars.low.slice(start, end),
    close: bars.close.slice(start, end),
    volume: bars.volume.slice(start, end),
    dividend: bars.dividend.slice(start, end),
    split: bars.split.slice(start, end),
  };
}
