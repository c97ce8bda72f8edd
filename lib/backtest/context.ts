/**
 * The context that a strategy is given: a window on the engine's state that
 * places orders and shows nothing that is not known yet.
 *
 * @module
 */

import type { History, HistoryView } from "lib/backtest/history.ts";
import { type Instrument, unitsPerShare } from "lib/backtest/instrument.ts";
import type { OptionMarket } from "lib/backtest/options/option_market.ts";
import type {
  Order,
  OrderRequest,
  OrderTicket,
} from "lib/backtest/orders/order.ts";
import type { OrderBook } from "lib/backtest/orders/order_book.ts";
import {
  checkRequest,
  WorkingOrder,
} from "lib/backtest/orders/working_order.ts";
import type { Portfolio } from "lib/backtest/portfolio.ts";
import type { LivePortfolioView } from "lib/backtest/portfolio_view.ts";
import type { RefusedOrder } from "lib/backtest/result.ts";
import type { StrategyContext } from "lib/backtest/strategy.ts";
import type { OptionChain } from "lib/market/option_chain.ts";
import {
  firstRefusal,
  type OrderLimit,
  type PortfolioView,
  type Refusal,
} from "lib/risk/order_limit.ts";

/** What limits cannot judge does not exist. */
const NO_PRICE: Refusal = {
  limit: "known_price",
  reason: "no price is known yet, so no limit can judge the order",
};

/** The parts of an engine that a context shows. */
export interface EngineParts {
  /** Now, ms since 1970 UTC. */
  readonly now: () => number;
  /** Cash and positions. */
  readonly portfolio: Portfolio;
  /** Orders. */
  readonly book: OrderBook;
  /** Options. */
  readonly options: OptionMarket;
  /** Bars known so far, by index of their instrument. */
  readonly historyOf: (instrument: number) => History;
  /** The portfolio for limits. */
  readonly view: LivePortfolioView;
  /** What an order must pass. */
  readonly limits: readonly OrderLimit[];
  /** Where refusals are kept. */
  readonly refused: RefusedOrder[];
}

/** The context of a run. */
export class EngineContext implements StrategyContext {
  readonly #parts: EngineParts;

  /** Makes a context. */
  constructor(parts: EngineParts) {
    this.#parts = parts;
  }

  /** Now, ms since 1970 UTC. */
  get time(): number {
    return this.#parts.now();
  }

  /** Cash, in currency units. */
  get cash(): number {
    return this.#parts.portfolio.cashCents / 100;
  }

  /** Cash and positions at their last known prices. */
  get equity(): number {
    return this.#parts.portfolio.equityCents() / 100;
  }

  /** The portfolio as limits see it. */
  get portfolio(): PortfolioView {
    return this.#parts.view;
  }

  /** Instruments known so far. */
  get instruments(): readonly Instrument[] {
    return this.#parts.portfolio.instruments.list;
  }

  /** Index of a symbol. */
  instrumentOf(symbol: string): number {
    return this.#parts.portfolio.instruments.indexOf(symbol);
  }

  /** Signed units held. */
  position(instrument: number): number {
    return this.#parts.portfolio.quantity[instrument] ?? 0;
  }

  /** Last known price. */
  price(instrument: number): number {
    return this.#parts.portfolio.price[instrument] ?? NaN;
  }

  /** Bars of an instrument up to now. */
  history(instrument: number): HistoryView {
    return this.#parts.historyOf(instrument);
  }

  /** Places an order. */
  order(request: OrderRequest): OrderTicket {
    const { book, limits, portfolio, refused, view } = this.#parts;
    checkRequest(request, portfolio.instruments);
    const time = this.time;
    if (limits.length > 0) {
      const { instrument, quantity } = request;
      const terms = portfolio.instruments.list[instrument];
      const price = request.limitPrice ?? this.price(instrument);
      // No comparison with NaN is true: a limit would let such an order pass.
      const refusal = Number.isNaN(price) ? NO_PRICE : firstRefusal(limits, {
        time,
        symbol: terms.symbol,
        quantity: quantity / unitsPerShare(terms),
        price,
        multiplier: terms.kind === "option" ? terms.multiplier : 1,
      }, view);
      if (refusal !== undefined) {
        refused.push({ time, instrument, quantity, ...refusal });
        return { ok: false, ...refusal };
      }
    }
    const order = new WorkingOrder(book.nextId, time, request);
    book.add(order);
    return { ok: true, id: order.id };
  }

  /** Places a market order to hold `quantity` units. */
  orderTo(
    instrument: number,
    quantity: number,
    tag: string = "",
  ): OrderTicket | undefined {
    const difference = quantity - this.position(instrument) -
      this.#parts.book.pending(instrument);
    if (difference === 0) return undefined;
    return this.order({ instrument, quantity: difference, tag });
  }

  /** Index of the option of a row of a chain. */
  option(chain: OptionChain, row: number): number {
    return this.#parts.options.optionAt(chain, row);
  }

  /** Exercises American options held. */
  exercise(instrument: number, quantity: number): void {
    this.#parts.options.exercise(instrument, quantity, this.time);
  }

  /** Cancels a working order. */
  cancel(id: number): boolean {
    return this.#parts.book.cancel(id);
  }

  /** Orders that work, oldest first. */
  workingOrders(): readonly Order[] {
    return [...this.#parts.book.working];
  }
}
