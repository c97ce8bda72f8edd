/**
 * CV+ intervals: from the models of all folds and their out-of-fold errors,
 * with R_i = |y_i − μ₋ₖ₍ᵢ₎(x_i)|,
 *
 *     low  = the ⌊α(n + 1)⌋-th smallest of μ₋ₖ₍ᵢ₎(x) − R_i,
 *     high = the ⌈(1 − α)(n + 1)⌉-th smallest of μ₋ₖ₍ᵢ₎(x) + R_i,
 *
 * over i = 1 … n. Barber, Candès, Ramdas and Tibshirani (2021), Ann. Statist.
 * 49(1), 486–507, section 3: coverage of at least 1 − 2α − √(2/n) for
 * exchangeable rows, and about 1 − α in practice. No row is given up to
 * calibration, at the price of every fold's model in each prediction.
 *
 * @module
 */

import type { Matrix } from "lib/math/matrix.ts";
import type { Intervals } from "lib/validation/conformal.ts";
import { conformalQuantile } from "lib/validation/conformal_quantile.ts";
import type { CrossValidation } from "lib/validation/cross_validate.ts";

/**
 * CV+ intervals of new rows. Sorts n numbers for each of m rows.
 *
 * @param validation Out-of-fold predictions and the models of the folds.
 * @param x Features of the new rows, shape `[m × p]`.
 * @param options Probability that an interval is to hold. @default {0.9}
 * @returns Their ends; infinite where there are too few out-of-fold rows.
 * @throws {RangeError} If the level is not in (0, 1).
 *
 * @example About the mean of the other fold
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { makeRng } from "lib/core/rng.ts";
 * import { mean } from "lib/models/baseline.ts";
 * import { crossValidate } from "lib/validation/cross_validate.ts";
 * import { cvPlusIntervals } from "lib/validation/cv_plus.ts";
 * import { regressionScores } from "lib/validation/metrics/regression.ts";
 * import { groupedKFold } from "lib/validation/splitters/grouped_k_fold.ts";
 *
 * const x = { data: new Float64Array(4), rows: 4, cols: 1 };
 * const y = Float64Array.of(0, 2, 4, 6);
 * const validation = await crossValidate(mean.make(), { x, y, groups: [1, 1, 2, 2] }, {
 *   splitter: groupedKFold({ folds: 2 }),
 *   score: regressionScores,
 *   rng: makeRng(1),
 * });
 * // Means 5 and 1, errors 5, 3, 3, 5: the second of −4, −2, 0, 2 and the third
 * // of 4, 6, 8, 10.
 * const { low, high } = cvPlusIntervals(validation, x, { level: 0.6 });
 * assertEquals([low[0], high[0]], [-2, 8]);
 * ```
 */
export function cvPlusIntervals(
  validation: Pick<
    CrossValidation<object>,
    "folds" | "foldOf" | "actual" | "predicted"
  >,
  x: Matrix,
  options: { readonly level?: number } = {},
): Intervals {
  const { level = 0.9 } = options;
  const { folds, foldOf, actual, predicted } = validation;
  const n = actual.length;
  const byFold = folds.map(({ model }) => model.predict(x));
  const residuals = actual.map((y, i) => Math.abs(y - predicted[i]));
  const low = new Float64Array(x.rows);
  const high = new Float64Array(x.rows);
  const ends = new Float64Array(n);
  for (let row = 0; row < x.rows; ++row) {
    const endsAt = (side: 1 | -1) => {
      for (let i = 0; i < n; ++i) {
        ends[i] = side * byFold[foldOf[i]][row] + residuals[i];
      }
      return side * conformalQuantile(ends, level);
    };
    // The ⌊α(n + 1)⌋-th smallest is the ⌈(1 − α)(n + 1)⌉-th largest.
    low[row] = endsAt(-1);
    high[row] = endsAt(1);
  }
  return { low, high };
}
