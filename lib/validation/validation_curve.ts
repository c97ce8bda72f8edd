/**
 * Validation curve: scores by the value of one hyperparameter, on rows shown
 * and on rows held out. The folds are the same for each value, so that values
 * are compared on the same rows.
 *
 * @module
 */

import { takeRows } from "lib/math/take_rows.ts";
import type { Estimator } from "lib/models/estimator.ts";
import {
  crossValidate,
  type CrossValidateOptions,
  scoreRows,
} from "lib/validation/cross_validate.ts";
import type { LearningTable } from "lib/validation/learning_table.ts";

/** What to draw the curve over. */
export interface ValidationCurveOptions<S extends object, V>
  extends CrossValidateOptions<S> {
  /** Values of the hyperparameter, in the order of the curve. */
  readonly values: readonly V[];
}

/** One value in one fold. */
export interface ValidationPoint<S extends object, V> {
  /** Value of the hyperparameter. */
  readonly value: V;
  /** Fold, counted from 0. */
  readonly fold: number;
  /** Scores on the fold's train side, before resampling. */
  readonly shown: S;
  /** Scores on its test side. */
  readonly heldOut: S;
}

/**
 * Cross-validates an estimator at each value of a hyperparameter.
 *
 * @param make The estimator at a value.
 * @param table Features, targets, and what the splitter needs.
 * @param options Values, splitter, score, stream.
 * @returns A point for each value and fold, value by value.
 * @throws The signal's reason if it aborts.
 *
 * @example A penalty that makes a line flat
 * ```ts
 * import { assert, assertEquals } from "@std/assert";
 * import { makeRng } from "lib/core/rng.ts";
 * import { ridge } from "lib/models/ridge.ts";
 * import { regressionScores } from "lib/validation/metrics/regression.ts";
 * import { kFold } from "lib/validation/splitters/k_fold.ts";
 * import { validationCurve } from "lib/validation/validation_curve.ts";
 *
 * const line = Float64Array.of(1, 2, 3, 4, 5, 6);
 * const points = await validationCurve(
 *   (alpha: number) => ridge.make({ alpha }),
 *   { x: { data: line, rows: 6, cols: 1 }, y: line },
 *   {
 *     values: [0, 1000],
 *     splitter: kFold({ folds: 2 }),
 *     score: regressionScores,
 *     rng: makeRng(1),
 *   },
 * );
 * assertEquals(points.map(({ value }) => value), [0, 0, 1000, 1000]);
 * assert(points[0].heldOut.mae < 1e-12 && points[2].heldOut.mae > 1);
 * ```
 */
export async function validationCurve<S extends object, V>(
  make: (value: V) => Estimator,
  table: LearningTable,
  options: ValidationCurveOptions<S, V>,
): Promise<readonly ValidationPoint<S, V>[]> {
  const { values, onProgress, ...ways } = options;
  const points: ValidationPoint<S, V>[] = [];
  for (const [i, value] of values.entries()) {
    const { folds } = await crossValidate(make(value), table, {
      ...ways,
      ...(onProgress && {
        onProgress: ({ done, total }) =>
          onProgress({
            done: i * total + done,
            total: values.length * total,
            label: `value ${value}`,
          }),
      }),
    });
    folds.forEach(({ split, model, scores }, fold) =>
      points.push({
        value,
        fold,
        shown: scoreRows(table, {
          rows: split.train,
          predicted: model.predict(takeRows(table.x, split.train)),
          score: ways.score,
        }),
        heldOut: scores,
      })
    );
  }
  return points;
}
