/**
 * Bars as far as they are known: the engine writes each bar in when it is
 * complete, so what lies ahead is not in memory, and a view counts backwards
 * from now.
 *
 * @module
 */

import type { BarSlice } from "lib/backtest/feeds/event_feed.ts";

/** Columns that history keeps. */
export type BarColumn =
  | "time"
  | "open"
  | "high"
  | "low"
  | "close"
  | "volume";

/** The past of one instrument, 0 the latest known bar. */
export interface HistoryView {
  /** Bars known so far. */
  readonly length: number;
  /**
   * A value `ago` bars back.
   *
   * @throws {RangeError} If `ago` is below 0 (ahead of now) or before the start.
   */
  at(column: BarColumn, ago: number): number;
  /** The last `count` values, oldest first, as a copy. @throws {RangeError} If there are fewer. */
  last(column: BarColumn, count: number): Float64Array;
}

/** A growing table of the bars of one instrument. */
export class History implements HistoryView {
  /** Bars known so far. */
  length: number = 0;
  #columns: Record<BarColumn, Float64Array>;

  /** Makes an empty history with room for `capacity` bars. */
  constructor(capacity: number = 512) {
    const column = () => new Float64Array(capacity);
    this.#columns = {
      time: column(),
      open: column(),
      high: column(),
      low: column(),
      close: column(),
      volume: column(),
    };
  }

  /** Adds row `row` of a slice. */
  append(slice: BarSlice, row: number): void {
    const i = this.length;
    if (i === this.#columns.time.length) this.#grow();
    const columns = this.#columns;
    columns.time[i] = slice.time;
    columns.open[i] = slice.open[row];
    columns.high[i] = slice.high[row];
    columns.low[i] = slice.low[row];
    columns.close[i] = slice.close[row];
    columns.volume[i] = slice.volume[row];
    this.length = i + 1;
  }

  /** A value `ago` bars back. */
  at(column: BarColumn, ago: number): number {
    if (!(ago >= 0 && ago < this.length)) throw this.#outside("ago", ago);
    return this.#columns[column][this.length - 1 - ago];
  }

  /** The last `count` values, oldest first, as a copy. */
  last(column: BarColumn, count: number): Float64Array {
    if (!(count >= 0 && count <= this.length)) {
      throw this.#outside("count", count);
    }
    return this.#columns[column].slice(this.length - count, this.length);
  }

  #outside(name: string, value: number): RangeError {
    return new RangeError(
      `Cannot look at history as ${name} must be in 0 to ${this.length}, the bars known by now: current value is ${value}`,
    );
  }

  #grow(): void {
    for (const name of Object.keys(this.#columns) as BarColumn[]) {
      const larger = new Float64Array(2 * this.#columns[name].length);
      larger.set(this.#columns[name]);
      this.#columns[name] = larger;
    }
  }
}
