/**
 * Asian cases: a closed form or a Fourier engine for the geometric mean where
 * the law allows it, Monte Carlo for the rest.
 */

import { PricingError } from "lib/core/errors.ts";
import type { Rng } from "lib/core/rng.ts";
import type { AsianTerms, PricingCase } from "lib/pricing/case.ts";
import {
  geometricAsianGreeks,
  geometricAsianPrice,
} from "lib/pricing/engines/asian_geometric.ts";
import { levyGeometricAsian } from "lib/pricing/engines/asian_geometric_levy.ts";
import { priceAsianMonteCarlo } from "lib/pricing/engines/monte_carlo_asian.ts";
import { lawByName } from "lib/pricing/laws/laws.ts";
import type { Valuation } from "lib/pricing/price_case.ts";

/** Rounding of the closed form, over spot plus strike. */
const CLOSED_FORM_ERROR = 4e-16;

/**
 * Prices an Asian case.
 *
 * @param pricing A checked case with its averaging terms.
 * @param context The random stream, for what is simulated.
 * @returns Its valuation.
 * @throws {PricingError} If the law or its parameters are not valid, or the
 * averaging terms are missing.
 * @throws {ConvergenceError} If the tolerance is out of reach.
 */
export function priceAsianCase(
  pricing: PricingCase,
  context: { readonly rng: Rng },
): Valuation {
  const { asian, params, terms, tolerance, greeks } = pricing;
  const law = lawByName(pricing.law);
  law.space.check(params);
  if (asian === undefined) {
    throw new PricingError(
      "invalid_input",
      "Cannot price as asian must be an object: current value is missing",
    );
  }
  if (asian.average === "geometric" && law.name === "black-scholes") {
    return closedForm(pricing, asian);
  }
  if (asian.average === "geometric" && law.levy) {
    const { fixings } = asian;
    return levyGeometricAsian({ law, params }, terms, {
      fixings,
      tolerance,
      greeks,
    });
  }
  const { paths: _, ...valuation } = priceAsianMonteCarlo(
    { law, params },
    terms,
    asian,
    { rng: context.rng, tolerance, greeks },
  );
  return valuation;
}

function closedForm(pricing: PricingCase, asian: AsianTerms): Valuation {
  const { terms, params } = pricing;
  const options = { fixings: asian.fixings, sigma: params["sigma"] };
  const price = geometricAsianPrice(terms, options);
  const error = CLOSED_FORM_ERROR * (terms.spot + terms.strike);
  if (!pricing.greeks) return { price, error };
  const greeks = geometricAsianGreeks(terms, options);
  return { price, error, greeks, sensitivities: { sigma: greeks.vega } };
}
