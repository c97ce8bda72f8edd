/**
 * Limits on what one symbol may come to: quantity, notional, share of equity,
 * and whether it may be short.
 *
 * @module
 */

import { type OrderLimit, PASSED } from "lib/risk/order_limit.ts";
import { judgeLinear, refuse } from "lib/risk/limits/limit_refusal.ts";
import {
  quantityBefore,
  reducibleQuantity,
} from "lib/risk/limits/projected_quantity.ts";

/**
 * `|quantity|` held after the order.
 *
 * @param allowed Shares or contracts.
 * @returns The limit `max_position_quantity`.
 */
export function maxPositionQuantity(allowed: number): OrderLimit {
  const bound = {
    limit: "max_position_quantity",
    what: "the position",
    allowed,
  };
  return {
    name: bound.limit,
    check: (order, portfolio) =>
      judgeLinear(order, bound, {
        base: quantityBefore(order, portfolio),
        slope: 1,
      }),
  };
}

/**
 * `|quantity| · price · multiplier` held after the order, at the order's price.
 *
 * @param allowed Currency units.
 * @returns The limit `max_position_notional`.
 */
export function maxPositionNotional(allowed: number): OrderLimit {
  const bound = {
    limit: "max_position_notional",
    what: "the position's notional",
    allowed,
  };
  return {
    name: bound.limit,
    check(order, portfolio) {
      const slope = order.price * order.multiplier;
      const base = slope * quantityBefore(order, portfolio);
      return judgeLinear(order, bound, { base, slope });
    },
  };
}

/**
 * Notional of one symbol after the order over equity. Without equity nothing
 * may grow.
 *
 * @param allowed Share of equity: 0.1 is 10 %.
 * @returns The limit `max_concentration`.
 */
export function maxConcentration(allowed: number): OrderLimit {
  const bound = {
    limit: "max_concentration",
    what: "the position's notional over equity",
    allowed,
  };
  return {
    name: bound.limit,
    check(order, portfolio) {
      if (!(portfolio.equity > 0)) {
        const reducible = reducibleQuantity(order, portfolio);
        return Math.abs(order.quantity) <= reducible
          ? PASSED
          : refuse(order, bound, Infinity, reducible);
      }
      const slope = order.price * order.multiplier;
      const base = slope * quantityBefore(order, portfolio);
      const over = portfolio.equity;
      return judgeLinear(order, bound, { base, slope, over });
    },
  };
}

/**
 * No position below 0: a sell is bounded by what is held less what is already
 * being sold.
 *
 * @param banned Symbols that must not be short; every symbol if left out.
 * @returns The limit `short_ban`.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { shortBan } from "lib/risk/limits/position_limits.ts";
 *
 * const portfolio = {
 *   time: 0, cash: 0, equity: 1e4, peakEquity: 1e4, previousEquity: 1e4,
 *   grossExposure: 1e4, netExposure: 1e4, symbols: () => ["XYZ"],
 *   position: () => 100, pending: () => 0, price: () => 100, value: () => 1e4,
 * };
 * const sell = { time: 0, symbol: "XYZ", quantity: -100, price: 100, multiplier: 1 };
 * assertEquals(shortBan().check(sell, portfolio).ok, true);
 * assertEquals(shortBan().check({ ...sell, quantity: -101 }, portfolio).ok, false);
 * ```
 */
export function shortBan(banned?: readonly string[]): OrderLimit {
  const bound = { limit: "short_ban", what: "the short position", allowed: 0 };
  return {
    name: bound.limit,
    check(order, portfolio) {
      if (order.quantity > 0) return PASSED;
      if (banned !== undefined && !banned.includes(order.symbol)) return PASSED;
      const after = quantityBefore(order, portfolio) + order.quantity;
      if (after >= 0) return PASSED;
      return refuse(order, bound, -after, reducibleQuantity(order, portfolio));
    },
  };
}
