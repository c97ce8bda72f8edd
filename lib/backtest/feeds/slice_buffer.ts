/**
 * A slice of bars that is filled again and again, so that playing history
 * allocates nothing an event.
 *
 * @module
 */

import type { BarSlice } from "lib/backtest/feeds/event_feed.ts";
import type { Bars } from "lib/market/bars/bars.ts";

/** A slice that is reused. */
export class SliceBuffer implements BarSlice {
  /** Which kind of event it is. */
  readonly kind: "bars" = "bars" as const;
  /** When these bars open, ms since 1970 UTC. */
  time: number = NaN;
  /** When they are known, ms since 1970 UTC. */
  knownTime: number = NaN;
  /** Rows in use. */
  count: number = 0;
  /** Index of each row's instrument. */
  readonly instrument: Int32Array;
  /** First prices. */
  readonly open: Float64Array;
  /** Highest prices. */
  readonly high: Float64Array;
  /** Lowest prices. */
  readonly low: Float64Array;
  /** Last prices. */
  readonly close: Float64Array;
  /** Shares traded. */
  readonly volume: Float64Array;
  /** Dividends a share. */
  readonly dividend: Float64Array;
  /** Split ratios. */
  readonly split: Float64Array;

  /** Makes room for a bar of each of `instruments` instruments. */
  constructor(instruments: number) {
    this.instrument = new Int32Array(instruments);
    this.open = new Float64Array(instruments);
    this.high = new Float64Array(instruments);
    this.low = new Float64Array(instruments);
    this.close = new Float64Array(instruments);
    this.volume = new Float64Array(instruments);
    this.dividend = new Float64Array(instruments);
    this.split = new Float64Array(instruments);
  }

  /** Begins a new slice. */
  start(time: number, knownTime: number): void {
    this.time = time;
    this.knownTime = knownTime;
    this.count = 0;
  }

  /** Adds row `i` of a table as the bar of an instrument. */
  addRow(instrument: number, bars: Bars, i: number): void {
    const row = this.count++;
    this.instrument[row] = instrument;
    this.open[row] = bars.open[i];
    this.high[row] = bars.high[i];
    this.low[row] = bars.low[i];
    this.close[row] = bars.close[i];
    this.volume[row] = bars.volume[i];
    this.dividend[row] = bars.dividend[i];
    this.split[row] = bars.split[i];
  }
}
