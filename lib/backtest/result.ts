/**
 * What a run leaves behind.
 *
 * @module
 */

import type { Instrument } from "lib/backtest/instrument.ts";
import type { Ledger } from "lib/backtest/ledger/ledger.ts";
import type { Reconciliation } from "lib/backtest/ledger/reconcile.ts";
import type { Fill, Order } from "lib/backtest/orders/order.ts";

/** Equity at each close, as a struct of arrays; money in cents. */
export interface EquityCurve {
  /** When the close was known, ms since 1970 UTC. */
  readonly time: Float64Array;
  /** Cash and positions at their last known prices. */
  readonly equityCents: Float64Array;
  /** Cash. */
  readonly cashCents: Float64Array;
  /** Sum of |market value|. */
  readonly grossCents: Float64Array;
}

/** An order that a limit refused. */
export interface RefusedOrder {
  /** When, ms since 1970 UTC. */
  readonly time: number;
  /** Index of the instrument. */
  readonly instrument: number;
  /** Signed units. */
  readonly quantity: number;
  /** Name of the limit. */
  readonly limit: string;
  /** Its reason. */
  readonly reason: string;
}

/** What a run leaves behind. */
export interface BacktestResult {
  /** Name of the strategy. */
  readonly strategy: string;
  /** Instruments, by index. */
  readonly instruments: readonly Instrument[];
  /** What was paid in at the start, cents. */
  readonly startCents: number;
  /** Equity at each close. */
  readonly equity: EquityCurve;
  /** Every order, in the order in which they were placed. */
  readonly orders: readonly Order[];
  /** Every fill, in order. */
  readonly fills: readonly Fill[];
  /** Orders that limits refused. */
  readonly refused: readonly RefusedOrder[];
  /** Every entry. */
  readonly ledger: Ledger;
  /** Proof that the books agree. */
  readonly reconciliation: Reconciliation;
  /** Bars and chains played. */
  readonly events: number;
  /** Closes below maintenance margin. */
  readonly marginCalls: number;
  /** Signed units at the end, by index. */
  readonly positions: readonly number[];
  /** Last known prices, by index. */
  readonly prices: readonly number[];
}

/** An equity curve that grows. */
export class EquityRecorder {
  #length = 0;
  #columns: [Float64Array, Float64Array, Float64Array, Float64Array] = [
    new Float64Array(1024),
    new Float64Array(1024),
    new Float64Array(1024),
    new Float64Array(1024),
  ];

  /** Adds a close. */
  add(time: number, equity: number, cash: number, gross: number): void {
    const i = this.#length++;
    if (i === this.#columns[0].length) this.#grow();
    this.#columns[0][i] = time;
    this.#columns[1][i] = equity;
    this.#columns[2][i] = cash;
    this.#columns[3][i] = gross;
  }

  /** The curve so far, as a copy. */
  curve(): EquityCurve {
    const [time, equityCents, cashCents, grossCents] = this.#columns.map((
      column,
    ) => column.slice(0, this.#length));
    return { time, equityCents, cashCents, grossCents };
  }

  #grow(): void {
    for (let k = 0; k < 4; ++k) {
      const larger = new Float64Array(2 * this.#columns[k].length);
      larger.set(this.#columns[k]);
      this.#columns[k] = larger;
    }
  }
}
