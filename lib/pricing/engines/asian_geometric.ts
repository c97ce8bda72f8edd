/**
 * The average-price option on a geometric mean under Black–Scholes.
 *
 * The mean is lognormal: with `m₁`, `m₂` below,
 *
 * ```text
 * ln G ~ N(ln S + (r − q − σ²/2)·m₁T, σ²·m₂T)
 * fixings at T·i/n:  m₁ = (n+1)/2n,  m₂ = (n+1)(2n+1)/6n²
 * continuous:        m₁ = 1/2,       m₂ = 1/3
 * ```
 *
 * Kemna and Vorst (1990), J. Banking & Finance 14, 113–129, eq. (10)–(12);
 * discrete: Turnbull and Wakeman (1991), JFQA 26, 377–389. Valid for σ, T > 0.
 *
 * @module
 */

import type { ContractTerms } from "lib/pricing/contract.ts";
import {
  type AllGreeks,
  greeksFromJets,
  type JetFormula,
  valueFromJets,
} from "lib/pricing/jet_greeks.ts";

/** How the mean is taken. */
export interface GeometricAsianOptions {
  /** Number of fixings at `T·i/n`, or a continuous average. */
  readonly fixings: number | "continuous";
  /** Volatility a square-root year, positive. */
  readonly sigma: number;
}

/**
 * The present value of a geometric average-price option.
 *
 * @param terms The contract.
 * @param options Fixings and volatility.
 * @returns Its present value.
 *
 * @example Usage
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { geometricAsianPrice } from "lib/pricing/engines/asian_geometric.ts";
 *
 * const price = geometricAsianPrice({
 *   spot: 100, strike: 100, rate: 0.06, dividend: 0.03, maturity: 1,
 *   isCall: true,
 * }, { fixings: 10, sigma: 0.2 });
 * assertAlmostEquals(price, 5.3425606635, 1e-9);
 * ```
 */
export function geometricAsianPrice(
  terms: ContractTerms,
  options: GeometricAsianOptions,
): number {
  const value = valueFromJets(
    formula(terms, options.fixings),
    terms,
    options.sigma,
  );
  return Math.max(0, value);
}

/**
 * The Greeks of a geometric average-price option.
 *
 * @param terms The contract.
 * @param options Fixings and volatility.
 * @returns All Greeks.
 */
export function geometricAsianGreeks(
  terms: ContractTerms,
  options: GeometricAsianOptions,
): AllGreeks {
  return greeksFromJets(formula(terms, options.fixings), terms, options.sigma);
}

function formula(
  terms: ContractTerms,
  fixings: number | "continuous",
): JetFormula {
  const { strike, isCall } = terms;
  const sign = isCall ? 1 : -1;
  const n = fixings === "continuous" ? Infinity : fixings;
  const meanTime = (1 + 1 / n) / 2;
  const varianceTime = (1 + 1 / n) * (2 + 1 / n) / 6;
  return ({ spot, sigma, maturity, rate, dividend }) => {
    const variance = sigma.mul(sigma).mul(maturity);
    const deviation = variance.scale(varianceTime).sqrt();
    const drift = rate.sub(dividend).mul(maturity).sub(variance.scale(0.5))
      .scale(meanTime);
    const d2 = spot.scale(1 / strike).log().add(drift).div(deviation);
    const d1 = d2.add(deviation);
    const logDiscount = rate.mul(maturity).scale(-1);
    const mean = drift.add(variance.scale(varianceTime / 2));
    const asset = spot.mul(mean.add(logDiscount).exp())
      .mul(d1.scale(sign).normalCdf());
    const cash = logDiscount.exp().scale(strike)
      .mul(d2.scale(sign).normalCdf());
    return asset.sub(cash).scale(sign);
  };
}
