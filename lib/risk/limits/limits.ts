/**
 * The limits of a book from one flat configuration, and several as one.
 *
 * @module
 */

import { nearestName } from "lib/core/nearest_name.ts";
import { type OrderLimit, PASSED } from "lib/risk/order_limit.ts";
import type { LimitRefusal } from "lib/risk/limits/limit_refusal.ts";
import {
  maxGrossLeverage,
  maxNetLeverage,
} from "lib/risk/limits/leverage_limits.ts";
import { drawdownHalt, maxDailyLoss } from "lib/risk/limits/loss_limits.ts";
import {
  maxOrderNotional,
  maxOrderQuantity,
  priceCollar,
  validOrder,
} from "lib/risk/limits/order_limits.ts";
import {
  maxConcentration,
  maxPositionNotional,
  maxPositionQuantity,
  shortBan,
} from "lib/risk/limits/position_limits.ts";

/** Bounds of a book; a key that is left out is no limit. */
export interface LimitsConfig {
  /** Currency units of one order. */
  readonly maxOrderNotional?: number;
  /** Shares or contracts of one order. */
  readonly maxOrderQuantity?: number;
  /** Distance of an order's price from the last, as a decimal. */
  readonly priceCollar?: number;
  /** Currency units of one symbol. */
  readonly maxPositionNotional?: number;
  /** Shares or contracts of one symbol. */
  readonly maxPositionQuantity?: number;
  /** One symbol over equity. */
  readonly maxConcentration?: number;
  /** Gross exposure over equity. */
  readonly maxGrossLeverage?: number;
  /** Absolute net exposure over equity. */
  readonly maxNetLeverage?: number;
  /** Loss since the previous close, as a decimal, beyond which risk may only fall. */
  readonly maxDailyLoss?: number;
  /** Drawdown, as a decimal, beyond which risk may only fall. */
  readonly drawdownHalt?: number;
  /** True: nothing may be short. A list: these symbols may not. */
  readonly shortBan?: boolean | readonly string[];
}

const NUMERIC: Readonly<
  Record<
    Exclude<keyof LimitsConfig, "shortBan">,
    (allowed: number) => OrderLimit
  >
> = {
  maxOrderNotional,
  maxOrderQuantity,
  priceCollar,
  maxPositionNotional,
  maxPositionQuantity,
  maxConcentration,
  maxGrossLeverage,
  maxNetLeverage,
  maxDailyLoss,
  drawdownHalt,
};

/**
 * The limits that a configuration asks for, the order's own numbers first.
 *
 * @param config The bounds.
 * @returns `valid_order` and a limit a key.
 * @throws {TypeError} On an unknown key, naming the nearest known one.
 * @throws {RangeError} If a bound is not a number of at least 0.
 *
 * @example
 * ```ts
 * import { assertEquals, assertThrows } from "@std/assert";
 * import { makeLimits } from "lib/risk/limits/limits.ts";
 *
 * const limits = makeLimits({ maxGrossLeverage: 1.5, shortBan: true });
 * assertEquals(
 *   limits.map(({ name }) => name),
 *   ["valid_order", "max_gross_leverage", "short_ban"],
 * );
 * assertThrows(
 *   () => makeLimits({ maxGrosLeverage: 1 } as never),
 *   TypeError,
 *   "maxGrossLeverage",
 * );
 * ```
 */
export function makeLimits(config: LimitsConfig): OrderLimit[] {
  const known = [...Object.keys(NUMERIC), "shortBan"];
  for (const key of Object.keys(config)) {
    if (!known.includes(key)) {
      throw new TypeError(
        `Cannot make limits as each must be one of ${
          known.join(", ")
        }: current value is "${key}", did you mean "${
          nearestName(key, known)
        }"?`,
      );
    }
  }
  const limits = [validOrder()];
  for (const [key, make] of Object.entries(NUMERIC)) {
    const allowed = config[key as keyof typeof NUMERIC];
    if (allowed === undefined) continue;
    if (!(typeof allowed === "number" && allowed >= 0)) {
      throw new RangeError(
        `Cannot make limits as ${key} must be a number of at least 0: current value is ${allowed}`,
      );
    }
    limits.push(make(allowed));
  }
  const { shortBan: ban = false } = config;
  if (ban !== false) limits.push(ban === true ? shortBan() : shortBan(ban));
  return limits;
}

/**
 * Several limits as one: it refuses with the first refusal, all reasons, and the
 * largest quantity that every one would let pass.
 *
 * @param limits The limits, asked in order.
 * @returns The limit `all_limits`.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import type { LimitRefusal } from "lib/risk/limits/limit_refusal.ts";
 * import { allLimits, makeLimits } from "lib/risk/limits/limits.ts";
 *
 * const portfolio = {
 *   time: 0, cash: 1e4, equity: 1e4, peakEquity: 1e4, previousEquity: 1e4,
 *   grossExposure: 0, netExposure: 0, symbols: () => [],
 *   position: () => 0, pending: () => 0, price: () => 10, value: () => 0,
 * };
 * const order = { time: 0, symbol: "XYZ", quantity: 2000, price: 10, multiplier: 1 };
 * const all = allLimits(makeLimits({ maxOrderNotional: 8000, maxConcentration: 0.5 }));
 * const refusal = all.check(order, portfolio) as LimitRefusal;
 * assertEquals(refusal.limit, "max_order_notional");
 * assertEquals(refusal.largestQuantity, 500);
 * ```
 */
export function allLimits(limits: readonly OrderLimit[]): OrderLimit {
  return {
    name: "all_limits",
    check(order, portfolio) {
      const refusals = limits.flatMap((limit) => {
        const verdict = limit.check(order, portfolio);
        return verdict.ok ? [] : [
          {
            // A limit from elsewhere gives a reason only.
            limit: limit.name,
            current: NaN,
            allowed: NaN,
            largestQuantity: 0,
            ...verdict,
          } satisfies LimitRefusal,
        ];
      });
      if (refusals.length === 0) return PASSED;
      const refusal: LimitRefusal = {
        ...refusals[0],
        reason: refusals.map(({ reason }) => reason).join("; "),
        largestQuantity: Math.min(
          ...refusals.map(({ largestQuantity }) => largestQuantity),
        ),
      };
      return refusal;
    },
  };
}
