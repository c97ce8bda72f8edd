/**
 * Sizes of errors, in volatility as a decimal.
 *
 * @module
 */

import type { FoldRun } from "lib/calibration/validation/fold_run.ts";

/** How large errors are. */
export interface Score {
  /** Root mean square. */
  readonly rmse: number;
  /** Mean size. */
  readonly mae: number;
  /** Largest size. */
  readonly worst: number;
  /** Errors that count. */
  readonly count: number;
  /** Quotes for which the model had no volatility; they do not count. */
  readonly unanswered: number;
}

/** Sizes of errors; NaN is no answer. */
export function scoreOf(errors: ArrayLike<number>): Score {
  let squares = 0;
  let sum = 0;
  let worst = 0;
  let count = 0;
  for (let i = 0; i < errors.length; ++i) {
    const size = Math.abs(errors[i]);
    if (Number.isNaN(size)) continue;
    squares += size * size;
    sum += size;
    worst = Math.max(worst, size);
    ++count;
  }
  return {
    rmse: Math.sqrt(squares / count),
    mae: sum / count,
    worst,
    count,
    unanswered: errors.length - count,
  };
}

/** How well a model does inside and outside of what it was shown. */
export interface ModelScore {
  /** Name of the model. */
  readonly model: string;
  /** Whether it is a baseline. */
  readonly naive: boolean;
  /** Over the quotes shown, all folds together. */
  readonly inSample: Score;
  /** Over the quotes asked for. */
  readonly outOfSample: Score;
}

/** Scores of every model over all folds of a run. */
export function modelScores(run: FoldRun): ModelScore[] {
  return run.models.map((model, m) => {
    const all = (part: "inSample" | "outOfSample") =>
      scoreOf(run.folds.flatMap(({ answers }) => [...answers[m][part]]));
    return {
      model,
      naive: run.naive.includes(model),
      inSample: all("inSample"),
      outOfSample: all("outOfSample"),
    };
  });
}

/** A volatility difference in points, for sentences. */
export function points(vol: number): string {
  return `${(100 * vol).toFixed(2)} vol points`;
}
