/**
 * American options on a binomial tree of Leisen and Reimer (1996), Applied
 * Mathematical Finance 3, 319–346, with one Richardson step: for the few cases
 * without a single boundary (a put with `q < r < 0`, a call with `r < q < 0`).
 *
 * The tree's error falls as 1/n (as 1/n² without early exercise), not quite
 * smoothly, so the error estimate is the difference of two extrapolations.
 * Valid while the up-probability stays inside (0, 1), which odd step counts and
 * the Peizer–Pratt inversion give for every rate and volatility.
 *
 * @module
 */

import type { ContractTerms } from "lib/pricing/contract.ts";

/** Steps of the finest tree; the others have a half and a quarter of them. */
const STEPS = 1601;

/**
 * Prices an American option on trees.
 *
 * @param terms The contract.
 * @param sigma Volatility a square-root year, positive.
 * @returns Price and an estimate of its absolute error, often near 1e-5 of the
 * spot.
 */
export function americanTree(
  terms: ContractTerms,
  sigma: number,
): { price: number; error: number } {
  const rough = treeValue(terms, sigma, (STEPS - 1) / 4 + 1);
  const middle = treeValue(terms, sigma, (STEPS - 1) / 2 + 1);
  const fine = treeValue(terms, sigma, STEPS);
  const price = 2 * fine - middle;
  const { spot, strike, isCall } = terms;
  const intrinsic = isCall ? spot - strike : strike - spot;
  return {
    price: Math.max(price, intrinsic, 0),
    error: Math.max(
      Math.abs(price - (2 * middle - rough)),
      Math.abs(fine - middle) / 4,
    ),
  };
}

/** One tree of an odd number of steps. */
function treeValue(terms: ContractTerms, sigma: number, steps: number): number {
  const { spot, strike, rate, dividend, maturity, isCall } = terms;
  const dt = maturity / steps;
  const s = sigma * Math.sqrt(maturity);
  const d1 = (Math.log(spot / strike) + (rate - dividend) * maturity) / s +
    s / 2;
  const p = peizerPratt(d1 - s, steps);
  const pStar = peizerPratt(d1, steps);
  const growth = Math.exp((rate - dividend) * dt);
  const up = growth * pStar / p;
  const down = growth * (1 - pStar) / (1 - p);
  const discount = Math.exp(-rate * dt);
  const sign = isCall ? 1 : -1;
  const ratio = up / down;
  const values = new Float64Array(steps + 1);
  for (let step = steps; step >= 0; --step) {
    let asset = spot * down ** step;
    for (let j = 0; j <= step; ++j) {
      const held = step === steps
        ? 0
        : discount * (p * values[j + 1] + (1 - p) * values[j]);
      values[j] = Math.max(held, sign * (asset - strike));
      asset *= ratio;
    }
  }
  return values[0];
}

/** The Peizer–Pratt inversion, method 2: a binomial probability for `N(z)`. */
function peizerPratt(z: number, n: number): number {
  const scaled = z / (n + 1 / 3 + 0.1 / (n + 1));
  const root = Math.sqrt(-Math.expm1(-scaled * scaled * (n + 1 / 6)));
  return 0.5 + Math.sign(z) * 0.5 * root;
}
