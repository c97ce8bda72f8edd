/**
 * Cross-validation: an estimator fitted on each train side of a splitter, its
 * predictions of the rows that it was not shown, and their scores.
 *
 * Whatever is learnt from rows or changes their mix happens inside the fold.
 * The scores of all rows together are those of the out-of-fold predictions, not
 * the mean over folds; the spread over folds is given beside.
 *
 * @module
 */

import type { Estimator, Model } from "lib/models/estimator.ts";
import { takeValues } from "lib/math/take_rows.ts";
import { fitFold, type FoldOptions } from "lib/validation/fit_fold.ts";
import {
  type LearningTable,
  splitRowsOf,
} from "lib/validation/learning_table.ts";
import type { Score } from "lib/validation/metrics/score.ts";
import type { Split, Splitter } from "lib/validation/splitter.ts";

/** How to validate. */
export interface CrossValidateOptions<S extends object> extends FoldOptions {
  /** Divides the rows. */
  readonly splitter: Splitter;
  /** Scores predictions, such as `regressionScores`. */
  readonly score: Score<S>;
}

/** One fold. */
export interface FoldResult<S extends object> {
  /** Rows learnt from, before resampling, and rows tested on. */
  readonly split: Split;
  /** The model fitted. */
  readonly model: Model;
  /** Scores on the test side. */
  readonly scores: S;
}

/** Out-of-fold predictions and their scores. */
export interface CrossValidation<S extends object> {
  /** Scores of all out-of-fold predictions together. */
  readonly scores: S;
  /** Each fold. */
  readonly folds: readonly FoldResult<S>[];
  /**
   * Rows tested, ascending, shape `[m]`: all n for folds, fewer for a holdout;
   * a row that is tested more than once comes more than once.
   */
  readonly rows: Int32Array;
  /** Fold of each of these, counted from 0, shape `[m]`. */
  readonly foldOf: Int32Array;
  /** Their targets, shape `[m]`. */
  readonly actual: Float64Array;
  /** Their predictions by the model that was not shown them, shape `[m]`. */
  readonly predicted: Float64Array;
}

/**
 * Cross-validates an estimator.
 *
 * @param estimator What to fit.
 * @param table Features, targets, and what the splitter needs.
 * @param options Splitter, score, stream; each fold has a child stream.
 * @returns Out-of-fold predictions, scores and models.
 * @throws {TypeError} If a column is missing or too short.
 * @throws {RangeError} If a value cannot be used.
 * @throws The signal's reason if it aborts.
 *
 * @example The mean of the other rows
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { makeRng } from "lib/core/rng.ts";
 * import { mean } from "lib/models/baseline.ts";
 * import { crossValidate } from "lib/validation/cross_validate.ts";
 * import { regressionScores } from "lib/validation/metrics/regression.ts";
 * import { groupedKFold } from "lib/validation/splitters/grouped_k_fold.ts";
 *
 * const { predicted, folds } = await crossValidate(mean.make(), {
 *   x: { data: Float64Array.of(1, 2, 3, 4), rows: 4, cols: 1 },
 *   y: Float64Array.of(0, 2, 4, 6),
 *   groups: ["mon", "mon", "tue", "tue"],
 * }, {
 *   splitter: groupedKFold({ folds: 2 }),
 *   score: regressionScores,
 *   rng: makeRng(1),
 * });
 * assertEquals([...predicted], [5, 5, 1, 1]);
 * assertEquals(folds.map(({ scores }) => scores.mae), [4, 4]);
 * ```
 */
export async function crossValidate<S extends object>(
  estimator: Estimator,
  table: LearningTable,
  options: CrossValidateOptions<S>,
): Promise<CrossValidation<S>> {
  const { splitter, score, rng, onProgress, ...ways } = options;
  const splits = splitter.split(splitRowsOf(table), rng.child("split"));
  const folds: FoldResult<S>[] = [];
  const tested: { row: number; fold: number; predicted: number }[] = [];
  for (const [fold, split] of splits.entries()) {
    const label = `fold ${fold + 1} of ${splits.length}`;
    const total = splits.length;
    onProgress?.({ done: fold, total, label });
    const { model, predicted } = await fitFold(estimator, table, {
      ...ways,
      split,
      rng: rng.child(`fold ${fold}`),
      ...(onProgress && {
        onProgress: (part) =>
          onProgress({ done: fold + part.done / part.total, total, label }),
      }),
    });
    const scores = scoreRows(table, { rows: split.test, predicted, score });
    folds.push({ split, model, scores });
    split.test.forEach((row, i) =>
      tested.push({ row, fold, predicted: predicted[i] })
    );
  }
  onProgress?.({ done: splits.length, total: splits.length });
  tested.sort((a, b) => a.row - b.row);
  const rows = Int32Array.from(tested, ({ row }) => row);
  const predicted = Float64Array.from(tested, (each) => each.predicted);
  return {
    scores: scoreRows(table, { rows, predicted, score }),
    folds,
    rows,
    foldOf: Int32Array.from(tested, ({ fold }) => fold),
    actual: takeValues(table.y, rows),
    predicted,
  };
}

/**
 * Scores predictions of some rows of a table, with their weights.
 *
 * @param table The table.
 * @param options Rows, their predictions, the score.
 * @returns The scores.
 */
export function scoreRows<S extends object>(
  table: LearningTable,
  { rows, predicted, score }: {
    readonly rows: Int32Array;
    readonly predicted: Float64Array;
    readonly score: Score<S>;
  },
): S {
  return score(
    takeValues(table.y, rows),
    predicted,
    table.weights ? { weights: takeValues(table.weights, rows) } : {},
  );
}
