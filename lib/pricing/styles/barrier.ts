/** Barrier cases: closed form under Black–Scholes. */

import { PricingError } from "lib/core/errors.ts";
import type { PricingCase } from "lib/pricing/case.ts";
import { barrierGreeks, barrierPrice } from "lib/pricing/engines/barrier.ts";
import type { Valuation } from "lib/pricing/price_case.ts";
import { blackScholesSigma } from "lib/pricing/styles/black_scholes_only.ts";

/** Rounding of the closed form, over spot plus strike; tests bound it. */
const CLOSED_FORM_ERROR = 2e-15;

/**
 * Prices a barrier case.
 *
 * @param pricing A checked case with its barrier.
 * @returns Its valuation.
 * @throws {PricingError} If the law is not Black–Scholes, its parameters are
 * not valid, or the barrier is missing.
 */
export function priceBarrierCase(pricing: PricingCase): Valuation {
  const { terms, barrier, greeks: wanted } = pricing;
  const sigma = blackScholesSigma(pricing);
  if (barrier === undefined) {
    throw new PricingError(
      "invalid_input",
      "Cannot price as barrier must be an object: current value is missing",
    );
  }
  const price = barrierPrice(terms, { barrier, sigma });
  const error = CLOSED_FORM_ERROR * (terms.spot + terms.strike);
  if (!wanted) return { price, error };
  const greeks = barrierGreeks(terms, { barrier, sigma });
  return { price, error, greeks, sensitivities: { sigma: greeks.vega } };
}
