/**
 * What the cells of a panel say: every model beside the baselines, and the answer in
 * sentences.
 */

import { makeRng } from "lib/core/rng.ts";
import {
  compareModels,
  type ComparisonRow,
  type ModelComparison,
} from "lib/validation/forecast/compare_models.ts";
import { verdictOf } from "lib/validation/forecast/verdict.ts";
import type { TrialCount } from "lib/validation/trial_ledger.ts";
import type { Cell, CellResult } from "pipelines/factory/experiment_cell.ts";
import type { FactoryConfig } from "pipelines/factory/factory_keys.ts";
import { sharpeSkill } from "pipelines/factory/signal_backtest.ts";
import {
  spreadOf,
  type TrialSpreadFound,
} from "pipelines/factory/study_ledger.ts";

/** Families that learn nothing from features: where they lose, there is a signal. */
export const NAIVE = ["naive", "seasonal-naive"];

/** Families that others must beat to be worth their weight. */
export const BASELINES = [...NAIVE, "nlinear", "logistic"];

/** A model of an experiment. */
export interface ExperimentRow {
  /** The family. */
  readonly model: string;
  /** Bars ahead. */
  readonly horizon: number;
  /** The symbol, where a row is of one alone. */
  readonly symbol?: string;
  /** Figures on the test windows. */
  readonly metrics: Readonly<Record<string, number | null>>;
  /** The baseline that it is held against. */
  readonly baseline: string;
  /** Whether it beats every baseline, all trials counted. */
  readonly significant: boolean;
  /** How clearly; null for rows of one symbol. */
  readonly comparison: ComparisonRow | null;
}

/** What was found on one panel. */
export interface PanelFinding {
  /** Where: `data`, `planted` or `noise`. */
  readonly panel: string;
  /** Whether there is a signal: any model, linear ones too, beats the naive ones. */
  readonly found: boolean;
  /** The answer in sentences: is there a signal, and do others beat the linear ones. */
  readonly verdict: string;
  /** The sentences one by one. */
  readonly verdicts: readonly string[];
  /** Configurations of the study that count against each, these with them. */
  readonly trials: number;
  /** All models and horizons. */
  readonly rows: readonly ExperimentRow[];
  /** The comparison of each horizon. */
  readonly comparisons: ReadonlyMap<number, ModelComparison>;
  /** What came of each cell, by `family-h<horizon>`. */
  readonly cells: ReadonlyMap<string, CellResult>;
}

/** A cell with what came of it. */
export interface DoneCell {
  readonly cell: Cell;
  readonly result: CellResult;
}

/** What the cells of one panel say. */
export function findingOf(
  panel: string,
  cells: readonly DoneCell[],
  config: FactoryConfig,
  otherTrials: TrialCount,
): PanelFinding {
  const spread = spreadOf(
    otherTrials,
    cells.length,
    cells.map(({ result }) => result.validationSharpe),
  );
  const comparisons = new Map<number, ModelComparison>();
  const rows: ExperimentRow[] = [];
  const verdicts: string[] = [];
  let found = false;
  for (const horizon of config.horizons) {
    const own = cells.filter(({ cell }) => cell.horizon === horizon);
    const compare = (baselines: readonly string[]) =>
      compareModels(lossesOf(own), {
        rng: makeRng(config.seed).child(`compare ${panel} ${horizon}`),
        baselines,
        horizon,
        trials: trialsOf(config, baselines, otherTrials.distinct),
      });
    const comparison = compare(those(config, BASELINES));
    comparisons.set(horizon, comparison);
    own.forEach((done, k) =>
      rows.push(...rowsOf(done, comparison.rows[k], spread))
    );
    const beyond = verdictOf(comparison).verdict;
    const naive = those(config, NAIVE);
    const ahead = `${horizon} ahead, `;
    if (naive.length === 0) {
      found ||= verdictOf(comparison).found;
      verdicts.push(`${ahead}beyond the baselines: ${beyond}`);
      continue;
    }
    const signal = verdictOf(compare(naive));
    found ||= signal.found;
    verdicts.push(
      `${ahead}against no skill: ${signal.verdict}`,
      `${ahead}beyond the linear baselines: ${beyond}`,
    );
  }
  return {
    panel,
    found,
    verdict: verdicts.join(" "),
    verdicts,
    trials: spread.trials,
    rows,
    comparisons,
    cells: new Map(
      cells.map(({ cell, result }) => [
        `${cell.family}-h${cell.horizon}`,
        result,
      ]),
    ),
  };
}

/** Those of some families that the experiment has. */
function those(
  { models }: FactoryConfig,
  families: readonly string[],
): string[] {
  return models.filter((model) => families.includes(model));
}

/** Every model of every horizon is a trial of the one question. */
function trialsOf(
  { models, horizons }: FactoryConfig,
  baselines: readonly string[],
  others: number,
): number {
  return Math.max(
    1,
    others + (models.length - baselines.length) * horizons.length,
  );
}

function lossesOf(cells: readonly DoneCell[]) {
  return cells.map(({ cell, result }) => ({
    model: cell.family,
    validationLoss: result.validationLoss,
    losses: result.losses.losses,
  }));
}

/** A row for the panel and, if it has several symbols, one for each. */
function rowsOf(
  { cell, result }: DoneCell,
  comparison: ComparisonRow,
  { trials, trialVariance }: TrialSpreadFound,
): ExperimentRow[] {
  const { metrics, signal, returns } = result;
  const of = { model: cell.family, horizon: cell.horizon };
  const shared = { baseline: comparison.baseline };
  const { overall, bySymbol } = metrics;
  const whole: ExperimentRow = {
    ...of,
    ...(bySymbol.length === 1 ? { symbol: bySymbol[0].symbol } : {}),
    metrics: {
      ...overall,
      sharpe: signal?.sharpe ?? null,
      sharpeBeforeCosts: signal?.sharpeBeforeCosts ?? null,
      deflatedSharpe: returns &&
        sharpeSkill(returns, trials, trialVariance).deflatedSharpe,
    },
    ...shared,
    significant: comparison.significant,
    comparison,
  };
  if (bySymbol.length === 1) return [whole];
  return [
    whole,
    ...bySymbol.map(({ symbol, ...scores }): ExperimentRow => ({
      ...of,
      symbol,
      metrics: { ...scores },
      ...shared,
      significant: comparison.significant,
      comparison: null,
    })),
  ];
}
