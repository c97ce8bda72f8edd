/**
 * All that is said of a fitted model on some windows: its forecasts and their
 * Parquet file, metrics, losses by time for comparisons, what its signal earns
 * after costs, and charts.
 */

import type { Backend } from "lib/graph/session/session.ts";
import type { Bars } from "lib/market/bars/bars.ts";
import type { BaseModel } from "lib/models/forecast/base_model.ts";
import type { PredictionOutput } from "lib/models/forecast/prediction_output.ts";
import type { Windows } from "lib/models/windows/windows.ts";
import {
  type ForecastLoss,
  type LossSeries,
  lossSeries,
} from "lib/validation/forecast/forecast_losses.ts";
import {
  type ForecastMetrics,
  forecastMetrics,
  type MetricsOptions,
} from "lib/validation/forecast/forecast_metrics.ts";
import type { Periods } from "lib/validation/forecast/forecast_parts.ts";
import { evaluationCharts } from "pipelines/factory/evaluation_charts.ts";
import { encodePredictions } from "pipelines/factory/predictions_parquet.ts";
import {
  type SignalBacktest,
  signalBacktest,
  type SignalBacktestOptions,
} from "pipelines/factory/signal_backtest.ts";

/** How a model is evaluated. */
export interface EvaluateModelOptions extends MetricsOptions {
  /**
   * How time is divided.
   * @default {"year", or 6 stretches where all windows are of one year}
   */
  readonly periods?: Periods;
  /** What runs its graph. @default {"wasm"} */
  readonly backend?: Backend;
  /** How errors cost. @default {"log" for classes, else "squared"} */
  readonly loss?: ForecastLoss;
  /** Bars to trade the signal on. @default it is not traded */
  readonly bars?: readonly Bars[];
  /** Windows that the signal is of. @default those that are judged */
  readonly traded?: Windows;
  /** Costs, positions and trials of the signal. */
  readonly signal?: SignalBacktestOptions;
  /** Whether charts are drawn. @default {true} */
  readonly charts?: boolean;
}

/** A model's evaluation. */
export interface ModelEvaluation {
  /** The model's name. */
  readonly model: string;
  /** Its forecasts. */
  readonly output: PredictionOutput;
  /** Figures; JSON. */
  readonly metrics: ForecastMetrics;
  /** Losses by time, for comparisons. */
  readonly losses: LossSeries;
  /** What the signal earns; null for paths or without bars. */
  readonly signal: SignalBacktest | null;
  /** Charts as SVG, by file name. */
  readonly charts: Readonly<Record<string, string>>;
  /** Forecasts and what came as a Parquet file. */
  readonly predictions: Uint8Array;
}

/**
 * Evaluates a model.
 *
 * @param model The model.
 * @param windows Windows that it has not learnt from, with what came.
 * @param options Backend, loss, periods, bars and costs.
 * @throws {TypeError} If the model cannot read the windows.
 * @throws {RangeError} If there are no windows, or a forecast is not finite.
 */
export async function evaluateModel(
  model: BaseModel,
  windows: Windows,
  options: EvaluateModelOptions = {},
): Promise<ModelEvaluation> {
  const { backend, loss, bars, signal = {}, charts = true } = options;
  const predict = (windows: Windows) =>
    model.predict(windows, backend === undefined ? {} : { backend });
  const output = await predict(windows);
  const metrics = forecastMetrics(output, windows, {
    ...options,
    periods: options.periods ?? periodsOf(windows),
  });
  const traded = bars === undefined || metrics.kind === "path"
    ? null
    : signalBacktest(
      options.traded === undefined ? output : await predict(options.traded),
      bars,
      signal,
    );
  return {
    model: model.config.name,
    output,
    metrics,
    losses: lossSeries(output, windows, loss),
    signal: traded,
    charts: charts
      ? evaluationCharts({ model, windows, output, metrics, signal: traded })
      : {},
    predictions: encodePredictions(output, windows.labels()),
  };
}

/** Calendar years; six stretches where all windows are of one. */
function periodsOf({ time }: Windows): "year" | 6 {
  const year = (t: number) => new Date(t).getUTCFullYear();
  return time.every((t) => year(t) === year(time[0])) ? 6 : "year";
}
