/**
 * What an order must pass before it exists: a limit sees the order as proposed
 * and the portfolio as it stands, and lets it pass or says why not.
 *
 * A limit never changes an order: sizing is another's work.
 *
 * @module
 */

/** An order that does not exist yet. */
export interface ProposedOrder {
  /** When it is proposed, ms since 1970 UTC. */
  readonly time: number;
  /** Symbol of the instrument. */
  readonly symbol: string;
  /** Signed quantity, in shares or contracts; above 0 buys. */
  readonly quantity: number;
  /** The price it is judged at: its limit, else the last known, per share. */
  readonly price: number;
  /** Currency value of a price move of 1 on one share or contract. */
  readonly multiplier: number;
}

/** A portfolio as it is known when an order is proposed; money in currency units. */
export interface PortfolioView {
  /** Now, ms since 1970 UTC. */
  readonly time: number;
  /** Cash, negative if borrowed. */
  readonly cash: number;
  /** Cash and positions at their last known prices. */
  readonly equity: number;
  /** The highest equity at any close so far, the start included. */
  readonly peakEquity: number;
  /** Equity at the close before this one, the start before there is one. */
  readonly previousEquity: number;
  /** Sum of |market value| over positions. */
  readonly grossExposure: number;
  /** Sum of market value over positions. */
  readonly netExposure: number;
  /** Symbols that are held, in the order in which the run knows them. */
  symbols(): readonly string[];
  /** Signed quantity held, 0 for one that is not. */
  position(symbol: string): number;
  /** Signed quantity of orders that are working. */
  pending(symbol: string): number;
  /** Last known price, NaN before there is one. */
  price(symbol: string): number;
  /** Signed market value of what is held. */
  value(symbol: string): number;
  /**
   * Signed market value of what works, by symbol, at limit or last prices. Where
   * it is left out, limits on the whole portfolio see what works in symbols that
   * are held, and not what works in others.
   */
  workingValues?(): ReadonlyMap<string, number>;
}

/** Passed, or refused with a reason for people. */
export type LimitVerdict =
  | { readonly ok: true }
  | { readonly ok: false; readonly reason: string };

/** The verdict of a limit that has nothing against an order. */
export const PASSED: LimitVerdict = { ok: true };

/** One limit. */
export interface OrderLimit {
  /** Its name in refusals and reports: `max_gross_exposure`. */
  readonly name: string;
  /** Judges an order. */
  check(order: ProposedOrder, portfolio: PortfolioView): LimitVerdict;
}

/** Why an order was refused. */
export interface Refusal {
  /** Name of the limit. */
  readonly limit: string;
  /** Reason for people. */
  readonly reason: string;
}

/**
 * The first refusal, or `undefined` if every limit lets the order pass.
 *
 * @param limits The limits, asked in order.
 * @param order The order.
 * @param portfolio The portfolio now.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { firstRefusal, type OrderLimit, PASSED } from "lib/risk/order_limit.ts";
 *
 * const small: OrderLimit = {
 *   name: "max_order_shares",
 *   check: ({ quantity }) =>
 *     Math.abs(quantity) <= 100 ? PASSED : { ok: false, reason: "over 100 shares" },
 * };
 * const order = { time: 0, symbol: "XYZ", quantity: 200, price: 10, multiplier: 1 };
 * const portfolio = {
 *   time: 0, cash: 1e4, equity: 1e4, peakEquity: 1e4, previousEquity: 1e4,
 *   grossExposure: 0, netExposure: 0, symbols: () => [],
 *   position: () => 0, pending: () => 0, price: () => 10, value: () => 0,
 * };
 * assertEquals(firstRefusal([small], order, portfolio)?.limit, "max_order_shares");
 * ```
 */
export function firstRefusal(
  limits: readonly OrderLimit[],
  order: ProposedOrder,
  portfolio: PortfolioView,
): Refusal | undefined {
  for (const limit of limits) {
    const verdict = limit.check(order, portfolio);
    if (!verdict.ok) return { limit: limit.name, reason: verdict.reason };
  }
  return undefined;
}
