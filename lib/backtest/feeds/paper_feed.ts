/**
 * Paper trading: events are pushed in as a market tells them, and the engine
 * waits in between. The only clock is the one that is handed in; it guards
 * against events from the future.
 *
 * @module
 */

import { DataQualityError } from "lib/core/errors.ts";
import type { Clock } from "lib/backtest/clock.ts";
import type { EventFeed, MarketEvent } from "lib/backtest/feeds/event_feed.ts";
import { eventOf, type EventRecord } from "lib/backtest/feeds/event_record.ts";
import type { Instrument } from "lib/backtest/instrument.ts";

/** A feed that is pushed. */
export interface PaperFeed extends EventFeed {
  /**
   * Takes an event.
   *
   * @throws {DataQualityError} If it cannot be used, is known only after the
   * clock's now, or was known before the last one.
   * @throws {TypeError} If the feed is closed.
   */
  push(record: EventRecord): void;
  /** Ends the feed: the run ends when what was pushed is played. */
  close(): void;
}

/**
 * Makes a feed for paper trading.
 *
 * @param instruments Instruments with bars.
 * @param clock The time; events known after its now are refused.
 * @returns A feed for `runLive`, to be used once.
 */
export function paperFeed(
  instruments: readonly Instrument[],
  clock: Clock,
): PaperFeed {
  const waiting: MarketEvent[] = [];
  let wake: ((event: MarketEvent | undefined) => void) | undefined;
  let isClosed = false;
  let last = -Infinity;
  let pushed = 0;

  function push(record: EventRecord): void {
    if (isClosed) throw new TypeError("Cannot push: the feed is closed");
    const event = eventOf(record, instruments, ++pushed);
    const known = event.kind === "bars" ? event.knownTime : event.time;
    if (known > clock.now() || known < last) {
      throw new DataQualityError(
        known > clock.now()
          ? `An event must be known by now: ${known} is after ${clock.now()}`
          : `Events must come in order: ${known} is before ${last}`,
        { row: pushed, value: known },
      );
    }
    last = known;
    if (wake === undefined) waiting.push(event);
    else {
      wake(event);
      wake = undefined;
    }
  }

  return {
    instruments,
    push,
    close() {
      isClosed = true;
      wake?.(undefined);
      wake = undefined;
    },
    next() {
      if (waiting.length > 0) return waiting.shift();
      if (isClosed) return undefined;
      return new Promise((resolve) => wake = resolve);
    },
  };
}
