/**
 * The portfolio as strategies and limits see it: in currency units, by symbol,
 * and read only.
 *
 * @module
 */

import { unitsPerShare } from "lib/backtest/instrument.ts";
import type { OrderBook } from "lib/backtest/orders/order_book.ts";
import type { Portfolio } from "lib/backtest/portfolio.ts";
import type { PortfolioView } from "lib/risk/order_limit.ts";

/** A live view: it always shows the portfolio of the moment. */
export class LivePortfolioView implements PortfolioView {
  /** Highest equity at a close so far, cents. */
  peakCents: number = 0;
  /** Equity at the close before this one, cents. */
  previousCents: number = 0;
  readonly #portfolio: Portfolio;
  readonly #book: OrderBook;
  readonly #now: () => number;

  /** Makes a view. */
  constructor(portfolio: Portfolio, book: OrderBook, now: () => number) {
    this.#portfolio = portfolio;
    this.#book = book;
    this.#now = now;
  }

  /** Now, ms since 1970 UTC. */
  get time(): number {
    return this.#now();
  }

  /** Cash, currency units. */
  get cash(): number {
    return this.#portfolio.cashCents / 100;
  }

  /** Cash and positions at their last known prices. */
  get equity(): number {
    return this.#portfolio.equityCents() / 100;
  }

  /** The highest equity at any close so far. */
  get peakEquity(): number {
    return this.peakCents / 100;
  }

  /** Equity at the close before this one. */
  get previousEquity(): number {
    return this.previousCents / 100;
  }

  /** Sum of |market value|. */
  get grossExposure(): number {
    return this.#portfolio.grossCents() / 100;
  }

  /** Sum of market value. */
  get netExposure(): number {
    const portfolio = this.#portfolio;
    return (portfolio.equityCents() - portfolio.cashCents) / 100;
  }

  /** Symbols that are held. */
  symbols(): readonly string[] {
    const { held, instruments } = this.#portfolio;
    return held.map((index) => instruments.list[index].symbol);
  }

  /** Signed shares or contracts held. */
  position(symbol: string): number {
    const index = this.#portfolio.instruments.find(symbol);
    return index < 0 ? 0 : this.#shares(index, this.#portfolio.quantity[index]);
  }

  /** Signed shares or contracts of working orders. */
  pending(symbol: string): number {
    const index = this.#portfolio.instruments.find(symbol);
    return index < 0 ? 0 : this.#shares(index, this.#book.pending(index));
  }

  /** Last known price, NaN before there is one. */
  price(symbol: string): number {
    const index = this.#portfolio.instruments.find(symbol);
    return index < 0 ? NaN : this.#portfolio.price[index];
  }

  /** Signed market value. */
  value(symbol: string): number {
    const index = this.#portfolio.instruments.find(symbol);
    return index < 0 ? 0 : this.#portfolio.valueCents(index) / 100;
  }

  /** Signed market value of what works, by symbol, at limit or last prices. */
  workingValues(): ReadonlyMap<string, number> {
    const { instruments, price } = this.#portfolio;
    const values = new Map<string, number>();
    for (const order of this.#book.working) {
      if (order.status !== "working") continue;
      const { instrument, limitPrice, remaining } = order;
      const { symbol } = instruments.list[instrument];
      const at = Number.isNaN(limitPrice) ? price[instrument] : limitPrice;
      const value = remaining * at * instruments.centsPerPoint[instrument] /
        100;
      values.set(symbol, (values.get(symbol) ?? 0) + value);
    }
    return values;
  }

  #shares(index: number, units: number): number {
    return units / unitsPerShare(this.#portfolio.instruments.list[index]);
  }
}
