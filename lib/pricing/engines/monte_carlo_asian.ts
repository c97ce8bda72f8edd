/**
 * Average-price options by Monte Carlo, as cases ask for them.
 *
 * @module
 */

import type { AsianTerms } from "lib/pricing/case.ts";
import type { ContractTerms } from "lib/pricing/contract.ts";
import {
  type MonteCarloModel,
  type MonteCarloOptions,
  type MonteCarloResult,
  priceMonteCarlo,
} from "lib/pricing/engines/monte_carlo.ts";

/** A price by simulation, with the fields that a case reports. */
export type AsianMonteCarloResult = Omit<
  MonteCarloResult,
  "greekErrors" | "sensitivityErrors"
>;

/**
 * Prices an average-price option by Monte Carlo.
 *
 * A tolerance finer than about a second of work allows is not met: the price
 * comes with the standard error that was reached.
 *
 * @param model Law and parameters.
 * @param terms Spot, strike, rates, maturity, call or put.
 * @param asian Which mean, and its fixings.
 * @param options Randomness, tolerance, cap and what else is wanted.
 * @returns Price, standard error and paths used.
 * @throws {PricingError} If the law's parameters are not valid.
 *
 * @example Usage
 * ```ts
 * import { assert } from "@std/assert";
 * import { makeRng } from "lib/core/rng.ts";
 * import { priceAsianMonteCarlo } from "lib/pricing/engines/monte_carlo_asian.ts";
 * import { lawByName } from "lib/pricing/laws/laws.ts";
 *
 * const model = { law: lawByName("black-scholes"), params: { sigma: 0.3 } };
 * const { price, error } = priceAsianMonteCarlo(model, {
 *   spot: 100, strike: 100, rate: 0.09, dividend: 0, maturity: 1, isCall: true,
 * }, { average: "arithmetic", fixings: "continuous" }, {
 *   rng: makeRng(1), maxPaths: 2 ** 14,
 * });
 * assert(error < 5e-3 && Math.abs(price - 8.8287588) < 4 * error);
 * ```
 */
export function priceAsianMonteCarlo(
  model: MonteCarloModel,
  terms: ContractTerms,
  asian: AsianTerms,
  options: MonteCarloOptions,
): AsianMonteCarloResult {
  const payoff = { kind: "asian", ...asian } as const;
  const { greekErrors: _greeks, sensitivityErrors: _sensitivities, ...result } =
    priceMonteCarlo(model, terms, payoff, options);
  return result;
}
