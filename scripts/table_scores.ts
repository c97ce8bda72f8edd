/** How well a model of a table predicts, of the rows it learnt and of others. */

import type { FitContext, Model } from "lib/models/estimator.ts";
import type { TableTask } from "lib/models/table_model.ts";
import { crossValidate } from "lib/validation/cross_validate.ts";
import { classificationScores } from "lib/validation/metrics/classification.ts";
import { regressionScores } from "lib/validation/metrics/regression.ts";
import { groupedKFold } from "lib/validation/splitters/grouped_k_fold.ts";
import { kFold } from "lib/validation/splitters/k_fold.ts";

/** Scores of out-of-fold predictions. */
export interface Validation {
  /** How the rows were divided. */
  readonly splitter: string;
  /** The scores. */
  readonly scores: Record<string, number>;
}

/** Scores of the model on the rows that it learnt. */
export function scoresOf(
  task: TableTask,
  model: Model,
): Record<string, number> {
  return shortScores(task)(
    task.y,
    model.predict(task.x),
    task.weights ? { weights: task.weights } : {},
  );
}

/** What people look at first, of numbers or of classes. */
function shortScores({ schema }: TableTask) {
  return (
    actual: ArrayLike<number>,
    predicted: ArrayLike<number>,
    options?: { readonly weights?: ArrayLike<number> },
  ): Record<string, number> => {
    if (schema.classes === undefined) {
      const { mae, rmse, r2 } = regressionScores(actual, predicted, options);
      return { mae, rmse, r2 };
    }
    const { logLoss, auc, accuracy, brier } = classificationScores(
      actual,
      predicted,
      options,
    );
    return { logLoss, auc, accuracy, brier };
  };
}

/** Scores of out-of-fold predictions; none where no folds are asked for. */
export async function validate(
  task: TableTask,
  { folds, group }: { readonly folds?: number; readonly group?: string },
  context: FitContext,
): Promise<Validation | undefined> {
  if (folds === undefined && group === undefined) return undefined;
  const make = group === undefined ? kFold : groupedKFold;
  const splitter = make({ folds: folds ?? 5 });
  const { estimator, schema: _, ...table } = task;
  const { weights: __, ...ways } = context;
  const { scores } = await crossValidate(estimator, table, {
    ...ways,
    rng: context.rng.child("cross-validation"),
    splitter,
    score: shortScores(task),
  });
  return { splitter: splitter.name, scores };
}
