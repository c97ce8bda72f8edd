/** A trial of `tenor tune`: a learner cross-validated, in a worker thread. */

import { makeRng } from "lib/core/rng.ts";
import { takeValues } from "lib/math/take_rows.ts";
import { estimatorOf } from "lib/models/estimators.ts";
import { learnsClasses } from "lib/models/table/target.ts";
import { tableTask, type TrainingColumns } from "lib/models/table_model.ts";
import type { Trial } from "lib/models/tune/trial.ts";
import { fitFold } from "lib/validation/fit_fold.ts";
import { classificationScores } from "lib/validation/metrics/classification.ts";
import { regressionScores } from "lib/validation/metrics/regression.ts";
import { splitRowsOf } from "lib/validation/learning_table.ts";
import { groupedKFold } from "lib/validation/splitters/grouped_k_fold.ts";
import { kFold } from "lib/validation/splitters/k_fold.ts";

/** Scores that can be tuned. */
export type Metric = "mae" | "rmse" | "r2" | "logloss";

/** What every trial is given; structured-clonable. */
export interface TuneData {
  /** The table. */
  readonly columns: TrainingColumns;
  /** Name of the learner. */
  readonly kind: string;
  /** What is not searched. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** Columns that are categories whatever they hold. */
  readonly categorical: readonly string[];
  /** Whether missing numbers are filled. */
  readonly impute: boolean;
  /** The score. */
  readonly metric: Metric;
  /** Number of folds. */
  readonly folds: number;
  /** Seed of folds and fits: every trial is shown the same folds. */
  readonly seed: number;
}

/** Mean of the score over folds; reports the mean so far after each. */
export async function objective(trial: Trial, data: TuneData): Promise<number> {
  const { columns, kind, settings, categorical, impute, folds } = data;
  const type = estimatorOf(kind);
  const task = tableTask(type, columns, {
    settings: { ...settings, ...trial.params },
    categorical,
    impute,
  });
  const splitter = (columns.groups ? groupedKFold : kFold)({ folds });
  const rng = makeRng(data.seed);
  const splits = splitter.split(splitRowsOf(task), rng.child("split"));
  let sum = 0;
  for (const [fold, split] of splits.entries()) {
    const { predicted } = await fitFold(task.estimator, task, {
      split,
      rng: rng.child(`fold ${fold}`),
      ...(trial.signal && { signal: trial.signal }),
    });
    sum += score(data.metric, takeValues(task.y, split.test), predicted, {
      ...(task.weights && { weights: takeValues(task.weights, split.test) }),
    });
    trial.report(fold + 1, sum / (fold + 1));
    if (fold < folds - 1 && trial.shouldPrune()) trial.prune();
  }
  return sum / folds;
}

function score(
  metric: Metric,
  actual: Float64Array,
  predicted: Float64Array,
  options: { readonly weights?: Float64Array },
): number {
  return metric === "logloss"
    ? classificationScores(actual, predicted, options).logLoss
    : regressionScores(actual, predicted, options)[metric];
}

/** The score to tune where none is named. */
export function usualMetric(
  kind: string,
  settings: Readonly<Record<string, unknown>>,
  isText: boolean,
): Metric {
  const classes = isText || learnsClasses(estimatorOf(kind), settings);
  return classes ? "logloss" : "mae";
}
