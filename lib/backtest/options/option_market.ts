/**
 * Options in a run: which contract a row of a chain is, what the quotes say
 * about those that are held or ordered, and how contracts end.
 *
 * Orders on options meet quotes: a purchase trades at the ask, a sale at the
 * bid, or nearer the middle by `spreadShare`. An option that a chain does not
 * quote keeps its last price, and orders on it wait. An option is settled at the
 * last price of its underlying that is known when its date has passed: give the
 * underlying bars where chains have gaps.
 *
 * @module
 */

import type { Broker } from "lib/backtest/execution/broker.ts";
import { priceAtOpen } from "lib/backtest/execution/fill_rule.ts";
import { type OptionContract, optionSymbol } from "lib/backtest/instrument.ts";
import { assignWritten } from "lib/backtest/options/assign_written.ts";
import { contractKey, tradeQuote } from "lib/backtest/options/option_quote.ts";
import {
  type AssignmentModel,
  type OptionRules,
  type OptionTerms,
  US_EQUITY_OPTION,
} from "lib/backtest/options/option_terms.ts";
import {
  exerciseOption,
  expireOption,
} from "lib/backtest/options/settle_option.ts";
import type { OrderBook } from "lib/backtest/orders/order_book.ts";
import type { Portfolio } from "lib/backtest/portfolio.ts";
import { DAY_MS } from "lib/market/bars/bars.ts";
import type { OptionChain } from "lib/market/option_chain.ts";

/** The options of a run. */
export class OptionMarket {
  readonly #portfolio: Portfolio;
  readonly #book: OrderBook;
  readonly #broker: Broker;
  readonly #terms: (underlying: string) => OptionTerms;
  readonly #quoteFill: "next" | "same";
  readonly #spreadShare: number;
  readonly #assignment: AssignmentModel | undefined;
  readonly #indices = new Map<string, number>();
  /** Indices of options that have not ended. */
  #alive: number[] = [];

  /**
   * Makes the market.
   *
   * @throws {RangeError} If `spreadShare` is below 0 or not finite.
   */
  constructor(
    portfolio: Portfolio,
    book: OrderBook,
    broker: Broker,
    rules: OptionRules = {},
  ) {
    const {
      terms = () => US_EQUITY_OPTION,
      quoteFill = "next",
      spreadShare = 1,
      assignment,
    } = rules;
    if (!(spreadShare >= 0 && spreadShare < Infinity)) {
      throw new RangeError(
        `Cannot trade options as spreadShare must be finite and >= 0: current value is ${spreadShare}`,
      );
    }
    this.#portfolio = portfolio;
    this.#book = book;
    this.#broker = broker;
    this.#terms = terms;
    this.#quoteFill = quoteFill;
    this.#spreadShare = spreadShare;
    this.#assignment = assignment;
  }

  /**
   * Index of the option of a row; it and its underlying join when new.
   *
   * @throws {RangeError} If the row does not say its expiry.
   */
  optionAt(chain: OptionChain, row: number): number {
    const key = contractKey(chain, row);
    const known = this.#indices.get(key);
    if (known !== undefined) return known;
    const expiry = chain.expiry[row];
    if (!Number.isFinite(expiry)) {
      throw new RangeError(
        `Cannot trade row ${row} of ${chain.source} as it must say its expiry's date: current value is ${expiry}`,
      );
    }
    const { underlying = chain.underlying[row], ...terms } = this.#terms(
      chain.underlying[row],
    );
    const table = this.#portfolio.instruments;
    if (table.find(underlying) < 0) {
      const index = table.add({
        kind: "equity",
        symbol: underlying,
        pricedBy: "chain",
      });
      this.#portfolio.admit();
      this.#portfolio.price[index] = chain.spot[row];
    }
    const contract = {
      underlying,
      expiry,
      strike: chain.strike[row],
      isCall: chain.isCall[row] === 1,
    };
    // Two classes (SPX, SPXW) may share terms: then the class is in the name.
    const plain = optionSymbol(contract);
    const symbol = chain.underlying[row] === underlying
      ? plain
      : `${chain.underlying[row]}:${plain}`;
    const index = table.add({ kind: "option", symbol, ...contract, ...terms });
    this.#portfolio.admit();
    this.#portfolio.price[index] = chain.price[row];
    this.#indices.set(key, index);
    this.#alive.push(index);
    return index;
  }

  /** Marks what is held and matches orders placed before these quotes. */
  onChain(chain: OptionChain, time: number): void {
    this.#markUnderlyings(chain);
    const rows = this.#wantedRows(chain);
    for (const [index, row] of rows) {
      if (chain.price[row] > 0) {
        this.#portfolio.price[index] = chain.price[row];
      }
    }
    this.#match(chain, rows, time, (placed) => placed < time);
    if (this.#assignment === undefined) return;
    assignWritten(
      { chain, rows, time, model: this.#assignment },
      this.#portfolio,
      this.#broker,
    );
  }

  /** Matches orders that were decided on these very quotes, if that is the rule. */
  afterChain(chain: OptionChain, time: number): void {
    if (this.#quoteFill === "next" || this.#book.working.length === 0) return;
    this.#match(
      chain,
      this.#wantedRows(chain),
      time,
      (placed) => placed === time,
    );
  }

  /** Settles options whose expiry's date has passed by `time`. */
  expire(time: number): void {
    if (this.#alive.length === 0) return;
    const { instruments, quantity, price } = this.#portfolio;
    let ended = 0;
    for (const instrument of this.#alive) {
      const terms = instruments.list[instrument] as OptionContract;
      if (terms.expiry + DAY_MS > time) continue;
      ++ended;
      for (const order of this.#book.working) {
        if (order.instrument === instrument) {
          this.#book.end(order, "expired", "the option has expired");
        }
      }
      if (quantity[instrument] === 0) continue;
      expireOption(
        {
          time,
          instrument,
          quantity: quantity[instrument],
          spot: price[instruments.indexOf(terms.underlying)],
        },
        this.#portfolio,
        this.#broker,
      );
    }
    if (ended === 0) return;
    this.#book.sweep();
    this.#alive = this.#alive.filter((index) =>
      (instruments.list[index] as OptionContract).expiry + DAY_MS > time
    );
  }

  /**
   * Exercises American options held.
   *
   * @throws {RangeError} If it is no American option or fewer are held.
   */
  exercise(instrument: number, contracts: number, time: number): void {
    const { instruments, quantity, price } = this.#portfolio;
    const terms = instruments.list[instrument];
    if (terms?.kind !== "option" || terms.exercise !== "american") {
      throw new RangeError(
        `Cannot exercise instrument ${instrument} as it must be an American option`,
      );
    }
    const held = quantity[instrument];
    if (!(Number.isInteger(contracts) && contracts > 0 && contracts <= held)) {
      throw new RangeError(
        `Cannot exercise ${terms.symbol} as the contracts must be 1 to ${held}, what is held: current value is ${contracts}`,
      );
    }
    const spot = price[instruments.indexOf(terms.underlying)];
    exerciseOption(
      { time, instrument, quantity: contracts, spot },
      this.#portfolio,
      this.#broker,
    );
  }

  /** The chain's spot is the price of underlyings that have no bars. */
  #markUnderlyings(chain: OptionChain): void {
    const { instruments, price } = this.#portfolio;
    let last: string | undefined;
    for (let row = 0; row < chain.strike.length; ++row) {
      const written = chain.underlying[row];
      if (written === last) continue;
      last = written;
      const { underlying = written } = this.#terms(written);
      const index = instruments.find(underlying);
      if (index < 0 || !(chain.spot[row] > 0)) continue;
      const terms = instruments.list[index];
      if (terms.kind === "equity" && terms.pricedBy === "chain") {
        price[index] = chain.spot[row];
      }
    }
  }

  /** Rows of the options that are held or ordered, by index. */
  #wantedRows(chain: OptionChain): Map<number, number> {
    const wanted = new Map<string, number>();
    const expiries = new Set<number>();
    const { instruments, quantity } = this.#portfolio;
    const ordered = new Set(this.#book.working.map((each) => each.instrument));
    for (const [key, index] of this.#indices) {
      if (quantity[index] === 0 && !ordered.has(index)) continue;
      wanted.set(key, index);
      expiries.add((instruments.list[index] as OptionContract).expiry);
    }
    const rows = new Map<number, number>();
    if (wanted.size === 0) return rows;
    for (let row = 0; row < chain.strike.length; ++row) {
      if (!expiries.has(chain.expiry[row])) continue;
      const index = wanted.get(contractKey(chain, row));
      // Where a contract is quoted twice the first quote counts.
      if (index !== undefined && !rows.has(index)) rows.set(index, row);
    }
    return rows;
  }

  #match(
    chain: OptionChain,
    rows: ReadonlyMap<number, number>,
    time: number,
    isDue: (placed: number) => boolean,
  ): void {
    const { instruments, price } = this.#portfolio;
    for (const order of this.#book.working) {
      if (order.status !== "working" || !isDue(order.time)) continue;
      const terms = instruments.list[order.instrument];
      if (terms.kind === "option" && terms.expiry + DAY_MS <= time) {
        this.#book.end(order, "expired", "the option has expired");
        continue;
      }
      const row = rows.get(order.instrument);
      const isSpot = terms.kind === "equity" && terms.pricedBy === "chain";
      if (!isSpot && row === undefined) continue;
      const quote = row === undefined
        ? { price: price[order.instrument], reference: undefined }
        : tradeQuote(chain, row, order.quantity > 0, this.#spreadShare);
      const met = priceAtOpen(order, quote.price);
      if (met > 0) {
        this.#broker.fill(order, {
          time,
          price: met,
          referencePrice: quote.reference ?? met,
          volume: Infinity,
          isAuction: false,
          // The quote has its spread in it already.
          isPassive: !isSpot,
        });
      }
      if (order.timeInForce === "day" && order.status === "working") {
        this.#book.end(order, "expired");
      }
    }
    this.#book.sweep();
  }
}
