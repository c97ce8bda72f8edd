/**
 * Implied volatility to attainable double precision.
 *
 * The price is brought to the out-of-the-money side, `c` per unit of the
 * smaller of forward and strike, and its complement `1 − c` is kept with its
 * own digits; the solver then needs no case of its own for calls, puts, deep
 * wings or the upper bound ({@link "lib/pricing/kernels/implied_vol_solve.ts"}).
 * The bounds are Merton's (1973): `max(0, ±D(F−K)) ≤ V < D·F` (call) or
 * `D·K` (put). A price within four roundings of the lower bound is at it, and
 * has volatility 0.
 *
 * @module
 */

import { PricingError } from "lib/core/errors.ts";
import { logMoneyness, logRatio } from "lib/math/log_moneyness.ts";
import { solveTotalVol } from "lib/pricing/kernels/implied_vol_solve.ts";

/** A European quote in forward form. */
export interface ImpliedVolInput {
  /** Forward price for the expiry, positive. */
  readonly forward: number;
  /** Strike, positive. */
  readonly strike: number;
  /** Time to expiry, in years, positive. */
  readonly tau: number;
  /** Discount factor for the expiry, positive. @default 1 */
  readonly discount?: number;
  /** Present value, in the units of `forward`. */
  readonly price: number;
  /** True for a call, false for a put. */
  readonly isCall: boolean;
}

/** A European quote in spot form. */
export interface ImpliedVolSpotInput {
  /** Spot price, positive. */
  readonly spot: number;
  /** Strike, positive. */
  readonly strike: number;
  /** Time to expiry, in years, positive. */
  readonly tau: number;
  /** Continuous zero rate to expiry. */
  readonly rate: number;
  /** Continuous dividend yield to expiry. */
  readonly dividend: number;
  /** Present value, in the units of `spot`. */
  readonly price: number;
  /** True for a call, false for a put. */
  readonly isCall: boolean;
}

/** Why a price has no implied volatility. */
export type ImpliedVolFailureKind =
  | "below_intrinsic"
  | "above_maximum"
  | "not_finite"
  | "invalid_input";

/** An implied volatility, or why there is none. */
export type ImpliedVolResult =
  | { readonly ok: true; readonly sigma: number }
  | {
    readonly ok: false;
    readonly kind: ImpliedVolFailureKind;
    readonly message: string;
  };

/** Roundings of the larger leg within which a price is at intrinsic value. */
const INTRINSIC_ROUNDINGS = 4 * Number.EPSILON;
/** The same at an upper bound that was itself rounded by discounting. */
const MAXIMUM_ROUNDINGS = Number.EPSILON;

/**
 * Black implied volatility of a price in forward form.
 *
 * @param input The quote; `discount` is 1 by default.
 * @returns The volatility, exactly 0 at the discounted intrinsic value; or the
 * kind of failure and a sentence.
 *
 * @example Usage
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { impliedVol } from "lib/pricing/implied_vol.ts";
 *
 * const result = impliedVol({
 *   forward: 100, strike: 100, tau: 1, price: 7.965567455405804, isCall: true,
 * });
 * assertAlmostEquals(result.ok ? result.sigma : NaN, 0.2, 1e-15);
 * ```
 */
export function impliedVol(input: ImpliedVolInput): ImpliedVolResult {
  const { forward, strike, tau, discount = 1, price, isCall } = input;
  const bad = firstBad([
    ["forward", forward, true],
    ["strike", strike, true],
    ["tau", tau, true],
    ["discount", discount, true],
    ["price", price, false],
  ]);
  if (bad !== undefined) return bad;
  return fromLegs(discount * forward, discount * strike, {
    x: logRatio(forward, strike),
    gain: discount * (forward - strike),
    rounded: false,
    tau,
    price,
    isCall,
  });
}

/**
 * Black–Scholes–Merton implied volatility of a price in spot form.
 *
 * @param input The quote.
 * @returns As {@link impliedVol}.
 */
export function impliedVolFromSpot(
  input: ImpliedVolSpotInput,
): ImpliedVolResult {
  const { spot, strike, tau, rate, dividend, price, isCall } = input;
  const bad = firstBad([
    ["spot", spot, true],
    ["strike", strike, true],
    ["tau", tau, true],
    ["rate", rate, false],
    ["dividend", dividend, false],
    ["price", price, false],
  ]);
  if (bad !== undefined) return bad;
  const stock = spot * Math.exp(-dividend * tau);
  const cash = strike * Math.exp(-rate * tau);
  const x = logMoneyness(spot, strike, { rate, dividend, tau });
  // stock − cash where both have rounded but are close: 1e-16 of either would
  // be many digits of their difference.
  const close = Math.abs(x) < 1 && (rate !== 0 || dividend !== 0);
  const gain = close ? cash * Math.expm1(x) : stock - cash;
  const rounded = (isCall ? dividend : rate) !== 0;
  return fromLegs(stock, cash, { x, gain, rounded, tau, price, isCall });
}

/**
 * As {@link impliedVol}, for a caller that takes failures as exceptions.
 *
 * @param input The quote.
 * @returns The volatility.
 * @throws {PricingError} With the kind of failure.
 */
export function impliedVolOrThrow(input: ImpliedVolInput): number {
  const result = impliedVol(input);
  if (result.ok) return result.sigma;
  throw new PricingError(result.kind, result.message);
}

/**
 * The same from the two discounted legs, `D·F` and `D·K`, with `x = ln(F/K)`
 * and `gain = D(F − K)`; `rounded` says whether the upper bound is.
 */
function fromLegs(
  stock: number,
  cash: number,
  { x, gain, rounded, tau, price, isCall }: {
    readonly x: number;
    readonly gain: number;
    readonly rounded: boolean;
    readonly tau: number;
    readonly price: number;
    readonly isCall: boolean;
  },
): ImpliedVolResult {
  if (!(Math.min(stock, cash) > 0 && Math.max(stock, cash) < Infinity)) {
    return failure(
      "not_finite",
      `Cannot imply a volatility as discounted forward and strike must be finite and positive: current values are ${stock} and ${cash}`,
    );
  }
  const most = isCall ? stock : cash;
  const intrinsic = Math.max(0, isCall ? gain : -gain);
  const room = intrinsic > 0 ? INTRINSIC_ROUNDINGS * Math.max(stock, cash) : 0;
  const outside = price - intrinsic;
  if (outside < -room) {
    return failure(
      "below_intrinsic",
      `Cannot imply a volatility as price must be at least the discounted intrinsic value ${intrinsic}: current value is ${price}`,
    );
  }
  if (!(price < most * (rounded ? 1 - MAXIMUM_ROUNDINGS : 1))) {
    const leg = isCall ? "forward" : "strike";
    return failure(
      "above_maximum",
      `Cannot imply a volatility as price must be below the discounted ${leg} ${most}, and not by its rounding alone: current value is ${price}`,
    );
  }
  if (outside <= room) return { ok: true, sigma: 0 };
  const unit = Math.min(stock, cash);
  const s = solveTotalVol(
    Math.abs(x),
    Math.max(outside / unit, Number.MIN_VALUE),
    Math.max((most - price) / unit, Number.MIN_VALUE),
  );
  return { ok: true, sigma: s / Math.sqrt(tau) };
}

function firstBad(
  fields: readonly (readonly [string, number, boolean])[],
): ImpliedVolResult | undefined {
  for (const [name, value, positive] of fields) {
    if (Number.isFinite(value) && (!positive || value > 0)) continue;
    const must = positive ? "finite and positive" : "a finite number";
    return failure(
      Number.isFinite(value) ? "invalid_input" : "not_finite",
      `Cannot imply a volatility as ${name} must be ${must}: current value is ${value}`,
    );
  }
  return undefined;
}

function failure(
  kind: ImpliedVolFailureKind,
  message: string,
): ImpliedVolResult {
  return { ok: false, kind, message };
}
