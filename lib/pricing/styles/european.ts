/** European cases: closed form under Black–Scholes, the Lewis engine elsewhere. */

import { ConvergenceError } from "lib/core/errors.ts";
import { blackGreeks } from "lib/pricing/black.ts";
import type { PricingCase } from "lib/pricing/case.ts";
import type { ContractTerms } from "lib/pricing/contract.ts";
import { cos } from "lib/pricing/engines/cos.ts";
import type {
  EngineOptions,
  EuropeanSlice,
  SliceResult,
} from "lib/pricing/engines/engine.ts";
import { lewis } from "lib/pricing/engines/lewis.ts";
import { spotGreeks } from "lib/pricing/greeks.ts";
import { lawByName } from "lib/pricing/laws/laws.ts";
import type { CharacteristicFunction } from "lib/pricing/laws/law.ts";
import type { Valuation } from "lib/pricing/price_case.ts";

/** Rounding of the closed form, relative to the larger of spot and strike. */
const CLOSED_FORM_ERROR = 4e-16;

/**
 * Prices a European case.
 *
 * @param pricing A checked case.
 * @returns Its valuation.
 * @throws {PricingError} If the law or its parameters are not valid.
 * @throws {ConvergenceError} If the tolerance is out of reach.
 */
export function priceEuropeanCase(pricing: PricingCase): Valuation {
  const { terms, tolerance, greeks } = pricing;
  const law = lawByName(pricing.law);
  if (law.name === "black-scholes") {
    law.space.check(pricing.params);
    return blackScholes(terms, pricing.params["sigma"], greeks);
  }
  const cf = law.characteristicFunction(pricing.params);
  const options = { tolerance, derivatives: greeks };
  const result = priceBest(cf, sliceOf(terms), options);
  const base = { price: result.prices[0], error: result.errors[0] };
  const { derivatives } = result;
  if (derivatives === undefined) return base;
  return {
    ...base,
    greeks: spotGreeks(terms, base.price, derivatives),
    sensitivities: Object.fromEntries(
      law.space.names.map((name, j) => [name, derivatives.parameters[j][0]]),
    ),
  };
}

/**
 * The Lewis engine, which is the more accurate one; COS stays on the real line
 * and so prices jumps of nearly one size, on which tilted contours diverge.
 */
function priceBest(
  cf: CharacteristicFunction,
  slice: EuropeanSlice,
  options: EngineOptions,
): SliceResult {
  try {
    return lewis.price(cf, slice, options);
  } catch (failure) {
    if (!(failure instanceof ConvergenceError)) throw failure;
    try {
      return cos.price(cf, slice, options);
    } catch {
      throw failure;
    }
  }
}

/** A contract as a slice of one strike. */
export function sliceOf(terms: ContractTerms): EuropeanSlice {
  const { spot, strike, rate, dividend, maturity, isCall } = terms;
  return {
    forward: spot * Math.exp((rate - dividend) * maturity),
    discount: Math.exp(-rate * maturity),
    tau: maturity,
    strikes: Float64Array.of(strike),
    isCall: Uint8Array.of(isCall ? 1 : 0),
  };
}

function blackScholes(
  terms: ContractTerms,
  sigma: number,
  wanted: boolean,
): Valuation {
  const { spot, strike, rate, dividend, maturity: tau, isCall } = terms;
  const input = { spot, strike, tau, sigma, rate, dividend, isCall };
  const { price, ...greeks } = blackGreeks(input);
  const error = CLOSED_FORM_ERROR * Math.max(
    spot * Math.exp(-dividend * tau),
    strike * Math.exp(-rate * tau),
  );
  if (!wanted) return { price, error };
  return { price, error, greeks, sensitivities: { sigma: greeks.vega } };
}
