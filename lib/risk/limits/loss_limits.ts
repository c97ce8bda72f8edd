/**
 * Limits that losses switch on: then an order may only take risk off.
 *
 * @module
 */

import { type OrderLimit, PASSED } from "lib/risk/order_limit.ts";
import type { PortfolioView } from "lib/risk/order_limit.ts";
import { type LimitBound, refuse } from "lib/risk/limits/limit_refusal.ts";
import { reducibleQuantity } from "lib/risk/limits/projected_quantity.ts";

/**
 * Loss since the previous close, `1 − equity / previous equity`. From the bound
 * on, an order must reduce its position.
 *
 * @param allowed As a decimal: 0.02 is 2 %.
 * @returns The limit `max_daily_loss`.
 */
export function maxDailyLoss(allowed: number): OrderLimit {
  const bound = {
    limit: "max_daily_loss",
    what: "the loss since the previous close",
    allowed,
  };
  return haltBy(bound, ({ equity, previousEquity }) => [
    equity,
    previousEquity,
  ]);
}

/**
 * Drawdown, `1 − equity / peak equity`. From the bound on, an order must reduce
 * its position.
 *
 * @param allowed As a decimal: 0.2 is 20 %.
 * @returns The limit `drawdown_halt`.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { drawdownHalt } from "lib/risk/limits/loss_limits.ts";
 *
 * const portfolio = {
 *   time: 0, cash: 0, equity: 8e3, peakEquity: 1e4, previousEquity: 8e3,
 *   grossExposure: 8e3, netExposure: 8e3, symbols: () => ["XYZ"],
 *   position: () => 80, pending: () => 0, price: () => 100, value: () => 8e3,
 * };
 * const order = { time: 0, symbol: "XYZ", quantity: 1, price: 100, multiplier: 1 };
 * const halt = drawdownHalt(0.15);
 * assertEquals(halt.check(order, portfolio).ok, false);
 * assertEquals(halt.check({ ...order, quantity: -80 }, portfolio).ok, true);
 * assertEquals(halt.check({ ...order, quantity: -81 }, portfolio).ok, false);
 * ```
 */
export function drawdownHalt(allowed: number): OrderLimit {
  const bound = { limit: "drawdown_halt", what: "the drawdown", allowed };
  return haltBy(bound, ({ equity, peakEquity }) => [equity, peakEquity]);
}

function haltBy(
  bound: LimitBound,
  levels: (portfolio: PortfolioView) => readonly [number, number],
): OrderLimit {
  return {
    name: bound.limit,
    check(order, portfolio) {
      const [now, then] = levels(portfolio);
      const loss = (then - now) / then;
      if (then > 0 && loss <= bound.allowed) return PASSED;
      const reducible = reducibleQuantity(order, portfolio);
      if (Math.abs(order.quantity) <= reducible) return PASSED;
      return refuse(order, bound, loss, reducible);
    },
  };
}
