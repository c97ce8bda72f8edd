/** A cell of an experiment: one model, one horizon, one panel, in plain data. */

import type { ColumnScaler } from "lib/features/scale_columns.ts";
import type { BaseModel, ModelFiles } from "lib/models/forecast/base_model.ts";
import type { EpochRecord } from "lib/models/networks/checkpoint.ts";
import type { Windows } from "lib/models/windows/windows.ts";
import {
  type LossSeries,
  lossSeries,
} from "lib/validation/forecast/forecast_losses.ts";
import type { ForecastMetrics } from "lib/validation/forecast/forecast_metrics.ts";
import { sharpeMoments } from "lib/validation/skill/sharpe_moments.ts";
import {
  evaluateModel,
  type EvaluateModelOptions,
} from "pipelines/factory/evaluate_model.ts";
import type { FactoryConfig } from "pipelines/factory/factory_keys.ts";
import { fitCell } from "pipelines/factory/fit_cell.ts";
import { barsPerYear } from "pipelines/factory/periods_per_year.ts";
import type { Prepared } from "pipelines/factory/prepare.ts";
import {
  signalBacktest,
  type SignalFigures,
} from "pipelines/factory/signal_backtest.ts";
import type { TrialScore } from "pipelines/factory/study_ledger.ts";

/** What is to be done. */
export interface Cell {
  /** Settings; `data` says which panel, `params` are the family's. */
  readonly config: FactoryConfig;
  /** The family. */
  readonly family: string;
  /** Bars ahead. */
  readonly horizon: number;
  /** The present, ms since 1970 UTC. */
  readonly now: number;
}

/** What came of it. */
export interface CellResult {
  /** The model. */
  readonly files: ModelFiles;
  /** Mean loss on the validation windows. */
  readonly validationLoss: number;
  /** Sharpe ratio a bar of the signal on the validation windows, after costs. */
  readonly validationSharpe: number | null;
  /** Losses on the test windows by time. */
  readonly losses: LossSeries;
  /** Figures on the test windows. */
  readonly metrics: ForecastMetrics;
  /** The signal after costs; null where there are no bars to trade on. */
  readonly signal: SignalFigures | null;
  /** Its return of each bar of the test windows; null as above. */
  readonly returns: Float64Array | null;
  /** Predictions of the test windows. */
  readonly predictions: Uint8Array;
  /** Losses by epoch or round. */
  readonly history: readonly EpochRecord[];
  /** Hashes of the data. */
  readonly hashes: Readonly<Record<string, string>>;
  /** What columns were scaled by; null if they came scaled. */
  readonly scaler: ColumnScaler | null;
  /** Windows of each part. */
  readonly windows: readonly [number, number, number];
}

/** Fits and judges. */
export async function runCell(
  { config, family, horizon }: Cell,
  prepared: Prepared,
  signal?: AbortSignal,
): Promise<CellResult> {
  const { train, validation, test, hashes } = prepared;
  const listeners = signal === undefined ? {} : { signal };
  const model = await fitCell(config, family, horizon, prepared, listeners);
  try {
    const evaluation = await evaluateModel(model, test, {
      ...evaluationOptions(config, prepared),
      charts: false,
    });
    const { score, sharpe } = await validationTrial(model, config, prepared);
    return {
      files: model.save(),
      validationLoss: score,
      validationSharpe: sharpe,
      losses: evaluation.losses,
      metrics: evaluation.metrics,
      signal: evaluation.signal?.figures ?? null,
      returns: evaluation.signal?.returns ?? null,
      predictions: evaluation.predictions,
      history: model.facts.history,
      hashes,
      scaler: prepared.made?.scaler ?? null,
      windows: [train.count, validation.count, test.count],
    };
  } finally {
    await model.release();
  }
}

/** Validation windows, and the bars and windows that a signal is traded on. */
export interface ValidationWindows
  extends Pick<Prepared, "validation" | "bars"> {
  /** Where they are others. */
  readonly traded?: { readonly validation: Windows };
}

/** What a model does on the validation windows: its loss and what it earns. */
export async function validationTrial(
  model: BaseModel,
  config: FactoryConfig,
  { validation, bars, traded }: ValidationWindows,
): Promise<TrialScore> {
  const { backend } = config;
  const output = await model.predict(validation, { backend });
  const score = lossSeries(output, validation).mean;
  if (bars.length === 0 || validation.target.kind === "path") {
    return { score, sharpe: null };
  }
  const { signal = {} } = evaluationOptions(config, { bars });
  const said = traded === undefined
    ? output
    : await model.predict(traded.validation, { backend });
  const { returns } = signalBacktest(said, bars, signal);
  const varies = returns.length >= 2 && returns.some((r) => r !== returns[0]);
  return { score, sharpe: varies ? sharpeMoments(returns).sharpe : null };
}

/** How models of a configuration are judged. */
export function evaluationOptions(
  config: FactoryConfig,
  { bars, traded }: Pick<Prepared, "bars" | "traded">,
): EvaluateModelOptions {
  const { backend, commissionBps, slippageBps } = config;
  const periodsPerYear = barsPerYear(config.periodsPerYear, bars);
  return {
    backend,
    ...(bars.length > 0 && { bars }),
    ...(traded && { traded: traded.test }),
    signal: {
      commissionBps,
      spreadBps: 2 * slippageBps,
      ...(periodsPerYear !== undefined && { periodsPerYear }),
    },
  };
}
