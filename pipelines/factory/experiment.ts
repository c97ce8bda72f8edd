/**
 * Every family on the same windows, beside the baselines: on data, and as a check
 * of the method on a panel with a planted signal and on one of noise.
 */

import type { Progress } from "lib/core/progress.ts";
import { makeRng } from "lib/core/rng.ts";
import { workerMap } from "lib/core/worker_map.ts";
import { modelRegistry } from "lib/models/forecast/families.ts";
import {
  compareModels,
  type ComparisonRow,
  type ModelComparison,
} from "lib/validation/forecast/compare_models.ts";
import { verdictOf } from "lib/validation/forecast/verdict.ts";
import { countTrials, type TrialCount } from "lib/validation/trial_ledger.ts";
import type { Cell, CellResult } from "pipelines/factory/experiment_cell.ts";
import { modelConfigOf } from "pipelines/factory/fit_cell.ts";
import type { FactoryConfig } from "pipelines/factory/factory_config.ts";
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
  /** Configurations of the study that count against each, these with them. */
  readonly trials: number;
  /** All models and horizons. */
  readonly rows: readonly ExperimentRow[];
  /** The comparison of each horizon. */
  readonly comparisons: ReadonlyMap<number, ModelComparison>;
  /** What came of each cell, by `family-h<horizon>`. */
  readonly cells: ReadonlyMap<string, CellResult>;
}

/** How an experiment runs. */
export interface ExperimentOptions {
  /** The present, ms since 1970 UTC. */
  readonly now: number;
  /** Threads. */
  readonly workers: number;
  /** Trials of the study that are not of this experiment. @default none */
  readonly otherTrials?: TrialCount;
  /** Where cells are kept as they end, to go on from after a kill. @default nowhere */
  readonly store?: CellStore;
  /** Told how far it is. */
  readonly onProgress?: (progress: Progress) => void;
}

/** Cells by name. */
export interface CellStore {
  /** What came of a cell; null if it is not known. */
  load(name: string): Promise<CellResult | null>;
  /** Keeps what came of a cell. */
  save(name: string, result: CellResult): Promise<void>;
}

/**
 * Runs an experiment.
 *
 * @param config Settings; `params` are by family, `lstm.hidden`.
 * @param options Clock, threads.
 * @returns A finding for the data and one for each control.
 * @throws {RangeError} If a family is unknown or there is no baseline.
 */
export async function runExperiment(
  config: FactoryConfig,
  options: ExperimentOptions,
): Promise<PanelFinding[]> {
  checkExperiment(config);
  const panels = ["data", ...config.controls];
  const cells = panels.flatMap((panel) =>
    config.horizons.flatMap((horizon) =>
      config.models.map((family): PanelCell => ({
        panel,
        family,
        horizon,
        now: options.now,
        config: cellConfig(config, panel, family),
      }))
    )
  );
  const results = await runCells(cells, options);
  return panels.map((panel) => {
    const own = cells.map((cell, k) => ({ cell, result: results[k] }))
      .filter(({ cell }) => cell.panel === panel);
    return findingOf(panel, own, config, options.otherTrials ?? NO_TRIALS);
  });
}

type PanelCell = Cell & { readonly panel: string };

/** Runs the cells that are not known yet, the next on whatever thread is free. */
async function runCells(
  cells: readonly PanelCell[],
  { store, workers, onProgress }: ExperimentOptions,
): Promise<CellResult[]> {
  const nameOf = ({ panel, family, horizon }: PanelCell) =>
    `${panel}_${family}-h${horizon}`;
  const results = new Map<string, CellResult>();
  for (const cell of cells) {
    const known = await store?.load(nameOf(cell)) ?? null;
    if (known !== null) results.set(nameOf(cell), known);
  }
  const left = cells.filter((cell) => !results.has(nameOf(cell)));
  await workerMap<Cell, CellResult>(
    new URL("./experiment_worker.ts", import.meta.url),
    left,
    {
      workers,
      onMessage: (label) =>
        onProgress?.({
          done: results.size,
          total: cells.length,
          label: String(label),
        }),
      onResult: async (result, k) => {
        await store?.save(nameOf(left[k]), result);
        results.set(nameOf(left[k]), result);
      },
    },
  );
  return cells.map((cell) => results.get(nameOf(cell))!);
}

const NO_TRIALS = countTrials({ trials: [], torn: 0 });

/** Settings of a cell: its panel's data, its family's hyperparameters. */
export function cellConfig(
  config: FactoryConfig,
  panel: string,
  family: string,
): FactoryConfig {
  const params = Object.fromEntries(
    Object.entries(config.params)
      .filter(([key]) => key.startsWith(`${family}.`))
      .map(([key, value]) => [key.slice(family.length + 1), value]),
  );
  if (panel === "data") return { ...config, params };
  return {
    ...config,
    params,
    data: [panel],
    layout: "bars",
    symbols: [],
    from: "",
    to: "",
  };
}

/**
 * Refuses an experiment that cannot be run, before anything is.
 *
 * @throws {RangeError} If a family or a hyperparameter is unknown, there is no
 * baseline, or a control is none.
 */
export function checkExperiment(config: FactoryConfig): void {
  const { models, params, controls, study, horizons } = config;
  const registry = modelRegistry();
  for (const family of models) registry.get(family);
  for (const key of Object.keys(params)) registry.get(key.split(".")[0]);
  const control = controls.find((c) => c !== "planted" && c !== "noise");
  if (control !== undefined) {
    throw new RangeError(
      `Cannot run ${study} as controls must be planted and noise: current value is ${control}`,
    );
  }
  for (const family of models) {
    const own = cellConfig(config, "data", family);
    registry.learner(modelConfigOf(own, family, horizons[0]));
  }
  if (models.some((model) => BASELINES.includes(model))) return;
  throw new RangeError(
    `Cannot run ${study} as its models must hold a baseline, one of ${
      BASELINES.join(", ")
    }: current models are ${models.join(", ")}`,
  );
}

interface DoneCell {
  readonly cell: Cell;
  readonly result: CellResult;
}

function findingOf(
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
