/**
 * The deflated Sharpe ratio: the probabilistic one against what the best of all
 * trials would show by luck.
 *
 * `DSR = PSR(SR₀)`, SR₀ the expected maximum of N trials whose Sharpe ratios have
 * variance V; Bailey and López de Prado (2014), Journal of Portfolio Management
 * 40(5), 94–107, eq. 2. All Sharpe ratios, and V, are a period.
 *
 * @module
 */

import { expectedMaxSharpe } from "lib/validation/skill/expected_max_sharpe.ts";
import { probabilisticSharpe } from "lib/validation/skill/probabilistic_sharpe.ts";
import type { SharpeMoments } from "lib/validation/skill/sharpe_moments.ts";

/** What was tried. */
export interface TrialSpread {
  /** Number of trials N ≥ 2, the chosen one with them. */
  readonly trials: number;
  /** Variance of their Sharpe ratios a period. */
  readonly variance: number;
}

/**
 * Probability that a Sharpe ratio is above what trials show by luck.
 *
 * @param moments Of the chosen strategy's returns, a period.
 * @param spread Number of trials and the variance of their Sharpe ratios.
 * @returns A probability; 0.95 and more is skill at the 5 % level.
 * @throws {RangeError} As {@linkcode probabilisticSharpe} and
 * {@linkcode expectedMaxSharpe}.
 *
 * @example Bailey and López de Prado (2014), the numerical example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { deflatedSharpe } from "lib/validation/skill/deflated_sharpe.ts";
 *
 * const moments = {
 *   count: 1250,
 *   sharpe: 2.5 / Math.sqrt(250),
 *   skewness: -3,
 *   kurtosis: 10,
 * };
 * const spread = { trials: 100, variance: 0.5 / 250 };
 * assertAlmostEquals(deflatedSharpe(moments, spread), 0.9004, 5e-5);
 * ```
 */
export function deflatedSharpe(
  moments: SharpeMoments,
  spread: TrialSpread,
): number {
  const luck = expectedMaxSharpe(spread.trials, spread.variance);
  return probabilisticSharpe(moments, luck);
}

/**
 * Number and spread of trials from their Sharpe ratios.
 *
 * @param sharpes Sharpe ratios a period, shape `[N]`, N ≥ 2.
 * @returns N and the variance with ddof 1.
 * @throws {RangeError} If there are fewer than two.
 */
export function trialSpread(sharpes: ArrayLike<number>): TrialSpread {
  const trials = sharpes.length;
  if (trials < 2) {
    throw new RangeError(
      `Cannot deflate a Sharpe ratio as there must be at least 2 trials: current value is ${trials}`,
    );
  }
  let mean = 0;
  for (let i = 0; i < trials; ++i) mean += sharpes[i] / trials;
  let squares = 0;
  for (let i = 0; i < trials; ++i) squares += (sharpes[i] - mean) ** 2;
  return { trials, variance: squares / (trials - 1) };
}
