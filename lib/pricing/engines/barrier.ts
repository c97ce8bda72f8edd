/**
 * Barrier options with continuous monitoring under Black–Scholes.
 *
 * With `λ = (r − q)/σ² + ½`, `s = σ√T` and the four terms
 *
 * ```text
 * A, B = ±[S·e^(−qT)·N(±d) − K·e^(−rT)·N(±(d − s))],  d = ln(S/K)/s + λs, ln(S/H)/s + λs
 * C, D = the same with (H/S)^2λ, (H/S)^(2λ−2) and      d = ln(H²/SK)/s + λs, ln(H/S)/s + λs
 * ```
 *
 * a knock-in is one of A, C, A − B + D, B − C + D, and the knock-out is the
 * vanilla A less it. Reiner and Rubinstein (1991), Risk 4(8), 28–35; Haug
 * (2007), "The Complete Guide to Option Pricing Formulas", § 4.17.1. Valid for
 * every strike, level and carry and σ, T > 0; no rebate. The power times its
 * normal probability is taken in logarithms: with small σ the one overflows
 * while the other vanishes.
 *
 * @module
 */

import type { Taylor } from "lib/math/taylor.ts";
import { blackGreeks } from "lib/pricing/black.ts";
import type { BarrierTerms } from "lib/pricing/case.ts";
import type { ContractTerms } from "lib/pricing/contract.ts";
import {
  type AllGreeks,
  type BlackScholesJets,
  greeksFromJets,
  type JetFormula,
  valueFromJets,
} from "lib/pricing/jet_greeks.ts";

/** The barrier and the volatility. */
export interface BarrierOptions {
  /** Side, what a touch does, level. */
  readonly barrier: BarrierTerms;
  /** Volatility a square-root year, positive. */
  readonly sigma: number;
}

/**
 * The present value of a barrier option. A spot at or past the barrier has
 * touched it: an out is worth 0, an in the vanilla.
 *
 * @param terms The contract.
 * @param options Barrier and volatility.
 * @returns Its present value; in and out add up to the vanilla.
 *
 * @example Usage
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { barrierPrice } from "lib/pricing/engines/barrier.ts";
 *
 * const price = barrierPrice({
 *   spot: 100, strike: 90, rate: 0.08, dividend: 0.04, maturity: 0.5,
 *   isCall: true,
 * }, { barrier: { kind: "down-and-out", level: 95 }, sigma: 0.25 });
 * assertAlmostEquals(price, 6.744729727765, 1e-12);
 * ```
 */
export function barrierPrice(
  terms: ContractTerms,
  options: BarrierOptions,
): number {
  const { barrier, sigma } = options;
  const isOut = barrier.kind.endsWith("out");
  const vanilla = vanillaOf(terms, sigma).price;
  if (touched(terms, barrier)) return isOut ? 0 : vanilla;
  const value = valueFromJets(knockIn(terms, barrier), terms, sigma);
  const inside = Math.min(vanilla, Math.max(0, value));
  return isOut ? vanilla - inside : inside;
}

/**
 * The Greeks of a barrier option, on its side of the barrier.
 *
 * @param terms The contract.
 * @param options Barrier and volatility.
 * @returns All Greeks; zeros for an out that is touched.
 */
export function barrierGreeks(
  terms: ContractTerms,
  options: BarrierOptions,
): AllGreeks {
  const { barrier, sigma } = options;
  const isOut = barrier.kind.endsWith("out");
  const { price: _, ...vanilla } = vanillaOf(terms, sigma);
  const inside = touched(terms, barrier)
    ? vanilla
    : greeksFromJets(knockIn(terms, barrier), terms, sigma);
  if (!isOut) return inside;
  const names = Object.keys(vanilla) as (keyof AllGreeks)[];
  return Object.fromEntries(
    names.map((name) => [name, vanilla[name] - inside[name]]),
  ) as unknown as AllGreeks;
}

function vanillaOf(terms: ContractTerms, sigma: number) {
  return blackGreeks({ ...terms, tau: terms.maturity, sigma });
}

function touched({ spot }: ContractTerms, { kind, level }: BarrierTerms) {
  return kind.startsWith("down") ? spot <= level : spot >= level;
}

/** The knock-in of this side as a formula over jets. */
function knockIn(terms: ContractTerms, barrier: BarrierTerms): JetFormula {
  const { strike, isCall } = terms;
  const { level } = barrier;
  const isDown = barrier.kind.startsWith("down");
  const phi = isCall ? 1 : -1;
  const eta = isDown ? 1 : -1;
  // Calls down to, and puts up to, a barrier out of the money are reflections.
  const strikeInside = isDown === isCall ? eta * (strike - level) >= 0 : false;
  const alwaysTouched = isDown !== isCall && eta * (level - strike) >= 0;
  return (jets) => {
    const direct = (edge: number) => directTerm(jets, strike, edge, phi);
    const image = (edge: number) =>
      imageTerm(jets, { strike, level, edge, phi, eta });
    if (alwaysTouched) return direct(strike);
    if (strikeInside) return image(level * level / strike);
    if (isDown === isCall) {
      return direct(strike).sub(direct(level)).add(image(level));
    }
    return direct(level).sub(image(level * level / strike)).add(image(level));
  };
}

/** Term A at `edge = K`, term B at `edge = H`. */
function directTerm(
  jets: BlackScholesJets,
  strike: number,
  edge: number,
  phi: number,
): Taylor {
  const { spot, rate, dividend, maturity } = jets;
  const { deviation, halfShift } = spread(jets);
  const d1 = spot.scale(1 / edge).log().div(deviation).add(halfShift);
  const d2 = d1.sub(deviation);
  const asset = spot.mul(dividend.mul(maturity).scale(-1).exp())
    .mul(d1.scale(phi).normalCdf());
  const cash = rate.mul(maturity).scale(-1).exp().scale(strike)
    .mul(d2.scale(phi).normalCdf());
  return asset.sub(cash).scale(phi);
}

/** Term C at `edge = H²/K`, term D at `edge = H`. */
function imageTerm(
  jets: BlackScholesJets,
  { strike, level, edge, phi, eta }: {
    strike: number;
    level: number;
    edge: number;
    phi: number;
    eta: number;
  },
): Taylor {
  const { spot, sigma, rate, dividend, maturity } = jets;
  const { deviation, halfShift } = spread(jets);
  const d1 = spot.scale(1 / edge).log().scale(-1).div(deviation).add(halfShift);
  const d2 = d1.sub(deviation);
  const distance = spot.scale(1 / level).log().scale(-1);
  const carry = rate.sub(dividend).div(sigma.mul(sigma)).scale(2);
  const assetPower = carry.shift(1).mul(distance);
  const cashPower = carry.shift(-1).mul(distance);
  const asset = spot.mul(
    assetPower.sub(dividend.mul(maturity)).add(d1.scale(eta).logNormalCdf())
      .exp(),
  );
  const cash = cashPower.sub(rate.mul(maturity))
    .add(d2.scale(eta).logNormalCdf()).exp().scale(strike);
  return asset.sub(cash).scale(phi);
}

/** `s = σ√T` and `λs`. */
function spread({ sigma, maturity, rate, dividend }: BlackScholesJets) {
  const deviation = sigma.mul(maturity.sqrt());
  const halfShift = rate.sub(dividend).mul(maturity).div(deviation)
    .add(deviation.scale(0.5));
  return { deviation, halfShift };
}
