/**
 * A bid and an ask around a value.
 *
 * ```text
 * width = 0.01 + 0.007·(time value) + 0.005·S·(1 − e^(−(depth/(0.06·S))²))
 * ```
 *
 * with `depth` in the money: a cent where an option is worth cents, 5 at $5, and
 * up to half a percent of the underlying deep in the money, where the other
 * side trades instead. It is the shape of the median spreads of SPY's chains in
 * spring 2025. The value lies somewhere inside, and both ends are rounded
 * outward to the tick: a cent below $3, 5 cents from there, as in the penny
 * interval programme (Cboe Rule 5.4). So the bid is never above the value nor
 * the ask below, and a value under a tick has no bid.
 *
 * @module
 */

/** A value to quote. */
export interface QuotedValue {
  /** Present value of the option, at least 0. */
  readonly value: number;
  /** Its present value beyond `depth`, at least 0. */
  readonly timeValue: number;
  /** How far it is in the money, discounted, at least 0. */
  readonly depth: number;
  /** Price of the underlying. */
  readonly spot: number;
}

/** A bid and an ask, in whole cents. */
export interface QuotedMarket {
  /** Bid, at least 0. */
  readonly bidCents: number;
  /** Ask, above the bid. */
  readonly askCents: number;
}

/** Cents from which the tick is 5. */
const NICKELS_FROM = 300;
/** Cents that are rounding of the value, not value. */
const ROUNDING = 1e-6;

/**
 * Quotes a value.
 *
 * @param quoted The value and how it is made up.
 * @param share Where in the spread it lies, in [0, 1] from the bid.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { quotedMarket } from "lib/greeks/synth/quoted_market.ts";
 *
 * const worthless = { value: 0, timeValue: 0, depth: 0, spot: 500 };
 * assertEquals(quotedMarket(worthless, 0.5), { bidCents: 0, askCents: 1 });
 * const dear = { value: 5, timeValue: 5, depth: 0, spot: 500 };
 * assertEquals(quotedMarket(dear, 0.5), { bidCents: 495, askCents: 505 });
 * ```
 */
export function quotedMarket(
  { value, timeValue, depth, spot }: QuotedValue,
  share: number,
): QuotedMarket {
  const deep = -Math.expm1(-((depth / (0.06 * spot)) ** 2));
  const width = 1 + 0.7 * timeValue + 0.5 * spot * deep;
  const cents = 100 * value;
  const low = cents - share * width;
  const high = cents + (1 - share) * width;
  const bidTick = low < NICKELS_FROM ? 1 : 5;
  const askTick = high <= NICKELS_FROM ? 1 : 5;
  const bidCents = Math.max(0, bidTick * Math.floor(low / bidTick + ROUNDING));
  const askCents = askTick * Math.ceil(high / askTick - ROUNDING);
  return { bidCents, askCents: Math.max(askCents, bidCents + bidTick) };
}
