/**
 * Limits on an order by itself: its numbers, its size, its price.
 *
 * @module
 */

import { type OrderLimit, PASSED } from "lib/risk/order_limit.ts";
import { judgeLinear, refuse } from "lib/risk/limits/limit_refusal.ts";

/**
 * An order has a symbol, a quantity other than 0, a price and a multiplier.
 *
 * @returns The limit `valid_order`; what it measures is the quantity.
 */
export function validOrder(): OrderLimit {
  const limit = "valid_order";
  return {
    name: limit,
    check(order) {
      const { symbol, quantity, price, multiplier } = order;
      const wrong = symbol === ""
        ? 'symbol must not be empty: current value is ""'
        : !Number.isFinite(quantity) || quantity === 0
        ? `quantity must be finite and other than 0: current value is ${quantity}`
        : !(price > 0 && price < Infinity)
        ? `price must be above 0: current value is ${price}`
        : !(multiplier > 0 && multiplier < Infinity)
        ? `multiplier must be above 0: current value is ${multiplier}`
        : "";
      if (wrong === "") return PASSED;
      const refusal = refuse(order, { limit, what: "", allowed: 0 }, quantity);
      return { ...refusal, reason: `Cannot accept an order as ${wrong}` };
    },
  };
}

/**
 * `|quantity| · price · multiplier` of one order, against slips of the hand.
 *
 * @param allowed Currency units.
 * @returns The limit `max_order_notional`.
 *
 * @example
 * ```ts
 * import { assert, assertEquals } from "@std/assert";
 * import { maxOrderNotional } from "lib/risk/limits/order_limits.ts";
 * import type { LimitRefusal } from "lib/risk/limits/limit_refusal.ts";
 * import type { PortfolioView } from "lib/risk/order_limit.ts";
 *
 * const order = { time: 0, symbol: "XYZ", quantity: 500, price: 40, multiplier: 1 };
 * const verdict = maxOrderNotional(10_000).check(order, {} as PortfolioView);
 * assert(!verdict.ok);
 * assertEquals((verdict as LimitRefusal).largestQuantity, 250);
 * ```
 */
export function maxOrderNotional(allowed: number): OrderLimit {
  const bound = {
    limit: "max_order_notional",
    what: "the order's notional",
    allowed,
  };
  return {
    name: bound.limit,
    check: (order) =>
      judgeLinear(order, bound, {
        base: 0,
        slope: order.price * order.multiplier,
      }),
  };
}

/**
 * `|quantity|` of one order.
 *
 * @param allowed Shares or contracts.
 * @returns The limit `max_order_quantity`.
 */
export function maxOrderQuantity(allowed: number): OrderLimit {
  const bound = {
    limit: "max_order_quantity",
    what: "the order's quantity",
    allowed,
  };
  return {
    name: bound.limit,
    check: (order) => judgeLinear(order, bound, { base: 0, slope: 1 }),
  };
}

/**
 * `|price / last − 1|`: a price far from the market is a mistake, not a bargain.
 * No quantity passes at a wrong price, nor where no last price is known.
 *
 * @param allowed As a decimal: 0.05 is 5 % to either side.
 * @returns The limit `price_collar`.
 */
export function priceCollar(allowed: number): OrderLimit {
  const bound = {
    limit: "price_collar",
    what: "the distance of its price from the last, over the last,",
    allowed,
  };
  return {
    name: bound.limit,
    check(order, portfolio) {
      const last = portfolio.price(order.symbol);
      // A price just at 5 % is not to be refused for its last bit.
      const away = Math.abs(order.price - last);
      if (away <= allowed * last * (1 + 4 * Number.EPSILON)) return PASSED;
      return refuse(order, bound, away / last);
    },
  };
}
