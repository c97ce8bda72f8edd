/**
 * History as a feed: the bars of several instruments merged by time, and
 * chains between them, in the order in which they became known.
 *
 * @module
 */

import type {
  ChainEvent,
  EventFeed,
  MarketEvent,
} from "lib/backtest/feeds/event_feed.ts";
import { SliceBuffer } from "lib/backtest/feeds/slice_buffer.ts";
import { equity, type Instrument } from "lib/backtest/instrument.ts";
import type { Bars } from "lib/market/bars/bars.ts";
import { DataQualityError } from "lib/core/errors.ts";
import type { OptionChain } from "lib/market/option_chain.ts";

/** What else history holds. */
export interface HistoryFeedOptions {
  /** Chains with the time at which each was known, in order of it. @default none */
  readonly chains?: readonly {
    readonly time: number;
    readonly chain: OptionChain;
  }[];
  /** Instruments without bars (priced by chains), after those with bars. */
  readonly instruments?: readonly Instrument[];
  /** The first time to play, ms since 1970 UTC. @default -Infinity */
  readonly from?: number;
  /** Events known after this are left out. @default Infinity */
  readonly to?: number;
}

/**
 * Plays bars, and chains, in the order in which they became known. Bars that
 * open at one time and are known at one time make one event.
 *
 * @param bars One table an instrument; its index is its place here.
 * @param options Chains and bounds.
 * @returns A feed to be used once.
 * @throws {DataQualityError} If chains are not in order of time.
 */
export function historyFeed(
  bars: readonly Bars[],
  options: HistoryFeedOptions = {},
): EventFeed {
  const { chains = [], instruments = [], from = -Infinity, to = Infinity } =
    options;
  checkOrder(chains);
  const slice = new SliceBuffer(bars.length);
  const cursor = new Int32Array(bars.length);
  for (let k = 0; k < bars.length; ++k) {
    while (bars[k].time[cursor[k]] < from) ++cursor[k];
  }
  let chainAt = chains.findIndex(({ time }) => time >= from);
  if (chainAt < 0) chainAt = chains.length;

  function nextChain(): ChainEvent | undefined {
    if (chainAt >= chains.length || chains[chainAt].time > to) return undefined;
    return { kind: "chain", ...chains[chainAt++] };
  }

  function next(): MarketEvent | undefined {
    // The earliest known, then the earliest opened of those.
    let known = Infinity;
    let opened = Infinity;
    for (let k = 0; k < bars.length; ++k) {
      const { time, knownTime } = bars[k];
      const i = cursor[k];
      if (i >= time.length) continue;
      if (
        knownTime[i] < known || (knownTime[i] === known && time[i] < opened)
      ) {
        known = knownTime[i];
        opened = time[i];
      }
    }
    if (chainAt < chains.length && chains[chainAt].time <= known) {
      return nextChain();
    }
    if (known === Infinity || known > to) return undefined;
    slice.start(opened, known);
    for (let k = 0; k < bars.length; ++k) {
      const i = cursor[k];
      const table = bars[k];
      if (i >= table.time.length) continue;
      if (table.time[i] !== opened || table.knownTime[i] !== known) continue;
      slice.addRow(k, table, i);
      cursor[k] = i + 1;
    }
    return slice;
  }

  return {
    instruments: [...bars.map(({ symbol }) => equity(symbol)), ...instruments],
    next,
  };
}

function checkOrder(chains: readonly { readonly time: number }[]): void {
  for (let i = 1; i < chains.length; ++i) {
    if (chains[i].time > chains[i - 1].time) continue;
    throw new DataQualityError(
      `Chains must be in order of time: chain ${i} at ${
        chains[i].time
      } does not come after ${chains[i - 1].time}. Sort or join them`,
      { value: chains[i].time },
    );
  }
}
