/**
 * The search for a family's hyperparameters: trials on purged folds of what is
 * learnt from, in threads, kept where they can be gone on with.
 */

import type { Watch } from "lib/core/progress.ts";
import type { PrunerSpec } from "lib/models/tune/pruners.ts";
import { memoryStorage } from "lib/models/tune/memory_storage.ts";
import type { ParameterValues } from "lib/models/tune/space.ts";
import type { StudyStorage } from "lib/models/tune/storage.ts";
import { openStudy } from "lib/models/tune/study.ts";
import type { TrialRecord } from "lib/models/tune/trial_record.ts";
import { readTrials } from "lib/validation/trial_ledger.ts";
import type { ResolvedConfig } from "pipelines/factory/factory_config.ts";
import type { FactoryConfig } from "pipelines/factory/factory_keys.ts";
import { prepare } from "pipelines/factory/prepare.ts";
import {
  ledgerPath,
  trialChoices,
  trialHash,
} from "pipelines/factory/study_ledger.ts";
import { reportSteps, tuneSpace } from "pipelines/factory/tune_space.ts";
import { tuneFolds, type TuneTask } from "pipelines/factory/tune_trial.ts";

/** Trials under way at once, at most: the search does not depend on threads. */
export const BATCH = 4;
/** Trials at random before the search learns from them. */
const STARTUP = 8;

/** How to search. */
export interface TuneOptions extends Watch {
  /** Bars ahead. */
  readonly horizon: number;
  /** The present, ms since 1970 UTC. */
  readonly now: number;
  /** Trials in all, with those that are kept. */
  readonly trials: number;
  /** Purged folds. */
  readonly folds: number;
  /** Threads. */
  readonly workers: number;
  /** What chooses points. @default {"tpe"} */
  readonly sampler?: "tpe" | "random";
  /** What gives trials up. @default {"median"} */
  readonly pruner?: "median" | "hyperband" | "none";
  /** Where the trials are kept. @default memory */
  readonly storage?: StudyStorage;
}

/** A trial with what its ledger says of it. */
export interface TunedTrial extends TrialRecord {
  /** Mean loss on the validation windows; null unless complete. */
  readonly validationLoss: number | null;
  /** Sharpe ratio a bar of the signal there; null if there is none. */
  readonly sharpe: number | null;
  /** The hash by which the ledger knows it. */
  readonly hash: string;
}

/** What a search found. */
export interface TuneFinding {
  /** The family. */
  readonly family: string;
  /** Bars ahead. */
  readonly horizon: number;
  /** What is made small. */
  readonly loss: "log" | "squared";
  /** All trials, in order. */
  readonly trials: readonly TunedTrial[];
  /** The best of those that are complete. */
  readonly best: TunedTrial;
  /** What was tried first: the family's defaults, where they lie in the space. */
  readonly start: ParameterValues | undefined;
  /** Names of what was searched. */
  readonly searched: readonly string[];
  /** Windows to learn from and to test on, a fold. */
  readonly folds: readonly (readonly [number, number])[];
  /** SHA-256 of each source of the data. */
  readonly hashes: Readonly<Record<string, string>>;
}

/**
 * Searches.
 *
 * @param resolved Settings and where they come from.
 * @param family The family.
 * @param options Horizon, trials, folds, threads, storage.
 * @throws {RangeError} If the space does not fit the family, a fold leaves
 * nothing to learn from, no trial is complete, or the storage keeps another study.
 */
export async function tuneModel(
  resolved: ResolvedConfig,
  family: string,
  options: TuneOptions,
): Promise<TuneFinding> {
  const { config } = resolved;
  const { horizon, now, folds } = options;
  const { space, start } = tuneSpace(resolved, family);
  const steps = reportSteps(space, family, config.params);
  const task: TuneTask = { config, family, horizon, now, folds, ...steps };
  const { train, hashes } = await prepare(config, horizon, now);
  // What is wrong with the folds is said before any trial is run.
  const splits = tuneFolds(train, task);
  const study = await openStudy({
    space,
    sampler: options.sampler === "random"
      ? { kind: "random" }
      : { kind: "tpe", startup: STARTUP },
    pruner: prunerOf(options.pruner ?? "median", task),
    seed: config.seed,
    batch: BATCH,
    ...(start && { start: [start] }),
    about: aboutOf(config, task, hashes),
  }, options.storage ?? memoryStorage());
  const { signal, onProgress } = options;
  try {
    await study.optimize(
      { module: import.meta.resolve("./tune_trial.ts"), data: task },
      {
        trials: options.trials,
        workers: options.workers,
        ...(onProgress && { onProgress }),
        ...(signal && { signal }),
      },
    );
  } finally {
    await study.close();
  }
  const trials = await withLedger(study.trials, task);
  const best = trials[study.best?.number ?? -1];
  if (best === undefined) throw noneComplete(study.trials);
  return {
    family,
    horizon,
    loss: train.target.kind === "class" ? "log" : "squared",
    trials,
    best,
    start,
    searched: Object.keys(space),
    folds: splits.map((split) => [split.train.length, split.test.length]),
    hashes,
  };
}

function prunerOf(
  name: "median" | "hyperband" | "none",
  { folds, stepsAFold }: TuneTask,
): PrunerSpec {
  switch (name) {
    case "none":
      return { kind: "none" };
    case "hyperband":
      return { kind: "hyperband", max: folds * stepsAFold };
    case "median":
      // The first epoch's loss says little: the rate is still rising.
      return { kind: "median", warmup: Math.min(2, stepsAFold) };
  }
}

/** What else the losses depend on; a kept study of anything else is refused. */
function aboutOf(
  config: FactoryConfig,
  { family, horizon, folds, reportEvery }: TuneTask,
  hashes: Readonly<Record<string, string>>,
): Record<string, unknown> {
  const { params: _, ...choices } = trialChoices(config, family, horizon);
  const { backend, params } = config;
  return { ...choices, params, backend, folds, reportEvery, data: hashes };
}

/** Trials with what the ledger has of them. */
async function withLedger(
  trials: readonly TrialRecord[],
  { config, family, horizon }: TuneTask,
): Promise<TunedTrial[]> {
  const known = await readTrials(ledgerPath(config));
  // A search that gave a trial up does not undo one that brought it to its end.
  const whole = known.trials.filter(({ score }) => score !== null);
  const latest = new Map(whole.map((each) => [each.config, each]));
  return await Promise.all(trials.map(async (trial) => {
    const params = { ...config.params, ...trial.params };
    const hash = await trialHash({ ...config, params }, family, horizon);
    const found = trial.state === "complete" ? latest.get(hash) : undefined;
    return {
      ...trial,
      validationLoss: found?.score ?? null,
      sharpe: found?.sharpe ?? null,
      hash,
    };
  }));
}

function noneComplete(trials: readonly TrialRecord[]): RangeError {
  const failed = trials.find(({ error }) => error !== undefined);
  return new RangeError(
    `Cannot name the best of ${trials.length} trials as none is complete: ${
      failed?.error ?? "all were given up"
    }`,
  );
}
