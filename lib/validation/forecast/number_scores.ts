/**
 * Scores of forecasts of numbers: those of
 * {@linkcode "lib/validation/metrics/regression.ts"}, and what says whether
 * the forecast of a return is of use: its rank correlation with the return and
 * how often it has the sign.
 *
 * @module
 */

import {
  type RegressionScores,
  regressionScores,
} from "lib/validation/metrics/regression.ts";
import { rankCorrelation } from "lib/validation/forecast/rank_correlation.ts";

/** Scores of forecasts of numbers or paths; JSON. */
export interface NumberScores extends RegressionScores {
  /** Mean squared error. */
  readonly mse: number;
  /** Spearman's correlation of forecast and outcome; null for paths and constants. */
  readonly informationCoefficient: number | null;
  /**
   * Share of forecasts with the sign of the outcome, of those where neither is
   * 0; null for paths, or if there are none.
   */
  readonly hitRate: number | null;
}

/**
 * Scores forecasts.
 *
 * @param actual What came, shape `[n]`.
 * @param predicted Forecasts, shape `[n]`.
 * @param options Whether values are returns, so that order and sign matter.
 * @returns The scores.
 * @throws {TypeError} If the lengths differ.
 * @throws {RangeError} If there are none, or a value is not finite.
 *
 * @example Two returns of three have the sign of their forecasts
 * ```ts
 * import { assertAlmostEquals, assertEquals } from "@std/assert";
 * import { numberScores } from "lib/validation/forecast/number_scores.ts";
 *
 * const scores = numberScores([0.25, -0.5, 0.5], [0.5, -0.25, -0.25]);
 * assertAlmostEquals(scores.hitRate!, 2 / 3);
 * assertEquals(scores.mae, (0.25 + 0.25 + 0.75) / 3);
 * ```
 */
export function numberScores(
  actual: ArrayLike<number>,
  predicted: ArrayLike<number>,
  options: {
    /** Whether values are returns. @default {true} */
    readonly returns?: boolean;
  } = {},
): NumberScores {
  const { returns = true } = options;
  const scores = regressionScores(actual, predicted);
  return {
    ...scores,
    mse: scores.rmse * scores.rmse,
    informationCoefficient: returns ? rankCorrelation(actual, predicted) : null,
    hitRate: returns ? hitRateOf(actual, predicted) : null,
  };
}

function hitRateOf(
  actual: ArrayLike<number>,
  predicted: ArrayLike<number>,
): number | null {
  let hits = 0;
  let calls = 0;
  for (let i = 0; i < actual.length; ++i) {
    if (actual[i] === 0 || predicted[i] === 0) continue;
    ++calls;
    if (actual[i] > 0 === predicted[i] > 0) ++hits;
  }
  return calls > 0 ? hits / calls : null;
}
