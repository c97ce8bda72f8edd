/**
 * A strategy: a plain object that is told what has become known and places
 * orders. The same object runs on history, on a replayed stream and in paper
 * trading; it learns the time from its context and never from a clock.
 *
 * @module
 */

import type { BarSlice } from "lib/backtest/feeds/event_feed.ts";
import type { Instrument } from "lib/backtest/instrument.ts";
import type { HistoryView } from "lib/backtest/history.ts";
import type {
  Fill,
  Order,
  OrderRequest,
  OrderTicket,
} from "lib/backtest/orders/order.ts";
import type { OptionChain } from "lib/market/option_chain.ts";
import type { PortfolioView } from "lib/risk/order_limit.ts";

/** What a strategy is told, and what it can do; only what is known by now. */
export interface StrategyContext {
  /** Now: when the latest event became known, ms since 1970 UTC. */
  readonly time: number;
  /** Cash, in currency units. */
  readonly cash: number;
  /** Cash and positions at their last known prices. */
  readonly equity: number;
  /** The portfolio as limits see it. */
  readonly portfolio: PortfolioView;
  /** Instruments known so far; their index is their number everywhere. */
  readonly instruments: readonly Instrument[];
  /**
   * Index of a symbol.
   *
   * @throws {RangeError} If no instrument of that name is known; names the nearest.
   */
  instrumentOf(symbol: string): number;
  /** Signed units held. */
  position(instrument: number): number;
  /** Last known price, NaN before there is one. */
  price(instrument: number): number;
  /** Bars of an instrument up to now. */
  history(instrument: number): HistoryView;
  /**
   * Places an order.
   *
   * @returns Its number, or the limit that refused it and why.
   * @throws {RangeError} If the request makes no sense.
   */
  order(request: OrderRequest): OrderTicket;
  /**
   * Places a market order to hold `quantity` units, counting working orders.
   *
   * @returns `undefined` if there is nothing to do.
   */
  orderTo(
    instrument: number,
    quantity: number,
    tag?: string,
  ): OrderTicket | undefined;
  /**
   * Index of the option of a row of a chain; it joins the run's instruments
   * when it is first asked for.
   *
   * @throws {RangeError} If the row does not say its expiry.
   */
  option(chain: OptionChain, row: number): number;
  /**
   * Exercises American options held, at once.
   *
   * @param instrument Index of the option.
   * @param quantity Contracts, no more than are held.
   * @throws {RangeError} If it is no American option or fewer are held.
   */
  exercise(instrument: number, quantity: number): void;
  /** Cancels a working order; false if it works no more. */
  cancel(id: number): boolean;
  /** Orders that work, oldest first. */
  workingOrders(): readonly Order[];
}

/** Something that trades. */
export interface Strategy {
  /** A word for reports. */
  readonly name: string;
  /** Called once before the first event. */
  onStart?(context: StrategyContext): void;
  /** Called when the bars of one time are known; `bars` is valid in the call only. */
  onBar?(context: StrategyContext, bars: BarSlice): void;
  /** Called when a chain of quotes is known. */
  onChain?(context: StrategyContext, chain: OptionChain): void;
  /** Called for each fill, after it is booked. */
  onFill?(context: StrategyContext, fill: Fill): void;
  /**
   * Called for each order that ended before it was filled: rejected, expired,
   * or cancelled by a split, a margin call or a shortfall, with its reason; not
   * for one that the strategy cancelled.
   */
  onOrderEnd?(context: StrategyContext, order: Order): void;
  /** Called once after the last event; orders placed here never trade. */
  onEnd?(context: StrategyContext): void;
}
