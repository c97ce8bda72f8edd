/**
 * Models fitted to the training part of each fold and asked for the other part.
 *
 * A fit sees the quotes of its training part alone and starts from nothing that
 * an earlier fold left.
 *
 * @module
 */

import type { CalibrationQuotes } from "lib/calibration/quotes.ts";
import {
  logMoneynessOf,
  maturityOf,
} from "lib/calibration/validation/quote_subsets.ts";
import type {
  FitAnswer,
  SmileModel,
} from "lib/calibration/validation/smile_model.ts";
import type { Watch } from "lib/core/progress.ts";

/** What is shown and what is asked. */
export interface Fold {
  /** What is held out, in words. */
  readonly label: string;
  /** Day of the quotes asked for. */
  readonly day: string;
  /** Days shown, in order of time. */
  readonly train: readonly CalibrationQuotes[];
  /** Quotes asked for. */
  readonly test: CalibrationQuotes;
}

/** What one model said in one fold. */
export interface FoldAnswer {
  /** Name of the model. */
  readonly model: string;
  /** What was fitted, null for a naive smile. */
  readonly answer: FitAnswer | null;
  /** Errors of the quotes shown, model − market, as decimals. */
  readonly inSample: Float64Array;
  /** Errors of the quotes asked for, likewise. */
  readonly outOfSample: Float64Array;
}

/** One fold with its answers. */
export interface FoldOutcome {
  /** What was held out. */
  readonly label: string;
  /** Day of the quotes asked for. */
  readonly day: string;
  /** Quotes shown. */
  readonly shown: number;
  /** Years to expiry of the quotes asked for. */
  readonly maturity: Float64Array;
  /** `ln(K/F)` of the quotes asked for. */
  readonly logMoneyness: Float64Array;
  /** Market volatility of the quotes asked for. */
  readonly marketVol: Float64Array;
  /** Answers in the order of the models. */
  readonly answers: readonly FoldAnswer[];
}

/** All folds of one scheme. */
export interface FoldRun {
  /** What is held out, such as `"strikes"`. */
  readonly scheme: string;
  /** Names of the models; baselines stand last. */
  readonly models: readonly string[];
  /** Names of those that are baselines. */
  readonly naive: readonly string[];
  /** The folds in order. */
  readonly folds: readonly FoldOutcome[];
}

/**
 * Runs models over folds.
 *
 * @param scheme What is held out.
 * @param folds What is shown and asked.
 * @param models The models.
 * @param watch Progress and cancellation.
 * @throws {RangeError} If there are no folds, or two models share a name.
 */
export async function runFolds(
  scheme: string,
  folds: readonly Fold[],
  models: readonly SmileModel[],
  watch: Watch = {},
): Promise<FoldRun> {
  if (folds.length === 0) {
    throw new RangeError(
      `Cannot hold out ${scheme} as there must be at least one fold: there is none`,
    );
  }
  const names = models.map(({ name }) => name);
  if (new Set(names).size < names.length) {
    throw new RangeError(
      `Cannot compare models as their names must differ: current values are ${
        names.join(", ")
      }`,
    );
  }
  const ordered = models.toSorted((a, b) => Number(a.naive) - Number(b.naive));
  const total = folds.length * ordered.length;
  let done = 0;
  const outcomes: FoldOutcome[] = [];
  for (const { label, day, train, test } of folds) {
    const answers: FoldAnswer[] = [];
    for (const model of ordered) {
      watch.signal?.throwIfAborted();
      watch.onProgress?.({
        done: done++,
        total,
        label: `${scheme}: ${model.name} without ${label}`,
      });
      const fitted = await model.fit(train);
      answers.push({
        model: model.name,
        answer: fitted.answer,
        inSample: Float64Array.from(
          train.flatMap((part) => [...missOf(part, fitted.volsOf(part))]),
        ),
        outOfSample: missOf(test, fitted.volsOf(test)),
      });
    }
    outcomes.push({
      label,
      day,
      shown: train.reduce((n, { size }) => n + size, 0),
      maturity: maturityOf(test),
      logMoneyness: logMoneynessOf(test),
      marketVol: test.impliedVol,
      answers,
    });
  }
  watch.onProgress?.({ done: total, total, label: scheme });
  return {
    scheme,
    models: ordered.map(({ name }) => name),
    naive: ordered.filter(({ naive }) => naive).map(({ name }) => name),
    folds: outcomes,
  };
}

function missOf(quotes: CalibrationQuotes, vols: Float64Array): Float64Array {
  return vols.map((vol, i) => vol - quotes.impliedVol[i]);
}
