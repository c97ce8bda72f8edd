/**
 * Matches working orders with bars and books what trades.
 *
 * Within a bar: first everything that trades at the open, then what trades in
 * the bar, then the close; each time in the order in which the orders were
 * placed. An order placed after a bar opened does not trade in it.
 *
 * @module
 */

import {
  type Commission,
  newCommissionCents,
  NO_COMMISSION,
} from "lib/backtest/costs/commission.ts";
import {
  priceAfterCosts,
  type PriceCost,
} from "lib/backtest/costs/price_cost.ts";
import {
  type AccountPolicy,
  cashAccount,
} from "lib/backtest/execution/account_policy.ts";
import type { ExecutionOptions } from "lib/backtest/execution/execution_options.ts";
import { priceAtOpen, priceInBar } from "lib/backtest/execution/fill_rule.ts";
import type { BarSlice } from "lib/backtest/feeds/event_feed.ts";
import { unitsPerShare } from "lib/backtest/instrument.ts";
import { worthCents } from "lib/backtest/ledger/cents.ts";
import type { TransactionKind } from "lib/backtest/ledger/ledger.ts";
import type { Fill } from "lib/backtest/orders/order.ts";
import type { OrderBook } from "lib/backtest/orders/order_book.ts";
import type { WorkingOrder } from "lib/backtest/orders/working_order.ts";
import type { Portfolio } from "lib/backtest/portfolio.ts";

/** Where an order meets the market. */
export interface Meeting {
  /** When, ms since 1970 UTC. */
  readonly time: number;
  /** Price before costs that the order is matched at. */
  readonly price: number;
  /** Price that costs are measured from. @default price */
  readonly referencePrice?: number;
  /** Shares of the bar, NaN if not known. */
  readonly volume: number;
  /** In an auction. */
  readonly isAuction: boolean;
  /** The order waits at its own price and so pays no price costs. */
  readonly isPassive: boolean;
}

/** Turns orders into fills. */
export class Broker {
  /** Every fill, in order. */
  readonly fills: Fill[] = [];
  /** What the account allows. */
  readonly account: AccountPolicy;
  readonly #portfolio: Portfolio;
  readonly #book: OrderBook;
  readonly #commission: Commission;
  readonly #priceCosts: readonly PriceCost[];
  readonly #volumeShare: number;
  readonly #shortfall: "reject" | "reduce";
  /** Row of each instrument in the slice being matched, −1 if it has none. */
  #rows = new Int32Array(0);
  /** Shares taken of each instrument's bar. */
  #taken = new Float64Array(0);

  /**
   * Makes a broker.
   *
   * @throws {RangeError} If `volumeShare` is not > 0.
   */
  constructor(
    portfolio: Portfolio,
    book: OrderBook,
    options: ExecutionOptions = {},
  ) {
    const {
      commission = NO_COMMISSION,
      priceCosts = [],
      volumeShare = Infinity,
      account = cashAccount(),
      shortfall = "reject",
    } = options;
    if (!(volumeShare > 0)) {
      throw new RangeError(
        `Cannot match orders as volumeShare must be > 0: current value is ${volumeShare}`,
      );
    }
    this.account = account;
    this.#portfolio = portfolio;
    this.#book = book;
    this.#commission = commission;
    this.#priceCosts = priceCosts;
    this.#volumeShare = volumeShare;
    this.#shortfall = shortfall;
  }

  /** Matches the working orders with a slice. */
  match(slice: BarSlice): void {
    const { working } = this.#book;
    if (working.length === 0) return;
    this.#findRows(slice);
    for (const order of working) {
      const row = this.#rowOf(order, slice);
      if (row < 0) continue;
      const price = priceAtOpen(order, slice.open[row]);
      if (Number.isNaN(price)) continue;
      this.#meet(order, slice.time, price, slice.volume[row], false);
    }
    for (const order of working) {
      const row = this.#rowOf(order, slice);
      if (row < 0) continue;
      const price = priceInBar(order, slice.high[row], slice.low[row]);
      if (Number.isNaN(price)) continue;
      const isPassive = price === order.limitPrice;
      this.#meet(order, slice.knownTime, price, slice.volume[row], isPassive);
    }
    for (const order of working) {
      if (order.type !== "market_on_close") continue;
      const row = this.#rowOf(order, slice);
      if (row < 0) continue;
      const price = slice.close[row];
      this.#meet(order, slice.knownTime, price, slice.volume[row], false);
    }
    for (const order of working) {
      if (order.timeInForce !== "day") continue;
      if (this.#rowOf(order, slice) >= 0) this.#book.end(order, "expired");
    }
    this.#book.sweep();
  }

  /**
   * Fills an order, as far as volume and account allow.
   *
   * @param order A working order.
   * @param meeting Where it meets the market.
   */
  fill(order: WorkingOrder, meeting: Meeting): void {
    const { instrument } = order;
    const isBuy = order.quantity > 0;
    const worth = this.#portfolio.instruments.centsPerPoint[instrument];
    const terms = this.#portfolio.instruments.list[instrument];
    const perShare = unitsPerShare(terms);
    let units = Math.abs(order.remaining);
    if (this.#volumeShare !== Infinity) {
      if (Number.isNaN(meeting.volume)) {
        throw new RangeError(
          `Cannot share the volume of ${terms.symbol} as its bars must say it. Leave volumeShare out, or use bars with volume`,
        );
      }
      // Options met in chains have no row here, and no volume to share.
      const taken = this.#taken[instrument] ?? 0;
      const free = Math.max(0, this.#volumeShare * meeting.volume - taken);
      units = Math.min(units, Math.floor(free * perShare));
    }
    if (units === 0) return;
    const priceOf = (wanted: number): number => {
      if (meeting.isPassive) return meeting.price;
      const price = priceAfterCosts(this.#priceCosts, {
        price: meeting.price,
        shares: wanted / perShare,
        volume: meeting.volume,
        isAuction: meeting.isAuction,
      }, isBuy);
      if (Number.isNaN(order.limitPrice)) return price;
      return isBuy
        ? Math.min(price, order.limitPrice)
        : Math.max(price, order.limitPrice);
    };
    const commissionOf = (wanted: number, price: number): number =>
      newCommissionCents(this.#commission, {
        shares: (Math.abs(order.filled) + wanted) / perShare,
        notionalCents: order.notionalCents + worthCents(wanted, price, worth),
        instrument: terms,
      }, order.commissionCents);
    const refusal = (wanted: number): string | undefined => {
      const price = priceOf(wanted);
      return this.account.refuse({
        instrument,
        quantity: isBuy ? wanted : -wanted,
        price,
        commissionCents: commissionOf(wanted, price),
      }, this.#portfolio);
    };
    const reason = refusal(units);
    if (reason !== undefined) {
      units = this.#shortfall === "reduce" ? mostAllowed(units, refusal) : 0;
      if (units === 0) return this.#book.end(order, "rejected", reason);
    }
    const price = priceOf(units);
    const commissionCents = commissionOf(units, price);
    const quantity = isBuy ? units : -units;
    this.#taken[instrument] += units / perShare;
    order.filled += quantity;
    order.notionalCents += worthCents(units, price, worth);
    order.commissionCents += commissionCents;
    this.book("fill", {
      orderId: order.id,
      time: meeting.time,
      instrument,
      quantity,
      price,
      referencePrice: meeting.referencePrice ?? meeting.price,
      commissionCents,
      tag: order.tag,
    });
    if (order.remaining === 0) this.#book.end(order, "filled");
    else if (reason !== undefined) this.#book.end(order, "cancelled", reason);
  }

  /** Books a fill and keeps it. */
  book(kind: TransactionKind, fill: Omit<Fill, "id">): void {
    const id = this.fills.length + 1;
    this.fills.push({ id, ...fill });
    this.#portfolio.trade(
      kind,
      fill.time,
      id,
      fill.instrument,
      fill.quantity,
      fill.price,
      fill.commissionCents,
    );
    // What has no price yet is worth what it was traded at.
    if (Number.isNaN(this.#portfolio.price[fill.instrument])) {
      this.#portfolio.price[fill.instrument] = fill.referencePrice;
    }
  }

  #meet(
    order: WorkingOrder,
    time: number,
    price: number,
    volume: number,
    isPassive: boolean,
  ): void {
    const { type } = order;
    const isAuction = type === "market_on_open" || type === "market_on_close";
    this.fill(order, { time, price, volume, isAuction, isPassive });
  }

  /** The slice's row for an order that may trade in it, −1 if there is none. */
  #rowOf(order: WorkingOrder, slice: BarSlice): number {
    if (order.status !== "working" || order.time > slice.time) return -1;
    return this.#rows[order.instrument];
  }

  #findRows(slice: BarSlice): void {
    const n = this.#portfolio.instruments.list.length;
    if (this.#rows.length < n) {
      this.#rows = new Int32Array(2 * n);
      this.#taken = new Float64Array(2 * n);
    }
    this.#rows.fill(-1);
    this.#taken.fill(0);
    for (let row = 0; row < slice.count; ++row) {
      this.#rows[slice.instrument[row]] = row;
      // The account judges trades at the prices of the open.
      this.#portfolio.price[slice.instrument[row]] = slice.open[row];
    }
  }
}

/** The most units, below `units`, that are not refused: by bisection. */
function mostAllowed(
  units: number,
  refusal: (wanted: number) => string | undefined,
): number {
  let allowed = 0;
  let refused = units;
  while (refused - allowed > 1) {
    const middle = Math.floor((allowed + refused) / 2);
    if (refusal(middle) === undefined) allowed = middle;
    else refused = middle;
  }
  return allowed;
}
