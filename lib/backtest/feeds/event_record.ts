/**
 * Market events as plain records, one JSON object a line in a recorded stream:
 *
 * ```text
 * {"kind":"bars","time":0,"knownTime":86400000,"rows":[{"symbol":"XYZ","open":10,"high":11,"low":9,"close":10.5,"volume":1000}]}
 * {"kind":"chain","time":72000000,"source":"…","rows":[{"underlying":"XYZ","expiry":1209600000,"tau":0.04,"strike":100,"isCall":true,"bid":1,"ask":1.1,"spot":99}]}
 * ```
 *
 * What is not known is left out.
 *
 * @module
 */

import { DataQualityError } from "lib/core/errors.ts";
import type { MarketEvent } from "lib/backtest/feeds/event_feed.ts";
import { SliceBuffer } from "lib/backtest/feeds/slice_buffer.ts";
import type { Instrument } from "lib/backtest/instrument.ts";
import {
  chainFromRows,
  type ChainRow,
  rowOf,
} from "lib/market/option_chain.ts";

/** One bar of an event. */
export interface BarRow {
  /** Symbol of the instrument. */
  readonly symbol: string;
  /** First price. */
  readonly open: number;
  /** Highest price. */
  readonly high: number;
  /** Lowest price. */
  readonly low: number;
  /** Last price. */
  readonly close: number;
  /** Shares traded. @default NaN */
  readonly volume?: number;
  /** Dividend a share going ex at the open. @default 0 */
  readonly dividend?: number;
  /** Split ratio at the open. @default 1 */
  readonly split?: number;
}

/** An event as a record. */
export type EventRecord =
  | {
    readonly kind: "bars";
    readonly time: number;
    readonly knownTime: number;
    readonly rows: readonly BarRow[];
  }
  | {
    readonly kind: "chain";
    readonly time: number;
    readonly source: string;
    readonly rows: readonly ChainRow[];
  };

/**
 * The event of a record.
 *
 * @param record The record.
 * @param instruments Instruments of the feed; a bar's index is its place here.
 * @param row Where the record stands in its stream, for messages.
 * @throws {DataQualityError} If a symbol is not one of them or stands twice, a
 * price is not a finite number > 0, or a time is none.
 */
export function eventOf(
  record: EventRecord,
  instruments: readonly Instrument[],
  row: number,
): MarketEvent {
  if (record.kind === "chain") {
    checkTime(record.time, "time", row);
    const chain = chainFromRows(record.source, record.rows);
    return { kind: "chain", time: record.time, chain };
  }
  if (record.kind !== "bars") {
    throw new DataQualityError(
      `Cannot read an event of kind "${
        (record as { kind: unknown }).kind
      }": it must be "bars" or "chain"`,
      { row },
    );
  }
  checkTime(record.time, "time", row);
  checkTime(record.knownTime, "knownTime", row);
  const indices = record.rows.map(({ symbol }) =>
    instruments.findIndex((each) => each.symbol === symbol)
  );
  const order = indices.map((_, k) => k).sort((a, b) =>
    indices[a] - indices[b]
  );
  const slice = new SliceBuffer(record.rows.length);
  slice.start(record.time, record.knownTime);
  order.forEach((k, place) => {
    const bar = record.rows[k];
    if (indices[k] < 0 || indices[k] === indices[order[place - 1]]) {
      throw new DataQualityError(
        indices[k] < 0
          ? `"${bar.symbol}" is no instrument of this feed`
          : `"${bar.symbol}" stands twice in one event`,
        { row, column: "symbol", value: bar.symbol },
      );
    }
    for (const column of ["open", "high", "low", "close"] as const) {
      if (bar[column] > 0 && bar[column] < Infinity) continue;
      throw new DataQualityError(
        `Cannot use ${bar[column]} as a price must be a finite number > 0`,
        { row, column, value: bar[column] },
      );
    }
    slice.instrument[place] = indices[k];
    slice.open[place] = bar.open;
    slice.high[place] = bar.high;
    slice.low[place] = bar.low;
    slice.close[place] = bar.close;
    slice.volume[place] = bar.volume ?? NaN;
    slice.dividend[place] = bar.dividend ?? 0;
    slice.split[place] = bar.split ?? 1;
  });
  slice.count = record.rows.length;
  return slice;
}

/**
 * The record of an event.
 *
 * @param event The event.
 * @param instruments Instruments of its feed.
 */
export function recordOf(
  event: MarketEvent,
  instruments: readonly Instrument[],
): EventRecord {
  if (event.kind === "chain") {
    const { chain, time } = event;
    const rows = Array.from(chain.strike, (_, i) => known(rowOf(chain, i)));
    return { kind: "chain", time, source: chain.source, rows };
  }
  const rows = Array.from({ length: event.count }, (_, row): BarRow =>
    known({
      symbol: instruments[event.instrument[row]].symbol,
      open: event.open[row],
      high: event.high[row],
      low: event.low[row],
      close: event.close[row],
      volume: event.volume[row],
      dividend: event.dividend[row] === 0 ? NaN : event.dividend[row],
      split: event.split[row] === 1 ? NaN : event.split[row],
    }));
  return {
    kind: "bars",
    time: event.time,
    knownTime: event.knownTime,
    rows,
  };
}

/** The record without what is not known. */
function known<Row extends object>(row: Row): Row {
  return Object.fromEntries(
    Object.entries(row).filter(([, value]) => !Number.isNaN(value)),
  ) as Row;
}

function checkTime(time: number, column: string, row: number): void {
  if (Number.isFinite(time)) return;
  throw new DataQualityError(
    `Cannot use ${time} as a time must be a finite number of milliseconds`,
    { row, column, value: time },
  );
}
