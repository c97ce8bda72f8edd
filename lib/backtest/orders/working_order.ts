/**
 * An order as the engine keeps it, and the checks that a request must pass to
 * become one.
 *
 * @module
 */

import type { InstrumentTable } from "lib/backtest/instrument_table.ts";
import type {
  Order,
  OrderRequest,
  OrderStatus,
  OrderType,
  TimeInForce,
} from "lib/backtest/orders/order.ts";

/** An order that exists; only the engine changes it. */
export class WorkingOrder implements Order {
  /** 1, 2, 3 …, in the order in which orders were placed. */
  readonly id: number;
  /** When it was placed, ms since 1970 UTC. */
  readonly time: number;
  /** Index of the instrument. */
  readonly instrument: number;
  /** Signed units asked for; a split changes it. */
  quantity: number;
  /** How it trades. */
  readonly type: OrderType;
  /** Worst price, NaN if none; a split changes it. */
  limitPrice: number;
  /** Trigger, NaN if none; a split changes it. */
  stopPrice: number;
  /** How long it works. */
  readonly timeInForce: TimeInForce;
  /** The strategy's word. */
  readonly tag: string;
  /** Signed units filled. */
  filled: number = 0;
  /** Where it has got to. */
  status: OrderStatus = "working";
  /** Why it was rejected. */
  reason: string = "";
  /** True once a stop_limit order's stop has been reached. */
  isTriggered: boolean = false;
  /** Sum of |value| filled, cents. */
  notionalCents: number = 0;
  /** Commission charged so far, cents. */
  commissionCents: number = 0;

  /** Makes an order of a request that {@link checkRequest} has passed. */
  constructor(id: number, time: number, request: OrderRequest) {
    const type = request.type ?? "market";
    const isAuction = type === "market_on_open" || type === "market_on_close";
    this.id = id;
    this.time = time;
    this.instrument = request.instrument;
    this.quantity = request.quantity;
    this.type = type;
    this.limitPrice = request.limitPrice ?? NaN;
    this.stopPrice = request.stopPrice ?? NaN;
    this.timeInForce = request.timeInForce ?? (isAuction ? "day" : "gtc");
    this.tag = request.tag ?? "";
  }

  /** Signed units still to fill. */
  get remaining(): number {
    return this.quantity - this.filled;
  }
}

/**
 * Checks that a request makes sense.
 *
 * @throws {RangeError} If the instrument is not known, the quantity is not a
 * whole number other than 0, or a price that the type needs is not > 0.
 */
export function checkRequest(
  request: OrderRequest,
  instruments: InstrumentTable,
): void {
  const { instrument, quantity, type = "market" } = request;
  if (instruments.list[instrument] === undefined) {
    throw new RangeError(
      `Cannot place an order as instrument must be an index below ${instruments.list.length}: current value is ${instrument}`,
    );
  }
  if (!Number.isSafeInteger(quantity) || quantity === 0) {
    throw new RangeError(
      `Cannot place an order as quantity must be a whole number other than 0: current value is ${quantity}`,
    );
  }
  const needsLimit = type === "limit" || type === "stop_limit";
  const needsStop = type === "stop" || type === "stop_limit";
  checkPrice("limitPrice", request.limitPrice, needsLimit, type);
  checkPrice("stopPrice", request.stopPrice, needsStop, type);
}

function checkPrice(
  name: string,
  price: number | undefined,
  isNeeded: boolean,
  type: OrderType,
): void {
  if (!isNeeded && price === undefined) return;
  if (isNeeded && price !== undefined && price > 0 && price < Infinity) return;
  throw new RangeError(
    isNeeded
      ? `Cannot place a ${type} order as ${name} must be a finite number > 0: current value is ${price}`
      : `Cannot place a ${type} order as it takes no ${name}: current value is ${price}`,
  );
}
