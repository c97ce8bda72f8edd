/**
 * From an engine's derivatives in forward and maturity to Greeks in spot, rates
 * and calendar time.
 *
 * With `V = D·v(F, τ)`, `F = S·e^((r−q)T)`, `D = e^(−rT)` and `c = r − q`:
 *
 * ```text
 * delta = V_F·F/S          gamma = V_FF·(F/S)²        speed = V_FFF·(F/S)³
 * rho   = T(F·V_F − V)     rhoDividend = −T·F·V_F
 * theta = rV − cF·V_F − V_τ
 * charm = (F/S)·(qV_F − cF·V_FF − V_Fτ)
 * ```
 *
 * @module
 */

import type { ContractTerms, Greeks } from "lib/pricing/contract.ts";
import type { SliceDerivatives } from "lib/pricing/engines/engine.ts";

/** Greeks of a law without a volatility of its own. */
export type LawGreeks = Omit<Greeks, "vega" | "vanna" | "volga">;

/**
 * Applies the chain rule to one strike of a slice.
 *
 * @param terms The contract.
 * @param price Its present value.
 * @param derivatives An engine's derivatives.
 * @param index The strike's place in the slice.
 * @returns Greeks in the units of {@linkcode Greeks}.
 */
export function spotGreeks(
  terms: ContractTerms,
  price: number,
  derivatives: SliceDerivatives,
  index = 0,
): LawGreeks {
  const { spot, rate, dividend, maturity } = terms;
  const carry = rate - dividend;
  const growth = Math.exp(carry * maturity);
  const forward = spot * growth;
  const first = derivatives.forward[index];
  const second = derivatives.forward2[index];
  return {
    delta: first * growth,
    gamma: second * growth ** 2,
    theta: rate * price - carry * forward * first - derivatives.tau[index],
    rho: maturity * (forward * first - price),
    rhoDividend: -maturity * forward * first,
    charm: growth *
      (dividend * first - carry * forward * second -
        derivatives.forwardTau[index]),
    speed: derivatives.forward3[index] * growth ** 3,
  };
}
