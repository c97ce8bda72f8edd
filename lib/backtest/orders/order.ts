/**
 * Orders: what a strategy asks for and what becomes of it. An order decided
 * when bar t is known can trade from bar t + 1 on:
 *
 * | type | fills |
 * |---|---|
 * | market, market_on_open | at the open of the next bar |
 * | market_on_close | at the close of the next bar |
 * | limit | at the open if it is at the limit or better, else at the limit if the bar trades there |
 * | stop | at the open if it gaps through the stop, else at the stop if the bar trades there |
 * | stop_limit | becomes a limit order once the stop is reached |
 *
 * @module
 */

/** How an order wants to trade. */
export type OrderType =
  | "market"
  | "limit"
  | "stop"
  | "stop_limit"
  | "market_on_open"
  | "market_on_close";

/** `day`: for the next bar only; `gtc`: until filled or cancelled. */
export type TimeInForce = "day" | "gtc";

/** What a strategy asks for. */
export interface OrderRequest {
  /** Index of the instrument, see `StrategyContext.instrumentOf`. */
  readonly instrument: number;
  /** Signed whole number of units; above 0 buys. */
  readonly quantity: number;
  /** How to trade. @default "market" */
  readonly type?: OrderType;
  /** Worst price, for `limit` and `stop_limit`. */
  readonly limitPrice?: number;
  /** Trigger, for `stop` and `stop_limit`. */
  readonly stopPrice?: number;
  /** How long it works. @default "gtc", auctions "day" */
  readonly timeInForce?: TimeInForce;
  /** A word of the strategy's own, kept in the ledger. @default "" */
  readonly tag?: string;
}

/** Where an order has got to. */
export type OrderStatus =
  | "working"
  | "filled"
  | "cancelled"
  | "expired"
  | "rejected";

/** An order that exists. */
export interface Order {
  /** 1, 2, 3 … in the order in which they were placed. */
  readonly id: number;
  /** When it was placed, ms since 1970 UTC. */
  readonly time: number;
  /** Index of the instrument. */
  readonly instrument: number;
  /** Signed units asked for. */
  readonly quantity: number;
  /** How it trades. */
  readonly type: OrderType;
  /** Worst price, NaN if none. */
  readonly limitPrice: number;
  /** Trigger, NaN if none. */
  readonly stopPrice: number;
  /** How long it works. */
  readonly timeInForce: TimeInForce;
  /** The strategy's word. */
  readonly tag: string;
  /** Signed units filled so far. */
  readonly filled: number;
  /** Where it has got to. */
  readonly status: OrderStatus;
  /** Why it was rejected, else "". */
  readonly reason: string;
}

/** Placed, or refused before it existed. */
export type OrderTicket =
  | { readonly ok: true; readonly id: number }
  | { readonly ok: false; readonly limit: string; readonly reason: string };

/** One execution. */
export interface Fill {
  /** 1, 2, 3 … */
  readonly id: number;
  /** Order that it belongs to; 0 for exercise, assignment and liquidation. */
  readonly orderId: number;
  /** When, ms since 1970 UTC. */
  readonly time: number;
  /** Index of the instrument. */
  readonly instrument: number;
  /** Signed units. */
  readonly quantity: number;
  /** Price paid or got, a share. */
  readonly price: number;
  /** Price before spread, slippage and impact. */
  readonly referencePrice: number;
  /** Commission, cents. */
  readonly commissionCents: number;
  /** The order's tag. */
  readonly tag: string;
}
