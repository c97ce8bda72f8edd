/**
 * The orders of a run: all that were placed, and those that work, oldest first.
 *
 * @module
 */

import type { OrderStatus } from "lib/backtest/orders/order.ts";
import type { WorkingOrder } from "lib/backtest/orders/working_order.ts";

/** Orders by age. */
export class OrderBook {
  /** Every order placed, by number − 1. */
  readonly all: WorkingOrder[] = [];
  #working: WorkingOrder[] = [];
  #unheard: WorkingOrder[] = [];

  /** Orders that work, oldest first; not to be kept beyond the next change. */
  get working(): readonly WorkingOrder[] {
    return this.#working;
  }

  /** Number of the next order. */
  get nextId(): number {
    return this.all.length + 1;
  }

  /** Adds an order. */
  add(order: WorkingOrder): void {
    this.all.push(order);
    this.#working.push(order);
  }

  /** Ends an order's work; {@link sweep} takes it out. */
  end(order: WorkingOrder, status: OrderStatus, reason: string = ""): void {
    order.status = status;
    order.reason = reason;
    if (status !== "filled") this.#unheard.push(order);
  }

  /** Orders that ended unfilled since the last call, but for own cancels. */
  takeUnheard(): readonly WorkingOrder[] {
    const unheard = this.#unheard;
    if (unheard.length > 0) this.#unheard = [];
    return unheard;
  }

  /**
   * Cancels an order.
   *
   * @returns False if there is none of that number or it works no more.
   */
  cancel(id: number): boolean {
    const order = this.all[id - 1];
    if (order?.status !== "working") return false;
    order.status = "cancelled";
    this.sweep();
    return true;
  }

  /** Takes out the orders that no longer work. */
  sweep(): void {
    this.#working = this.#working.filter((order) => order.status === "working");
  }

  /** Signed units still to fill on an instrument. */
  pending(instrument: number): number {
    let sum = 0;
    for (const order of this.#working) {
      if (order.instrument === instrument && order.status === "working") {
        sum += order.remaining;
      }
    }
    return sum;
  }
}
