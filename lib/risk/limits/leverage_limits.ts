/**
 * Limits on the whole portfolio: gross and net exposure over equity.
 *
 * Exposure is market value, so an option counts with its premium times its
 * multiplier, not with its delta. The order's symbol is valued at the order's
 * price; working orders in other symbols count as filled where that adds exposure,
 * so that ten orders of one moment do not pass one by one.
 *
 * @module
 */

import type {
  OrderLimit,
  PortfolioView,
  ProposedOrder,
} from "lib/risk/order_limit.ts";
import { PASSED } from "lib/risk/order_limit.ts";
import {
  judgeLinear,
  type LimitBound,
  type LinearMeasure,
  refuse,
} from "lib/risk/limits/limit_refusal.ts";
import {
  quantityBefore,
  reducibleQuantity,
} from "lib/risk/limits/projected_quantity.ts";

/**
 * `Σ|market value| / equity` after the order.
 *
 * @param allowed Times equity: 2 is 200 %.
 * @returns The limit `max_gross_leverage`.
 *
 * @example
 * ```ts
 * import { assert, assertEquals } from "@std/assert";
 * import { maxGrossLeverage } from "lib/risk/limits/leverage_limits.ts";
 * import type { LimitRefusal } from "lib/risk/limits/limit_refusal.ts";
 *
 * const portfolio = {
 *   time: 0, cash: 0, equity: 1e4, peakEquity: 1e4, previousEquity: 1e4,
 *   grossExposure: 1e4, netExposure: 1e4, symbols: () => ["ABC"],
 *   position: (s: string) => s === "ABC" ? 100 : 0, pending: () => 0,
 *   price: () => 100, value: (s: string) => s === "ABC" ? 1e4 : 0,
 * };
 * const order = { time: 0, symbol: "XYZ", quantity: -80, price: 100, multiplier: 1 };
 * const verdict = maxGrossLeverage(1.5).check(order, portfolio);
 * assert(!verdict.ok);
 * assertEquals((verdict as LimitRefusal).largestQuantity, 50);
 * ```
 */
export function maxGrossLeverage(allowed: number): OrderLimit {
  const bound = {
    limit: "max_gross_leverage",
    what: "gross exposure over equity",
    allowed,
  };
  return overEquity(bound, (order, portfolio, unit) => {
    const held = Math.abs(portfolio.value(order.symbol));
    let working = 0;
    for (const { value, pending } of others(order, portfolio)) {
      working += Math.max(0, Math.abs(value + pending) - Math.abs(value));
    }
    return {
      base: unit * quantityBefore(order, portfolio),
      rest: Math.max(0, portfolio.grossExposure - held) + working,
    };
  });
}

/**
 * `|Σ market value| / equity` after the order.
 *
 * @param allowed Times equity: 1 is 100 %.
 * @returns The limit `max_net_leverage`.
 */
export function maxNetLeverage(allowed: number): OrderLimit {
  const bound = {
    limit: "max_net_leverage",
    what: "net exposure over equity",
    allowed,
  };
  return overEquity(bound, (order, portfolio, unit) => {
    let base = portfolio.netExposure - portfolio.value(order.symbol);
    for (const { pending } of others(order, portfolio)) {
      if (Math.sign(pending) === Math.sign(order.quantity)) base += pending;
    }
    return { base: base + unit * quantityBefore(order, portfolio) };
  });
}

/** What works in other symbols, and what is held of them, at market value. */
function* others(
  order: ProposedOrder,
  portfolio: PortfolioView,
): Generator<{ value: number; pending: number }> {
  const working = portfolio.workingValues?.() ?? workingInHeld(portfolio);
  for (const [symbol, pending] of working) {
    if (symbol === order.symbol || pending === 0) continue;
    yield { value: portfolio.value(symbol), pending };
  }
}

/** What works in symbols that are held: their value tells the multiplier. */
function workingInHeld(portfolio: PortfolioView): ReadonlyMap<string, number> {
  const working = new Map<string, number>();
  for (const symbol of portfolio.symbols()) {
    const held = portfolio.position(symbol);
    if (held === 0) continue;
    const unit = portfolio.value(symbol) / held;
    working.set(symbol, portfolio.pending(symbol) * unit);
  }
  return working;
}

/** A limit on money over equity; without equity an order may only reduce. */
function overEquity(
  bound: LimitBound,
  measure: (
    order: ProposedOrder,
    portfolio: PortfolioView,
    unit: number,
  ) => Omit<LinearMeasure, "slope" | "over">,
): OrderLimit {
  return {
    name: bound.limit,
    check(order, portfolio) {
      const { equity } = portfolio;
      if (!(equity > 0)) {
        const reducible = reducibleQuantity(order, portfolio);
        return Math.abs(order.quantity) <= reducible
          ? PASSED
          : refuse(order, bound, Infinity, reducible);
      }
      const unit = order.price * order.multiplier;
      const part = measure(order, portfolio, unit);
      return judgeLinear(order, bound, { ...part, slope: unit, over: equity });
    },
  };
}
