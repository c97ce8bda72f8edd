/**
 * One trial of a search: a family with some hyperparameters, fitted on purged
 * folds of the training windows, each fold judged by the model of the others.
 *
 * Validation windows say when each fit stops, and when a trial is given up; test
 * windows are not even handed in. A trial that comes to its end is fitted once
 * more to all training windows, as `tenor model train` would, and is recorded in
 * the ledger of its study with what its signal earns on the validation windows.
 * One that was given up is recorded too, without a score: the best is the best of
 * all that were tried.
 */

import { purgedWindowFolds } from "lib/features/purged_window_folds.ts";
import type { EpochRecord } from "lib/models/networks/checkpoint.ts";
import { PrunedError, type Trial } from "lib/models/tune/trial.ts";
import type { Windows } from "lib/models/windows/windows.ts";
import { lossSeries } from "lib/validation/forecast/forecast_losses.ts";
import type { Split } from "lib/validation/splitter.ts";
import {
  validationTrial,
  type ValidationWindows,
} from "pipelines/factory/experiment_cell.ts";
import type { FactoryConfig } from "pipelines/factory/factory_keys.ts";
import { fitCell } from "pipelines/factory/fit_cell.ts";
import { prepare, type Prepared } from "pipelines/factory/prepare.ts";
import {
  recordTrial,
  type TrialScore,
} from "pipelines/factory/study_ledger.ts";

/** What every trial is given; structured-clonable. */
export interface TuneTask {
  /** Settings; `params` are those that are not searched. */
  readonly config: FactoryConfig;
  /** The family. */
  readonly family: string;
  /** Bars ahead. */
  readonly horizon: number;
  /** The present, ms since 1970 UTC. */
  readonly now: number;
  /** Folds of the training windows. */
  readonly folds: number;
  /** Epochs or rounds from one report to the next. */
  readonly reportEvery: number;
  /** Steps of a fold: its reports and one at its end. */
  readonly stepsAFold: number;
}

/** Windows that a search may see. */
export type TuneWindows = Pick<Prepared, "train"> & ValidationWindows;

/** The folds of a search. */
export function tuneFolds(
  train: Windows,
  { folds, config }: Pick<TuneTask, "folds" | "config">,
): readonly Split[] {
  return purgedWindowFolds(train, { folds, embargo: config.embargo });
}

let kept: { readonly key: string; readonly windows: TuneWindows } | null = null;

/** The objective, for threads: the windows of the last task are kept. */
export async function objective(trial: Trial, task: TuneTask): Promise<number> {
  const key = JSON.stringify(task);
  if (kept?.key !== key) {
    const { config, horizon, now } = task;
    const { traded, train, validation, bars } = await prepare(
      config,
      horizon,
      now,
    );
    const also = traded && { traded: { validation: traded.validation } };
    kept = { key, windows: { train, validation, bars, ...also } };
  }
  return await tuneTrial(trial, task, kept.windows);
}

/**
 * Runs a trial.
 *
 * @param trial What is tried, and who hears of it.
 * @param task The search.
 * @param windows Windows to learn from and to choose by.
 * @returns Mean loss over folds.
 * @throws {PrunedError} If the trial is given up.
 */
export async function tuneTrial(
  trial: Trial,
  task: TuneTask,
  windows: TuneWindows,
): Promise<number> {
  const { family, horizon } = task;
  const params = { ...task.config.params, ...trial.params };
  const config: FactoryConfig = { ...task.config, params };
  const watch = trial.signal === undefined ? {} : { signal: trial.signal };
  const record = (found: TrialScore) =>
    recordTrial(config, { family, horizon, ...found, time: task.now });
  let loss: number;
  try {
    loss = await foldLoss(trial, { ...task, config }, windows);
  } catch (error) {
    if (error instanceof PrunedError) await record(GIVEN_UP);
    throw error;
  }
  const model = await fitCell(config, family, horizon, windows, watch);
  try {
    await record(await validationTrial(model, config, windows));
  } finally {
    await model.release();
  }
  return loss;
}

/** What is known of a trial that was given up. */
const GIVEN_UP: TrialScore = { score: NaN, sharpe: null };

/** Mean loss over folds. @throws {PrunedError} If the trial is given up. */
async function foldLoss(
  trial: Trial,
  task: TuneTask,
  { train, validation }: TuneWindows,
): Promise<number> {
  const { config, family, horizon } = task;
  const watch = trial.signal === undefined ? {} : { signal: trial.signal };
  const reports = foldReports(trial, task);
  let total = 0;
  const splits = tuneFolds(train, task);
  for (const [fold, split] of splits.entries()) {
    const model = await fitCell(config, family, horizon, {
      train: train.take(split.train),
      validation,
    }, { ...watch, onEpoch: reports.onEpoch });
    try {
      const test = train.take(split.test);
      const { backend } = config;
      const output = await model.predict(test, { backend });
      const loss = lossSeries(output, test).mean;
      total += loss;
      reports.endFold(loss, fold === splits.length - 1);
    } finally {
      await model.release();
    }
  }
  return total / splits.length;
}

/**
 * Reports of a trial: after some epochs the mean over the folds begun of the
 * least loss on the validation windows. Of families without epochs, the mean
 * loss of the folds done.
 */
function foldReports(
  trial: Trial,
  { reportEvery, stepsAFold }: Pick<TuneTask, "reportEvery" | "stepsAFold">,
) {
  let fold = 0;
  let done = 0;
  let least = Infinity;
  const report = (step: number, value: number, isLast: boolean) => {
    trial.report(step, value);
    if (!isLast && trial.shouldPrune()) trial.prune();
  };
  return {
    onEpoch({ epoch, validation }: EpochRecord): void {
      // Epochs of an ensemble are those of its members, one after the other.
      if (stepsAFold === 1) return;
      // What is no number is less than nothing.
      if (validation < least) least = validation;
      const step = Math.floor(epoch / reportEvery);
      if (epoch % reportEvery !== 0 || step >= stepsAFold) return;
      if (least === Infinity) return;
      report(fold * stepsAFold + step, (done + least) / (fold + 1), false);
    },
    endFold(loss: number, isLast: boolean): void {
      done += least === Infinity ? loss : least;
      least = Infinity;
      ++fold;
      report(fold * stepsAFold, done / fold, isLast);
    },
  };
}
