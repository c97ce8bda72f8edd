/**
 * All Greeks of a Black–Scholes closed form from Taylor jets in seven
 * directions: spot, σ, T, r, q, and (spot, σ), (spot, T) together, whose second
 * derivative less the pure ones is the mixed one,
 *
 * ```text
 * d²/dt² V(S + St, σ + σt) = S²V_SS + 2Sσ·V_Sσ + σ²V_σσ
 * ```
 *
 * Exact up to rounding, wherever the formula is smooth.
 *
 * @module
 */

import { Taylor, variable } from "lib/math/taylor.ts";
import type { ContractTerms, Greeks } from "lib/pricing/contract.ts";

/** What a Black–Scholes closed form depends on, as jets. */
export interface BlackScholesJets {
  /** Spot. */
  readonly spot: Taylor;
  /** Volatility a square-root year. */
  readonly sigma: Taylor;
  /** Maturity, in years. */
  readonly maturity: Taylor;
  /** Continuous rate. */
  readonly rate: Taylor;
  /** Continuous dividend yield. */
  readonly dividend: Taylor;
}

/** A closed form over jets. */
export type JetFormula = (inputs: BlackScholesJets) => Taylor;

/** All of {@linkcode Greeks}, the Black–Scholes ones included. */
export type AllGreeks = Required<Greeks>;

type Direction = Partial<Record<keyof BlackScholesJets, number>>;

function inputs(
  terms: ContractTerms,
  sigma: number,
  direction: Direction,
): BlackScholesJets {
  return {
    spot: variable(terms.spot, direction.spot),
    sigma: variable(sigma, direction.sigma),
    maturity: variable(terms.maturity, direction.maturity),
    rate: variable(terms.rate, direction.rate),
    dividend: variable(terms.dividend, direction.dividend),
  };
}

/**
 * The value of a formula alone.
 *
 * @param f The closed form.
 * @param terms The contract.
 * @param sigma Volatility a square-root year.
 * @returns The present value.
 */
export function valueFromJets(
  f: JetFormula,
  terms: ContractTerms,
  sigma: number,
): number {
  return f(inputs(terms, sigma, {})).c0;
}

/**
 * All Greeks of a formula.
 *
 * @param f The closed form.
 * @param terms The contract.
 * @param sigma Volatility a square-root year, positive.
 * @returns Greeks in the units of {@linkcode Greeks}.
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { greeksFromJets } from "lib/pricing/jet_greeks.ts";
 *
 * const terms = {
 *   spot: 100, strike: 1, rate: 0, dividend: 0, maturity: 1, isCall: true,
 * };
 * const { gamma, vanna } = greeksFromJets(
 *   ({ spot, sigma }) => spot.mul(spot).mul(sigma), terms, 0.25,
 * );
 * assertEquals({ gamma, vanna }, { gamma: 0.5, vanna: 200 });
 * ```
 */
export function greeksFromJets(
  f: JetFormula,
  terms: ContractTerms,
  sigma: number,
): AllGreeks {
  const along = (direction: Direction) => f(inputs(terms, sigma, direction));
  const { spot, maturity } = terms;
  // Relative steps keep the terms of the mixed derivatives of one size.
  const bySpot = along({ spot });
  const bySigma = along({ sigma });
  const byTime = along({ maturity });
  const vanna = along({ spot, sigma }).c2 - bySpot.c2 - bySigma.c2;
  const charm = along({ spot, maturity }).c2 - bySpot.c2 - byTime.c2;
  return {
    delta: bySpot.c1 / spot,
    gamma: 2 * bySpot.c2 / spot ** 2,
    speed: 6 * bySpot.c3 / spot ** 3,
    vega: bySigma.c1 / sigma,
    volga: 2 * bySigma.c2 / sigma ** 2,
    vanna: vanna / (spot * sigma),
    theta: -byTime.c1 / maturity,
    charm: -charm / (spot * maturity),
    rho: along({ rate: 1 }).c1,
    rhoDividend: along({ dividend: 1 }).c1,
  };
}
