/**
 * The probabilistic Sharpe ratio: how likely it is that a strategy's Sharpe
 * ratio is above a benchmark's, given how long it was watched and how far from
 * normal it is.
 *
 * `PSR(SR*) = Φ((SR − SR*)·√(n − 1) / √(1 − γ₃·SR + (γ₄ − 1)/4·SR²))`; Bailey and
 * López de Prado (2012), "The Sharpe ratio efficient frontier", Journal of Risk
 * 15(2), 3–44, eq. 8, in its 2012 definition: Sharpe ratios a period, of a ddof-1
 * deviation; γ₃, γ₄ of ddof-0 moments, γ₄ = 3 for a normal. Returns are taken for
 * independent of each other.
 *
 * @module
 */

import { normalCdf } from "lib/math/normal.ts";
import {
  type SharpeMoments,
  sharpeVariance,
} from "lib/validation/skill/sharpe_moments.ts";

/**
 * Probability that the Sharpe ratio is above a benchmark's.
 *
 * @param moments Of the strategy's returns, a period.
 * @param benchmark Sharpe ratio to be above, a period. @default {0}
 * @returns A probability.
 * @throws {RangeError} If n < 2 or the moments are of no distribution.
 *
 * @example Bailey and López de Prado (2012), section 3: two years of months
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { probabilisticSharpe } from "lib/validation/skill/probabilistic_sharpe.ts";
 *
 * const sharpe = 0.458;
 * const hedgeFund = { count: 24, sharpe, skewness: -2.448, kurtosis: 10.164 };
 * assertAlmostEquals(probabilisticSharpe(hedgeFund), 0.913, 1e-3);
 * ```
 */
export function probabilisticSharpe(
  moments: SharpeMoments,
  benchmark = 0,
): number {
  const { count, sharpe } = moments;
  if (!(count >= 2)) {
    throw new RangeError(
      `Cannot judge a Sharpe ratio as count must be ≥ 2: current value is ${count}`,
    );
  }
  const error = Math.sqrt(sharpeVariance(moments) / (count - 1));
  return normalCdf((sharpe - benchmark) / error);
}
