/**
 * The baseline of every delta model: the Black–Scholes delta at the quote's
 * own implied volatility,
 *
 *     Δ = ±e^((c−r)T)·N(±d₁),   d₁ = ln(F/K)/(σ√T) + σ√T/2.
 *
 * A price without a volatility has the delta of its bound: below intrinsic
 * value that of the intrinsic value, above the maximum that of the maximum.
 *
 * @module
 */

import type { CarryCurve } from "lib/greeks/carry_curve.ts";
import type { ContractType } from "lib/market/history/history_store.ts";
import { normalCdf } from "lib/math/normal.ts";
import { impliedVol } from "lib/pricing/implied_vol.ts";

/** A quote and how forwards grow. */
export interface BaselineInput {
  /** Side of the chain. */
  readonly type: ContractType;
  /** Price of the underlying. */
  readonly underlying: number;
  /** Strike. */
  readonly strike: number;
  /** Price of the option. */
  readonly mark: number;
  /** Days to expiry. */
  readonly dte: number;
  /** Rates. */
  readonly curve: CarryCurve;
}

/** Time to expiry in years; a contract that expires today has half a day. */
export function yearsOf(dte: number): number {
  return Math.max(dte, 0.5) / 365;
}

/**
 * The Black–Scholes delta at a quote's implied volatility.
 *
 * @returns In [0, 1] for a call, [−1, 0] for a put.
 *
 * @example At the money, a day is left
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { baselineDelta } from "lib/greeks/baseline_delta.ts";
 *
 * const curve = { rate: 0, carry: 0 };
 * const quote = { underlying: 100, strike: 100, mark: 0.4, dte: 1, curve };
 * assertAlmostEquals(baselineDelta({ ...quote, type: "call" }), 0.502, 1e-6);
 * ```
 */
export function baselineDelta(input: BaselineInput): number {
  const { type, underlying, strike, mark, curve } = input;
  const isCall = type === "call";
  const tau = yearsOf(input.dte);
  const forward = underlying * Math.exp(curve.carry * tau);
  const scale = Math.min(1, Math.exp((curve.carry - curve.rate) * tau));
  const sign = isCall ? 1 : -1;
  const result = impliedVol({
    forward,
    strike,
    tau,
    discount: Math.exp(-curve.rate * tau),
    price: mark,
    isCall,
  });
  if (result.ok) {
    const total = result.sigma * Math.sqrt(tau);
    const d1 = total > 0
      ? Math.log(forward / strike) / total + total / 2
      : Math.sign(forward - strike) * Infinity;
    return sign * scale * normalCdf(sign * d1);
  }
  const isInside = sign * (forward - strike) > 0;
  const isAbove = result.kind === "above_maximum";
  return isCall && isAbove || !isAbove && isInside ? sign * scale : 0;
}
