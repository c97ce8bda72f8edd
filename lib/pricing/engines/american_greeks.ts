/**
 * Greeks of American options.
 *
 * Delta, gamma and speed are the European ones plus the premium differentiated
 * under its integral at the fixed boundary. While the option is held it obeys
 * the Black–Scholes equation, which gives the two in time exactly:
 *
 * ```text
 * theta = rV − (r − q)S·V_S − ½σ²S²·V_SS
 * charm = qV_S − (r − q + σ²)S·V_SS − ½σ²S²·V_SSS
 * ```
 *
 * Vega, volga, vanna and the rhos are sixth-order central differences of price
 * and delta on one fine scheme. Where exercise is due at once the value is
 * `±(S − K)` and its Greeks are delta alone.
 *
 * @module
 */

import { centralDifferences } from "lib/math/difference.ts";
import { blackGreeks } from "lib/pricing/black.ts";
import type { ContractTerms } from "lib/pricing/contract.ts";
import { americanAtLevel, mirroredPut } from "lib/pricing/engines/american.ts";
import { premiumDerivatives } from "lib/pricing/engines/american_premium.ts";
import { americanTree } from "lib/pricing/engines/american_tree.ts";
import type { AllGreeks } from "lib/pricing/jet_greeks.ts";

/** The scheme under the differences: 1e-9 of the spot or better as a rule. */
const FINE_LEVEL = 3;

/** Price and its first three derivatives in the spot. */
type SpotDerivatives = readonly [
  price: number,
  delta: number,
  gamma: number,
  speed: number,
];

/**
 * All Greeks of an American option.
 *
 * @param terms The contract.
 * @param sigma Volatility a square-root year, positive.
 * @returns Greeks in the units of `Greeks`.
 */
export function americanGreeks(terms: ContractTerms, sigma: number): AllGreeks {
  const at = (changed: Partial<ContractTerms>, volatility = sigma) =>
    spotDerivatives({ ...terms, ...changed }, volatility);
  const { spot, rate, dividend } = terms;
  const [price, delta, gamma, speed] = at({});
  const sign = terms.isCall ? 1 : -1;
  const carry = rate - dividend;
  const variance = sigma * sigma;
  if (price === sign * (spot - terms.strike) && gamma === 0) {
    return { ...NOTHING, delta };
  }
  const bySigma = centralDifferences((x) => at({}, x), sigma, 0.02 * sigma);
  const byRate = centralDifferences(
    (x) => at({ rate: x }),
    rate,
    rateStep(rate),
  );
  const byDividend = centralDifferences(
    (x) => at({ dividend: x }),
    dividend,
    rateStep(dividend),
  );
  return {
    delta,
    gamma,
    speed,
    theta: rate * price - carry * spot * delta -
      0.5 * variance * spot ** 2 * gamma,
    charm: dividend * delta - (carry + variance) * spot * gamma -
      0.5 * variance * spot ** 2 * speed,
    vega: bySigma.first[0],
    volga: bySigma.second[0],
    vanna: bySigma.first[1],
    rho: byRate.first[0],
    rhoDividend: byDividend.first[0],
  };
}

const NOTHING: AllGreeks = {
  delta: 0,
  gamma: 0,
  speed: 0,
  theta: 0,
  charm: 0,
  vega: 0,
  volga: 0,
  vanna: 0,
  rho: 0,
  rhoDividend: 0,
};

/** A step that does not carry a rate across 0, where the exercise rule changes. */
function rateStep(rate: number): number {
  const size = Math.abs(rate);
  return size === 0 ? 1e-3 : Math.min(1e-3, 0.3 * size);
}

function spotDerivatives(terms: ContractTerms, sigma: number): SpotDerivatives {
  const result = americanAtLevel(terms, sigma, FINE_LEVEL);
  const { price, method, boundary } = result;
  if (method === "tree") return treeDerivatives(terms, sigma, price);
  if (method === "exercise") return [price, terms.isCall ? 1 : -1, 0, 0];
  const held = blackGreeks({ ...terms, tau: terms.maturity, sigma });
  if (boundary === undefined || mirroredPut(terms, sigma).rate < 0) {
    return [price, held.delta, held.gamma, held.speed];
  }
  const { spot } = terms;
  const { first, second, third } = premiumDerivatives(terms, sigma, boundary);
  return [
    price,
    held.delta + first / spot,
    held.gamma + (second - first) / spot ** 2,
    held.speed + (third - 3 * second + 2 * first) / spot ** 3,
  ];
}

/** Wide differences in the spot, as a tree's value is not smooth in it. */
function treeDerivatives(
  terms: ContractTerms,
  sigma: number,
  price: number,
): SpotDerivatives {
  const { spot, maturity } = terms;
  const h = 0.1 * sigma * Math.sqrt(maturity) * spot;
  const value = (k: number) =>
    americanTree({ ...terms, spot: spot + k * h }, sigma).price;
  const [down2, down, up, up2] = [-2, -1, 1, 2].map(value);
  return [
    price,
    (up - down) / (2 * h),
    (up - 2 * price + down) / (h * h),
    (up2 - 2 * up + 2 * down - down2) / (2 * h ** 3),
  ];
}
