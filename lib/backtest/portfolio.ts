/**
 * Cash and positions, at cost and at market. Nothing here changes without a
 * balanced transaction in the ledger.
 *
 * Cost is average cost: a sale takes its share of the position's cost, rounded
 * half to even, and the last unit takes what is left. A trade through zero
 * closes first and opens with the rest.
 *
 * @module
 */

import type { InstrumentTable } from "lib/backtest/instrument_table.ts";
import { roundHalfEven, worthCents } from "lib/backtest/ledger/cents.ts";
import {
  type Account,
  Ledger,
  type TransactionKind,
} from "lib/backtest/ledger/ledger.ts";

/** Cash, positions and the ledger that explains them. */
export class Portfolio {
  /** Instruments of the run. */
  readonly instruments: InstrumentTable;
  /** Every change, balanced. */
  readonly ledger: Ledger = new Ledger();
  /** Cash, cents. */
  cashCents: number = 0;
  /** Signed units by instrument. */
  readonly quantity: number[] = [];
  /** Cost by instrument, cents; below 0 for a short. */
  readonly costCents: number[] = [];
  /** Last known price by instrument, NaN before there is one. */
  readonly price: number[] = [];
  /** Instruments held, increasing. */
  readonly held: number[] = [];

  /** Makes a portfolio that holds nothing. */
  constructor(instruments: InstrumentTable) {
    this.instruments = instruments;
    this.admit();
  }

  /** Makes room for instruments that have joined the table. */
  admit(): void {
    while (this.quantity.length < this.instruments.list.length) {
      this.quantity.push(0);
      this.costCents.push(0);
      this.price.push(NaN);
    }
  }

  /** Pays capital in. */
  deposit(time: number, cents: number): void {
    this.flow("deposit", time, "capital", cents, -1);
  }

  /**
   * Books cash that comes in (above 0) or goes out against an account.
   *
   * @param kind What it is about.
   * @param time ms since 1970 UTC.
   * @param account The account on the other side.
   * @param cents Cash received; below 0 paid.
   * @param instrument Index of the instrument, −1 if none.
   */
  flow(
    kind: TransactionKind,
    time: number,
    account: Account,
    cents: number,
    instrument: number,
  ): void {
    if (cents === 0) return;
    const ledger = this.ledger;
    ledger.begin(kind, time);
    ledger.post("cash", cents);
    ledger.post(account, -cents, instrument);
    ledger.end();
    this.cashCents += cents;
  }

  /**
   * Books a trade and its commission as one transaction.
   *
   * @param kind What it is about.
   * @param time ms since 1970 UTC.
   * @param fill Number of the fill.
   * @param instrument Index.
   * @param quantity Signed units, not 0.
   * @param price Currency units a share.
   * @param commissionCents Commission, paid in cash.
   */
  trade(
    kind: TransactionKind,
    time: number,
    fill: number,
    instrument: number,
    quantity: number,
    price: number,
    commissionCents: number,
  ): void {
    const worth = this.instruments.centsPerPoint[instrument];
    const paid = worthCents(quantity, price, worth);
    const before = this.quantity[instrument];
    const cost = this.costCents[instrument];
    const isClosing = before !== 0 && (before > 0) !== (quantity > 0);
    const closing = isClosing
      ? Math.min(Math.abs(quantity), Math.abs(before))
      : 0;
    // Cost leaves with the units closed; what opens comes in at what it costs.
    const released = closing === 0
      ? 0
      : closing === Math.abs(before)
      ? cost
      : roundHalfEven(cost * (closing / Math.abs(before)));
    const paidClosing = closing === Math.abs(quantity)
      ? paid
      : worthCents(Math.sign(quantity) * closing, price, worth);
    const opened = paid - paidClosing;
    const gain = closing === 0 ? 0 : -paidClosing - released;
    const ledger = this.ledger;
    ledger.begin(kind, time, fill);
    ledger.post("position", opened - released, instrument, quantity);
    ledger.post("cash", -paid - commissionCents);
    ledger.post("realised_pnl", -gain, instrument);
    ledger.post("commission", commissionCents, instrument);
    ledger.end();
    this.cashCents -= paid + commissionCents;
    this.costCents[instrument] = cost + opened - released;
    this.#setQuantity(instrument, before + quantity);
  }

  /**
   * Changes the number of units without a trade (a split), selling a fraction
   * of a unit for cash in lieu.
   *
   * @param time ms since 1970 UTC.
   * @param instrument Index.
   * @param ratio New units for one old.
   * @param price Price of the new share, for the fraction.
   */
  split(time: number, instrument: number, ratio: number, price: number): void {
    const before = this.quantity[instrument];
    const exact = before * ratio;
    // 3 for 2 and the like leave binary noise on whole results.
    const nearest = Math.round(exact);
    const isWhole = Math.abs(exact - nearest) <= 1e-9 * Math.abs(exact);
    const after = isWhole ? nearest : Math.trunc(exact);
    const fraction = isWhole ? 0 : exact - after;
    const cost = this.costCents[instrument];
    const cash = worthCents(
      fraction,
      price,
      this.instruments.centsPerPoint[instrument],
    );
    const released = after === 0
      ? cost
      : roundHalfEven(cost * (fraction / exact));
    const ledger = this.ledger;
    ledger.begin("split", time);
    ledger.post("position", -released, instrument, after - before);
    ledger.post("cash", cash);
    ledger.post("realised_pnl", released - cash, instrument);
    ledger.end();
    this.cashCents += cash;
    this.costCents[instrument] = cost - released;
    this.#setQuantity(instrument, after);
    this.price[instrument] /= ratio;
  }

  /** Market value of a position at its last known price, cents. */
  valueCents(instrument: number): number {
    const quantity = this.quantity[instrument];
    if (quantity === 0) return 0;
    const worth = this.instruments.centsPerPoint[instrument];
    return worthCents(quantity, this.price[instrument], worth);
  }

  /** Cash and market value of everything held, cents. */
  equityCents(): number {
    let sum = this.cashCents;
    const held = this.held;
    for (let i = 0; i < held.length; ++i) sum += this.valueCents(held[i]);
    return sum;
  }

  /** Sum of |market value|, cents. */
  grossCents(): number {
    let sum = 0;
    for (const instrument of this.held) {
      sum += Math.abs(this.valueCents(instrument));
    }
    return sum;
  }

  #setQuantity(instrument: number, quantity: number): void {
    const was = this.quantity[instrument];
    this.quantity[instrument] = quantity;
    if ((was === 0) === (quantity === 0)) return;
    const held = this.held;
    if (quantity === 0) held.splice(held.indexOf(instrument), 1);
    else {
      held.push(instrument);
      held.sort((a, b) => a - b);
    }
  }
}
