/**
 * A recorded stream as a feed, and a feed as a recorded stream: JSON lines, as
 * `lib/backtest/feeds/event_record.ts` describes them.
 *
 * @module
 */

import { DataQualityError } from "lib/core/errors.ts";
import type { EventFeed } from "lib/backtest/feeds/event_feed.ts";
import {
  eventOf,
  type EventRecord,
  recordOf,
} from "lib/backtest/feeds/event_record.ts";
import type { Instrument } from "lib/backtest/instrument.ts";

/**
 * Replays a stream, line by line, with flat memory.
 *
 * @param lines JSON lines; blank ones are skipped.
 * @param instruments Instruments with bars in the stream.
 * @returns A feed for `runLive`, to be used once.
 * @throws {DataQualityError} When a line that cannot be read is reached.
 */
export function replayFeed(
  lines: AsyncIterable<string> | Iterable<string>,
  instruments: readonly Instrument[],
): EventFeed {
  const events = readEvents(lines, instruments);
  return {
    instruments,
    async next() {
      const { done, value } = await events.next();
      return done ? undefined : value;
    },
  };
}

async function* readEvents(
  lines: AsyncIterable<string> | Iterable<string>,
  instruments: readonly Instrument[],
): AsyncGenerator<ReturnType<typeof eventOf>> {
  let row = 0;
  for await (const line of lines) {
    ++row;
    if (line.trim() === "") continue;
    yield eventOf(parse(line, row), instruments, row);
  }
}

function parse(line: string, row: number): EventRecord {
  try {
    return JSON.parse(line);
  } catch (error) {
    throw new DataQualityError(
      `The line is no JSON: ${(error as Error).message}`,
      { row, value: line.slice(0, 40) },
    );
  }
}

/**
 * Records a feed as JSON lines, each with its line end.
 *
 * @param feed A feed that has not been used; it is used up.
 */
export async function* recordFeed(feed: EventFeed): AsyncGenerator<string> {
  for (;;) {
    const event = await feed.next();
    if (event === undefined) return;
    yield JSON.stringify(recordOf(event, feed.instruments)) + "\n";
  }
}
