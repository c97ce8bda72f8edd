/**
 * Rows of many symbols in one table: those of a symbol stand together in order
 * of time, cut into segments where bars are missing.
 *
 * What is computed along time (features, labels, windows) stays within a
 * segment, so that a week that is not there is never taken for a bar.
 *
 * @module
 */

import { DataQualityError } from "lib/core/errors.ts";

/** Rows `[start, end)` of one symbol without a gap. */
export interface Segment {
  /** Index of the symbol. */
  readonly symbol: number;
  /** First row. */
  readonly start: number;
  /** Row after the last. */
  readonly end: number;
}

/** When and of whom rows are; every array has shape `[rows]`. */
export interface PanelRows {
  /** Number of rows. */
  readonly rows: number;
  /** Names of the symbols. */
  readonly symbols: readonly string[];
  /** Symbol of each row, not decreasing. */
  readonly symbolOf: Int32Array;
  /** When each bar opens, ms since 1970 UTC, increasing within a symbol. */
  readonly time: Float64Array;
  /** When each bar is known, ms since 1970 UTC, increasing within a symbol. */
  readonly knownTime: Float64Array;
  /** Runs of rows without a gap, in order; each row is in one. */
  readonly segments: readonly Segment[];
}

/** How rows are checked and cut. */
export interface PanelOptions {
  /**
   * Longest step between two rows of a symbol, in bars (the median step of all
   * symbols); a longer one starts a new segment. The default passes weekends
   * and holidays of daily bars. Where five-minute bars stop overnight it must
   * exceed the night, or each day is a segment of its own. @default {10}
   */
  readonly maxGap?: number;
  /** The present, ms since 1970 UTC: no row may be known later. @default none */
  readonly now?: number;
}

/** A symbol's times as they enter a panel. */
export interface SymbolTimes {
  /** Its name. */
  readonly symbol: string;
  /** Where they come from, for messages. */
  readonly source: string;
  /** When bars open, ms since 1970 UTC. */
  readonly time: ArrayLike<number>;
  /** When bars are known, ms since 1970 UTC. */
  readonly knownTime: ArrayLike<number>;
}

/**
 * Puts the times of symbols below each other, checked and cut into segments.
 *
 * @param tables A table for each symbol.
 * @param options The longest gap, and the present.
 * @throws {RangeError} If there are no rows, or `maxGap` is below 1.
 * @throws {DataQualityError} If a symbol stands there twice, a time is not a
 * number or does not come after the one before, or a row lies in the future.
 */
export function joinTimes(
  tables: readonly SymbolTimes[],
  options: PanelOptions = {},
): PanelRows {
  const { maxGap = 10, now = Infinity } = options;
  if (!(maxGap >= 1)) {
    throw new RangeError(
      `Cannot make a panel as maxGap must be a number of bars >= 1: current value is ${maxGap}`,
    );
  }
  const rows = tables.reduce((sum, { time }) => sum + time.length, 0);
  if (rows === 0) {
    throw new RangeError(
      `Cannot make a panel as there must be a row or more: current tables are ${tables.length} without a row`,
    );
  }
  checkNames(tables);
  const symbolOf = new Int32Array(rows);
  const time = new Float64Array(rows);
  const knownTime = new Float64Array(rows);
  const starts: number[] = [];
  let at = 0;
  tables.forEach((table, symbol) => {
    checkTimes(table, now);
    starts.push(at);
    time.set(table.time, at);
    knownTime.set(table.knownTime, at);
    symbolOf.fill(symbol, at, at += table.time.length);
  });
  return {
    rows,
    symbols: tables.map(({ symbol }) => symbol),
    symbolOf,
    time,
    knownTime,
    segments: segmentsOf(time, [...starts, rows], maxGap),
  };
}

function checkNames(tables: readonly SymbolTimes[]): void {
  const seen = new Set<string>();
  for (const { symbol, source } of tables) {
    if (seen.has(symbol)) {
      throw new DataQualityError(
        `Each symbol must stand in one table: ${symbol} stands in two. Join or rename them`,
        { file: source, column: "symbol", value: symbol },
      );
    }
    seen.add(symbol);
  }
}

function checkTimes(table: SymbolTimes, now: number): void {
  for (const column of ["time", "knownTime"] as const) {
    const times = table[column];
    for (let i = 0; i < times.length; ++i) {
      const place = {
        file: table.source,
        row: i + 1,
        column,
        value: times[i],
      };
      const before = i === 0 ? -Infinity : times[i - 1];
      if (times[i] === before) {
        throw new DataQualityError(
          `Two bars of ${table.symbol} have the same time, ${
            writtenTime(times[i])
          }. Remove one`,
          place,
        );
      }
      if (!(times[i] > before && times[i] < Infinity)) {
        throw new DataQualityError(
          `Bars of ${table.symbol} must be in order of time: ${
            writtenTime(times[i])
          } does not come after ${writtenTime(before)}. Sort them`,
          place,
        );
      }
      if (times[i] > now) {
        throw new DataQualityError(
          `A bar of ${table.symbol} lies in the future: ${
            writtenTime(times[i])
          } is after ${
            writtenTime(now)
          }. Remove it, or mend the clock or the time zone`,
          place,
        );
      }
    }
  }
}

/** Cuts at the first row of each symbol and where a step is too long. */
function segmentsOf(
  time: Float64Array,
  starts: readonly number[],
  maxGap: number,
): Segment[] {
  const longest = maxGap * barMs(time, starts);
  const segments: Segment[] = [];
  for (let symbol = 0; symbol + 1 < starts.length; ++symbol) {
    let start = starts[symbol];
    for (let i = start + 1; i <= starts[symbol + 1]; ++i) {
      const isOver = i === starts[symbol + 1];
      if (!isOver && !(time[i] - time[i - 1] > longest)) continue;
      segments.push({ symbol, start, end: i });
      start = i;
    }
  }
  return segments;
}

/** The median step between rows; infinite if no symbol has two. */
function barMs(time: Float64Array, starts: readonly number[]): number {
  const steps = new Float64Array(time.length);
  let count = 0;
  for (let symbol = 0; symbol + 1 < starts.length; ++symbol) {
    for (let i = starts[symbol] + 1; i < starts[symbol + 1]; ++i) {
      steps[count++] = time[i] - time[i - 1];
    }
  }
  return count === 0
    ? Infinity
    : steps.subarray(0, count).sort()[Math.floor(count / 2)];
}

/** `2025-04-30T16:00Z` of a time; a number that is none as it stands. */
export function writtenTime(ms: number): string {
  const date = new Date(ms);
  return Number.isNaN(date.getTime())
    ? String(ms)
    : `${date.toISOString().slice(0, 16)}Z`;
}
