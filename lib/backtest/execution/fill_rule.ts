/**
 * At what price an order trades in a bar, before costs. A bar tells four
 * prices and not their order, so each rule takes what is certain:
 *
 * - At the open: market and market_on_open at the open; a limit that the open
 *   meets or betters, at the open; a stop that the open has reached or gapped
 *   through, at the open.
 * - In the bar: a limit that the bar reaches, at the limit; a stop that it
 *   reaches, at the stop. A stop_limit whose stop is reached in the bar trades
 *   at the stop if its limit allows that, and otherwise waits for a later bar,
 *   since the bar does not say whether the limit was met after the stop.
 * - At the close: market_on_close at the close.
 *
 * @module
 */

import type { WorkingOrder } from "lib/backtest/orders/working_order.ts";

/**
 * The price at the open, NaN if the order does not trade there.
 *
 * A stop_limit order that triggers is marked so.
 *
 * @param order The order.
 * @param open First price of the bar.
 */
export function priceAtOpen(order: WorkingOrder, open: number): number {
  switch (order.type) {
    case "market":
    case "market_on_open":
      return open;
    case "limit":
      return meetsLimit(order, open) ? open : NaN;
    case "stop":
      return reachesStop(order, open, open) ? open : NaN;
    case "stop_limit":
      if (reachesStop(order, open, open)) order.isTriggered = true;
      return order.isTriggered && meetsLimit(order, open) ? open : NaN;
    case "market_on_close":
      return NaN;
  }
}

/**
 * The price within the bar, NaN if the order does not trade there.
 *
 * @param order The order, not filled at the open.
 * @param high Highest price of the bar.
 * @param low Lowest price of the bar.
 */
export function priceInBar(
  order: WorkingOrder,
  high: number,
  low: number,
): number {
  switch (order.type) {
    case "limit":
      return bestMeetsLimit(order, high, low) ? order.limitPrice : NaN;
    case "stop":
      return reachesStop(order, high, low) ? order.stopPrice : NaN;
    case "stop_limit":
      if (order.isTriggered) {
        return bestMeetsLimit(order, high, low) ? order.limitPrice : NaN;
      }
      if (!reachesStop(order, high, low)) return NaN;
      order.isTriggered = true;
      return meetsLimit(order, order.stopPrice) ? order.stopPrice : NaN;
    default:
      return NaN;
  }
}

function meetsLimit(order: WorkingOrder, price: number): boolean {
  return order.quantity > 0
    ? price <= order.limitPrice
    : price >= order.limitPrice;
}

function bestMeetsLimit(
  order: WorkingOrder,
  high: number,
  low: number,
): boolean {
  return meetsLimit(order, order.quantity > 0 ? low : high);
}

function reachesStop(order: WorkingOrder, high: number, low: number): boolean {
  return order.quantity > 0 ? high >= order.stopPrice : low <= order.stopPrice;
}
