/**
 * How far predictions of a number are from it.
 *
 * With errors e = predicted − actual and weights w (all 1 if not given):
 *
 *     mae  = Σ w|e| / Σ w          rmse = √(Σ we² / Σ w)
 *     r2   = 1 − Σ we² / Σ w(y − ȳ)²,   ȳ = Σ wy / Σ w
 *     bias = Σ we / Σ w            maxError = max |e|
 *
 * Where all targets are equal, r2 is 1 if every prediction is right and 0 if
 * not (scikit-learn's convention), so that a bin of one row has a number.
 *
 * @module
 */

import { quantile } from "lib/math/quantile.ts";
import { checkWeights } from "lib/validation/metrics/check_weights.ts";

/** Errors of one set of predictions. */
export interface RegressionScores {
  /** Number of rows. */
  readonly rows: number;
  /** Mean absolute error. */
  readonly mae: number;
  /** Root mean square error. */
  readonly rmse: number;
  /** Share of the variance explained; at most 1. */
  readonly r2: number;
  /** Mean of predicted less actual. */
  readonly bias: number;
  /** Largest absolute error. */
  readonly maxError: number;
}

/**
 * Scores predictions.
 *
 * @param actual Targets, shape `[n]`.
 * @param predicted Predictions, shape `[n]`.
 * @param options Weight of each row, at least 0. @default all 1
 * @returns The scores; `rows` counts rows of no weight too.
 * @throws {TypeError} If the lengths differ.
 * @throws {RangeError} If there are no rows, or a value is not finite.
 *
 * @example Usage
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { regressionScores } from "lib/validation/metrics/regression.ts";
 *
 * const scores = regressionScores([3, -0.5, 2, 7], [2.5, 0, 2, 8]);
 * assertAlmostEquals(scores.mae, 0.5);
 * assertAlmostEquals(scores.r2, 0.9486081370449679);
 * ```
 */
export function regressionScores(
  actual: ArrayLike<number>,
  predicted: ArrayLike<number>,
  options: { readonly weights?: ArrayLike<number> } = {},
): RegressionScores {
  const { weights } = options;
  const errors = errorsOf(actual, predicted);
  checkWeights(weights, errors.length);
  let total = 0, sum = 0, absolute = 0, square = 0, bias = 0, maxError = 0;
  for (let i = 0; i < errors.length; ++i) {
    const w = weights?.[i] ?? 1;
    const e = errors[i];
    total += w;
    sum += w * actual[i];
    absolute += w * Math.abs(e);
    square += w * e * e;
    bias += w * e;
    maxError = Math.max(maxError, Math.abs(e));
  }
  const mean = sum / total;
  let spread = 0;
  for (let i = 0; i < errors.length; ++i) {
    spread += (weights?.[i] ?? 1) * (actual[i] - mean) ** 2;
  }
  return {
    rows: errors.length,
    mae: absolute / total,
    rmse: Math.sqrt(square / total),
    r2: spread > 0 ? 1 - square / spread : square === 0 ? 1 : 0,
    bias: bias / total,
    maxError,
  };
}

/**
 * Quantiles of the absolute errors, by R-7.
 *
 * @param actual Targets, shape `[n]`.
 * @param predicted Predictions, shape `[n]`.
 * @param levels Each in [0, 1]. @default {[0.5, 0.9, 0.95, 0.99]}
 * @returns One for each level.
 * @throws {TypeError} If the lengths differ.
 * @throws {RangeError} If there are no rows, a value is not finite, or a level
 * is not in [0, 1].
 */
export function errorQuantiles(
  actual: ArrayLike<number>,
  predicted: ArrayLike<number>,
  levels: readonly number[] = [0.5, 0.9, 0.95, 0.99],
): Float64Array {
  const sorted = errorsOf(actual, predicted).map(Math.abs).sort();
  return Float64Array.from(levels, (level) => {
    if (!(level >= 0 && level <= 1)) {
      throw new RangeError(
        `Cannot take a quantile of errors as its level must be in [0, 1]: current value is ${level}`,
      );
    }
    return quantile(sorted, level);
  });
}

/** Predicted less actual, checked. */
function errorsOf(
  actual: ArrayLike<number>,
  predicted: ArrayLike<number>,
): Float64Array {
  const n = actual.length;
  if (predicted.length !== n) {
    throw new TypeError(
      `Cannot score predictions as there must be one for each of ${n} targets: there are ${predicted.length}`,
    );
  }
  if (n === 0) {
    throw new RangeError("Cannot score predictions as there must be some");
  }
  const errors = new Float64Array(n);
  for (let i = 0; i < n; ++i) {
    errors[i] = predicted[i] - actual[i];
    if (Number.isFinite(errors[i])) continue;
    throw new RangeError(
      `Cannot score predictions as targets and predictions must be finite: row ${i} has target ${
        actual[i]
      } and prediction ${predicted[i]}`,
    );
  }
  return errors;
}
