/** The door of the styles that are priced under Black–Scholes alone. */

import { PricingError } from "lib/core/errors.ts";
import type { PricingCase } from "lib/pricing/case.ts";
import { lawByName } from "lib/pricing/laws/laws.ts";

/**
 * The volatility of a case whose style needs Black–Scholes.
 *
 * @param pricing A checked case.
 * @returns `sigma`, checked.
 * @throws {PricingError} If the law is unknown, its parameters are not valid,
 * or it is another law.
 */
export function blackScholesSigma(pricing: PricingCase): number {
  const law = lawByName(pricing.law);
  law.space.check(pricing.params);
  if (law.name === "black-scholes") return pricing.params["sigma"];
  throw new PricingError(
    "unsupported",
    `Cannot price as the law of a case of style "${pricing.style}" must be "black-scholes": current value is "${law.name}". Choose that law, or another style`,
  );
}
