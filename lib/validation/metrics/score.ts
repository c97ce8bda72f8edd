/**
 * What scores predictions, as the evaluator takes it: `regressionScores`,
 * `classificationScores`, or one's own.
 *
 * @param actual Targets, shape `[n]`.
 * @param predicted Predictions, shape `[n]`.
 * @param options Weight of each row. @default all 1
 * @returns Scores by name.
 */
export type Score<S extends object> = (
  actual: ArrayLike<number>,
  predicted: ArrayLike<number>,
  options?: { readonly weights?: ArrayLike<number> },
) => S;
