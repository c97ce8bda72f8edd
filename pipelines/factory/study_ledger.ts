/**
 * Every model that a study ever fitted and judged on its validation windows is a
 * trial in the study's ledger, whichever command it was: what is then claimed of
 * one is claimed of the best of all. What is judged here is the Sharpe ratio
 * after costs, deflated by the number of trials and the variance of theirs
 * (Bailey and López de Prado, 2014).
 *
 * A repeat of a configuration adds nothing, and what a command finds itself is
 * left out of what it reads: it finds the same when it is run again.
 */

import { readHyperparameters } from "lib/core/hyperparameters.ts";
import { modelRegistry } from "lib/models/forecast/families.ts";
import {
  countTrials,
  hashConfig,
  readTrials,
  recordTrials,
  type TrialCount,
} from "lib/validation/trial_ledger.ts";
import type { FactoryConfig } from "pipelines/factory/factory_keys.ts";
import { splitOptions } from "pipelines/factory/prepare.ts";
import { trialsUntil } from "pipelines/factory/trials_until.ts";

/** Settings that do not make another model: where, how fast, and what else is asked for. */
const APART: readonly (keyof FactoryConfig)[] = [
  "study",
  "horizons",
  "purge",
  "models",
  "controls",
  "params",
  "search",
  "backend",
  "threads",
  "runs",
  "registry",
  "trials",
];

/** The ledger of a study. */
export function ledgerPath(
  { trials, study }: Pick<FactoryConfig, "trials" | "study">,
): string {
  return `${trials}/${study.replace(/[^A-Za-z0-9._-]/g, "-")}.jsonl`;
}

/**
 * All that makes a model what it is.
 *
 * @param config Settings; `params` are the family's.
 * @param family The family.
 * @param horizon Bars ahead.
 */
export function trialChoices(
  config: FactoryConfig,
  family: string,
  horizon: number,
): Readonly<Record<string, unknown>> {
  const { hyperparameters } = modelRegistry().get(family);
  return {
    family,
    horizon,
    // What is not set is as good as set to its default.
    params: readHyperparameters(family, hyperparameters, config.params),
    // `auto` depends on the horizons that are asked for together.
    purge: splitOptions(config).purge,
    ...Object.fromEntries(
      Object.entries(config).filter(([key]) =>
        !APART.includes(key as keyof FactoryConfig)
      ),
    ),
  };
}

/** The hash by which a ledger knows a configuration. */
export async function trialHash(
  config: FactoryConfig,
  family: string,
  horizon: number,
): Promise<string> {
  return await hashConfig(trialChoices(config, family, horizon));
}

/** What a model did on the validation windows. */
export interface TrialScore {
  /** Mean loss. */
  readonly score: number;
  /** Sharpe ratio a bar of its signal after costs; null where none is traded. */
  readonly sharpe: number | null;
}

/**
 * Records a model in the ledger of its study.
 *
 * @param config Settings; `params` are the family's.
 * @param trial Family, horizon, what it did, and when, ms since 1970 UTC.
 */
export async function recordTrial(
  config: FactoryConfig,
  trial: TrialScore & {
    readonly family: string;
    readonly horizon: number;
    readonly time: number;
  },
): Promise<void> {
  const { family, horizon, score, sharpe, time } = trial;
  await recordTrials(ledgerPath(config), [{
    id: `${family}-h${horizon} ${JSON.stringify(config.params)}`,
    config: await trialHash(config, family, horizon),
    score: Number.isFinite(score) ? score : null,
    sharpe,
    time,
  }]);
}

/**
 * The trials of a study that are not one's own, in an order that does not depend
 * on when they were run.
 *
 * @param config Says which study.
 * @param own Hashes of one's own configurations.
 * @param until Trials that came later are left out, ms since 1970 UTC.
 * @default none, or those since the run that is reproduced
 */
export async function otherTrials(
  config: Pick<FactoryConfig, "trials" | "study">,
  own: readonly string[],
  until: number = trialsUntil(),
): Promise<TrialCount> {
  const { trials, torn } = await readTrials(ledgerPath(config));
  const others = trials
    .filter(({ config, time }) => !own.includes(config) && time <= until)
    .sort((a, b) => a.config < b.config ? -1 : a.config > b.config ? 1 : 0);
  return countTrials({ trials: others, torn });
}

/** What the Sharpe ratio of a model is judged among. */
export interface TrialSpreadFound {
  /** Different configurations, its own with them. */
  readonly trials: number;
  /** Variance of their Sharpe ratios a bar, where two or more have one. */
  readonly trialVariance?: number;
}

/**
 * The number and spread of all trials of a study.
 *
 * @param others Those that were there.
 * @param own How many configurations are one's own.
 * @param sharpes Sharpe ratios a bar of those of them that have one.
 */
export function spreadOf(
  others: TrialCount,
  own: number,
  sharpes: readonly (number | null)[],
): TrialSpreadFound {
  const all = [
    ...others.sharpes,
    ...sharpes.filter((sharpe) => sharpe !== null),
  ];
  const mean = all.reduce((sum, s) => sum + s, 0) / all.length;
  const variance = all.reduce((sum, s) => sum + (s - mean) ** 2, 0) /
    (all.length - 1);
  return {
    trials: others.distinct + own,
    ...(all.length >= 2 && variance > 0 && { trialVariance: variance }),
  };
}
