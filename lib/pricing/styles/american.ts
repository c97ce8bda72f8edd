/** American cases: the integral equation under Black–Scholes. */

import type { PricingCase } from "lib/pricing/case.ts";
import { americanPrice } from "lib/pricing/engines/american.ts";
import { americanGreeks } from "lib/pricing/engines/american_greeks.ts";
import type { Valuation } from "lib/pricing/price_case.ts";
import { blackScholesSigma } from "lib/pricing/styles/black_scholes_only.ts";

/**
 * Prices an American case.
 *
 * @param pricing A checked case.
 * @returns Its valuation.
 * @throws {PricingError} If the law is not Black–Scholes or its parameters are
 * not valid.
 * @throws {ConvergenceError} If the tolerance is out of reach.
 */
export function priceAmericanCase(pricing: PricingCase): Valuation {
  const { terms, tolerance } = pricing;
  const sigma = blackScholesSigma(pricing);
  const { price, error } = americanPrice(terms, { sigma, tolerance });
  if (!pricing.greeks) return { price, error };
  const greeks = americanGreeks(terms, sigma);
  return { price, error, greeks, sensitivities: { sigma: greeks.vega } };
}
