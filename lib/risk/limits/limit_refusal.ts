/**
 * How a limit answers: what it measured, what it allows, and how much of the
 * order would have passed.
 *
 * Most limits measure an order by `|base + slope·q| + rest`. An order passes if
 * that stays at or below what is allowed, or if it only brings `base` towards 0:
 * a portfolio that is over its limit can always be reduced, and the quantities
 * that pass are an interval that begins at 0.
 *
 * @module
 */

import type { LimitVerdict, ProposedOrder } from "lib/risk/order_limit.ts";
import { PASSED } from "lib/risk/order_limit.ts";

/** A refusal with its figures. */
export interface LimitRefusal {
  /** Always false. */
  readonly ok: false;
  /** Name of the limit. */
  readonly limit: string;
  /** Reason for people, with the figures below. */
  readonly reason: string;
  /** What the limit would measure with the order, in its own unit. */
  readonly current: number;
  /** The most that it allows, in the same unit. */
  readonly allowed: number;
  /** Largest quantity of the order's direction that would pass, unsigned. */
  readonly largestQuantity: number;
}

/** What an order does to a measured quantity. */
export interface LinearMeasure {
  /** Signed amount before the order. */
  readonly base: number;
  /** Change of that amount with a quantity of 1, above 0. */
  readonly slope: number;
  /** Part that does not depend on the order. @default 0 */
  readonly rest?: number;
  /** What all of these are divided by to be in the limit's unit. @default 1 */
  readonly over?: number;
}

/** Units in the last place of the terms that a bound may be passed by. */
const ROUNDING = 16 * Number.EPSILON;

/** A limit's name, what it measures in words, and its bound. */
export interface LimitBound {
  /** Name of the limit: `max_gross_leverage`. */
  readonly limit: string;
  /** What is measured, in words: `gross exposure over equity`. */
  readonly what: string;
  /** The most that is allowed. */
  readonly allowed: number;
}

/**
 * Judges an order by `|base + slope·q| + rest`.
 *
 * @param order The order.
 * @param bound Name and bound of the limit.
 * @param measure What the order does to the measured amount.
 * @returns Passed, or a {@linkcode LimitRefusal}.
 *
 * @example A position that is over its bound may shrink and not grow
 * ```ts
 * import { assert, assertEquals } from "@std/assert";
 * import { judgeLinear, type LimitRefusal } from "lib/risk/limits/limit_refusal.ts";
 *
 * const order = { time: 0, symbol: "XYZ", quantity: 50, price: 10, multiplier: 1 };
 * const bound = { limit: "max_position", what: "position", allowed: 100 };
 * const verdict = judgeLinear(order, bound, { base: 80, slope: 1 });
 * assertEquals((verdict as LimitRefusal).largestQuantity, 20);
 * const sell = { ...order, quantity: -50 };
 * assert(judgeLinear(sell, bound, { base: 180, slope: 1 }).ok);
 * ```
 */
export function judgeLinear(
  order: ProposedOrder,
  bound: LimitBound,
  measure: LinearMeasure,
): LimitVerdict {
  const { base, slope, rest = 0, over = 1 } = measure;
  const sign = Math.sign(order.quantity);
  const allowed = bound.allowed * over;
  const room = Math.max(0, allowed - rest);
  // An order that just fills a bound is not refused for its last bits.
  const most = room + ROUNDING * (allowed + rest + Math.abs(base));
  // Along the order's direction; below 0 while it still only reduces.
  const reach = (size: number) => sign * base + slope * size;
  if (reach(Math.abs(order.quantity)) <= most) return PASSED;
  let largest = Math.max(0, (room - sign * base) / slope) || 0;
  // Nor is a share lost to them.
  const whole = Math.round(largest);
  const isWhole = Math.abs(whole - largest) <= 1e-12 * whole;
  if (isWhole && reach(whole) <= most) largest = whole;
  if (!(reach(largest) <= most)) largest = 0;
  const current = (Math.abs(base + slope * order.quantity) + rest) / over;
  return refuse(order, bound, current, largest);
}

/**
 * Makes a refusal.
 *
 * @param order The order.
 * @param bound Name and bound of the limit.
 * @param current What the limit measured.
 * @param largestQuantity Largest quantity of the order's direction that would
 * pass, unsigned. @default 0
 * @returns The refusal, with its reason.
 */
export function refuse(
  order: ProposedOrder,
  bound: LimitBound,
  current: number,
  largestQuantity = 0,
): LimitRefusal {
  const { limit, what, allowed } = bound;
  const deed = order.quantity < 0 ? "sell" : "buy";
  const size = Math.abs(order.quantity);
  return {
    ok: false,
    limit,
    reason:
      `Cannot ${deed} ${size} ${order.symbol} as ${what} must be at most ${allowed}: current value is ${current}; at most ${largestQuantity} would pass`,
    current,
    allowed,
    largestQuantity,
  };
}
