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
  /** Equity at the previous close, cents. */
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

  /** Equity at the previous close. */
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

  #shares(index: number, units: number): number {
    return units / unitsPerShare(this.#portfolio.instruments.list[index]);
  }
}
