/**
 * The path law of each pricing law: the choice between the normal mixture and
 * inverted increments.
 *
 * @module
 */

import { PricingError } from "lib/core/errors.ts";
import { levyIncrements } from "lib/pricing/engines/paths/levy_increments.ts";
import { normalMixture } from "lib/pricing/engines/paths/normal_mixture.ts";
import type {
  PathLaw,
  PathOptions,
} from "lib/pricing/engines/paths/path_law.ts";
import type { Law, LawParams } from "lib/pricing/laws/law.ts";

/**
 * Builds the path law of a pricing law.
 *
 * @param law The law.
 * @param params Its parameters.
 * @param options Fixings, maturity and steps.
 * @returns The path law.
 * @throws {PricingError} If its parameters are not valid, or it is neither a Lévy law nor one that has a scheme here.
 * @throws {ConvergenceError} If increments cannot be tabulated.
 */
export function makePathLaw(
  law: Law,
  params: LawParams,
  options: PathOptions,
): PathLaw {
  law.space.check(params);
  const { sigma, lambda, muJ, sigmaJ } = params;
  const { v0, kappa, theta, xi, rho } = params;
  const jumps = { lambda, muJ, sigmaJ };
  const heston = { v0, kappa, theta, xi, rho };
  switch (law.name) {
    case "black-scholes":
      return normalMixture({ diffusion: { sigma } }, options);
    case "merton":
      return normalMixture({ diffusion: { sigma }, jumps }, options);
    case "heston":
      return normalMixture({ diffusion: heston }, options);
    case "bates":
      return normalMixture({ diffusion: heston, jumps }, options);
  }
  if (law.levy) {
    return levyIncrements(law.characteristicFunction(params), options);
  }
  throw new PricingError(
    "unsupported",
    `Cannot simulate ${law.name} as a law must be a Lévy law or have a scheme of its own: it has neither`,
  );
}
