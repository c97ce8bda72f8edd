/**
 * The fastest exact prices of a law at fixed options: contours for pure-jump
 * laws, COS for the others.
 *
 * @module
 */

import { CosSurface } from "lib/pricing/engines/cos_surface.ts";
import type { EuropeanSlice } from "lib/pricing/engines/engine.ts";
import { LevyQuotes } from "lib/pricing/engines/levy_quotes.ts";
import type { CharacteristicFunction, Law } from "lib/pricing/laws/law.ts";

/** Absolute error over the forward: far below the noise of any quote. */
const TOLERANCE = 1e-8;

/** Prices into `out` and, if given, `∂price/∂θ` row-major into `jacobian`. */
export type LawSurface = (
  cf: CharacteristicFunction,
  out: Float64Array,
  jacobian?: Float64Array,
) => void;

/**
 * Prepares options for a law.
 *
 * @param law The law.
 * @param slices The expiries; options are numbered through them in order.
 * @returns A function that prices them all; it throws `ConvergenceError` where
 * no engine gets there.
 */
export function lawSurface(
  law: Law,
  slices: readonly EuropeanSlice[],
): LawSurface {
  const cos = new CosSurface(slices, { tolerance: TOLERANCE });
  const contours = law.levy
    ? new LevyQuotes(slices, law.space.size, { tolerance: TOLERANCE })
    : undefined;
  return (cf, out, jacobian) => {
    // Only a pure-jump law sits at its drift; COS is fast for the others.
    const engine = cf.asymptoticDrift(1) !== 0 ? contours ?? cos : cos;
    if (jacobian === undefined) engine.priceInto(cf, out);
    else engine.priceAndGradientInto(cf, out, jacobian);
  };
}
