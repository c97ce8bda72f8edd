/**
 * What a portfolio will hold at worst once an order joins those that work.
 *
 * Working quantity in the direction of the order counts as filled and working
 * quantity against it as not filled: two sells of what is held once are a short
 * sale, and a buy does not lean on a sell that may never trade.
 *
 * @module
 */

import type { PortfolioView, ProposedOrder } from "lib/risk/order_limit.ts";

/**
 * Signed quantity of an order's symbol without the order.
 *
 * @param order The order.
 * @param portfolio The portfolio now.
 * @returns What is held and what works in the order's direction.
 */
export function quantityBefore(
  order: ProposedOrder,
  portfolio: PortfolioView,
): number {
  const pending = portfolio.pending(order.symbol);
  const counts = Math.sign(pending) === Math.sign(order.quantity);
  return portfolio.position(order.symbol) + (counts ? pending : 0);
}

/**
 * How much of an order only takes risk off: what stands against its direction.
 *
 * @param order The order.
 * @param portfolio The portfolio now.
 * @returns Unsigned quantity, 0 where the order adds to what is held.
 *
 * @example Half of the position is already being sold
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { reducibleQuantity } from "lib/risk/limits/projected_quantity.ts";
 *
 * const portfolio = {
 *   time: 0, cash: 0, equity: 1e4, peakEquity: 1e4, previousEquity: 1e4,
 *   grossExposure: 1e4, netExposure: 1e4, symbols: () => ["XYZ"],
 *   position: () => 100, pending: () => -50, price: () => 100, value: () => 1e4,
 * };
 * const order = { time: 0, symbol: "XYZ", quantity: -100, price: 100, multiplier: 1 };
 * assertEquals(reducibleQuantity(order, portfolio), 50);
 * ```
 */
export function reducibleQuantity(
  order: ProposedOrder,
  portfolio: PortfolioView,
): number {
  return Math.max(
    0,
    -Math.sign(order.quantity) * quantityBefore(order, portfolio),
  );
}
