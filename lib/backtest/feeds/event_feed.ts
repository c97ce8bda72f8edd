/**
 * Where market events come from. History, a replayed stream and paper trading
 * stand behind this one interface, so that one strategy object and one engine
 * run on all three.
 *
 * @module
 */

import type { Instrument } from "lib/backtest/instrument.ts";
import type { OptionChain } from "lib/market/option_chain.ts";

/**
 * The bars of one time, one row an instrument that has one. A feed may use the
 * same object for every event: it is valid until the next one is asked for.
 */
export interface BarSlice {
  /** Which kind of event it is. */
  readonly kind: "bars";
  /** When these bars open, ms since 1970 UTC. */
  readonly time: number;
  /** When they are complete and known, ms since 1970 UTC. */
  readonly knownTime: number;
  /** Rows in use; the arrays may be longer. */
  readonly count: number;
  /** Index of each row's instrument, increasing. */
  readonly instrument: Int32Array;
  /** First prices. */
  readonly open: Float64Array;
  /** Highest prices. */
  readonly high: Float64Array;
  /** Lowest prices. */
  readonly low: Float64Array;
  /** Last prices. */
  readonly close: Float64Array;
  /** Shares traded, NaN if not said. */
  readonly volume: Float64Array;
  /** Dividends a share going ex at the open, 0 if none. */
  readonly dividend: Float64Array;
  /** Split ratios at the open, 1 if none. */
  readonly split: Float64Array;
}

/** Option quotes of one time. */
export interface ChainEvent {
  /** Which kind of event it is. */
  readonly kind: "chain";
  /** When the quotes were valid and known, ms since 1970 UTC. */
  readonly time: number;
  /** The quotes. */
  readonly chain: OptionChain;
}

/** Anything a market tells. */
export type MarketEvent = BarSlice | ChainEvent;

/** A source of events in order of the time at which they are known. */
export interface EventFeed {
  /** Instruments known from the start; options are met in chains. */
  readonly instruments: readonly Instrument[];
  /** The next event, `undefined` at the end; a promise where one must wait. */
  next(): MarketEvent | undefined | Promise<MarketEvent | undefined>;
}
