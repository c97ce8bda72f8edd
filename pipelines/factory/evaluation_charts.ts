/** Charts of a model's evaluation. */

import type { BaseModel } from "lib/models/forecast/base_model.ts";
import type { PredictionOutput } from "lib/models/forecast/prediction_output.ts";
import type { Windows } from "lib/models/windows/windows.ts";
import { calibrationChart } from "lib/report/forecast_calibration_chart.ts";
import {
  epochLosses,
  figureByPeriod,
  modelComparison,
} from "lib/report/forecast_charts.ts";
import { type PathFan, pathFans } from "lib/report/forecast_path_chart.ts";
import { importanceBars, predictedVsActual } from "lib/report/model_charts.ts";
import type {
  ClassMetrics,
  ForecastMetrics,
  NumberMetrics,
} from "lib/validation/forecast/forecast_metrics.ts";
import type { ModelComparison } from "lib/validation/forecast/compare_models.ts";
import { equityChart } from "lib/report/backtest_charts.ts";
import type { SignalBacktest } from "pipelines/factory/signal_backtest.ts";

/** What is drawn. */
export interface EvaluationParts {
  /** The model. */
  readonly model: BaseModel;
  /** Windows that were forecast. */
  readonly windows: Windows;
  /** The forecasts. */
  readonly output: PredictionOutput;
  /** Their figures. */
  readonly metrics: ForecastMetrics;
  /** What the signal earned. */
  readonly signal: SignalBacktest | null;
}

/** Most features whose importance is drawn. */
const MOST_FEATURES = 25;
/** Windows whose paths are drawn. */
const FANS = 6;

/**
 * Charts by file name: those for which there is something to draw.
 *
 * @param parts Model, windows, forecasts, figures.
 */
export function evaluationCharts(
  parts: EvaluationParts,
): Readonly<Record<string, string>> {
  const { metrics } = parts;
  return {
    ...learningChart(parts.model),
    ...(metrics.kind === "class"
      ? classCharts(parts, metrics)
      : metrics.kind === "number"
      ? numberCharts(parts, metrics)
      : pathCharts(parts, metrics)),
    ...importanceChart(parts.model),
    ...signalChart(parts),
  };
}

/**
 * Models beside the best baseline, the least loss on top.
 *
 * @param comparison The table.
 * @param title Drawn above the chart.
 */
export function comparisonChart(
  comparison: ModelComparison,
  title: string,
): string {
  const { rows, baseline } = comparison;
  return modelComparison({
    title,
    baseline,
    baselineLoss: rows.find(({ model }) => model === baseline)!.loss,
    rows: rows.toSorted((a, b) => a.difference - b.difference),
  });
}

type Charts = Readonly<Record<string, string>>;

function learningChart({ config, facts }: BaseModel): Charts {
  if (facts.history.length === 0) return {};
  return {
    "learning_curve.svg": epochLosses({
      title: `${config.name}: loss by epoch`,
      label: "Loss",
      history: facts.history,
    }),
  };
}

function classCharts(
  { model, output }: EvaluationParts,
  metrics: ClassMetrics,
): Charts {
  const { name } = model.config;
  const { classes, probabilities, predictions } = output;
  const isBinary = classes === 2;
  const said = predictions.map((best, i) =>
    probabilities![i * classes + (isBinary ? 1 : best)]
  );
  return {
    "calibration.svg": calibrationChart({
      title: `${name}: calibration, error ${
        metrics.calibration.error.toFixed(3)
      }`,
      event: isBinary ? "up" : "the likeliest class",
      bins: metrics.calibration.bins,
      probabilities: said,
    }),
    "periods.svg": figureByPeriod({
      title: `${name}: accuracy by period`,
      label: "Accuracy",
      periods: metrics.byPeriod.map(({ period, rows, accuracy }) => (
        { period, rows, value: accuracy }
      )),
      overall: metrics.overall.accuracy,
      from: 1 / classes,
    }),
  };
}

function numberCharts(
  { model, output, windows }: EvaluationParts,
  metrics: NumberMetrics,
): Charts {
  const { name } = model.config;
  return {
    "predicted_actual.svg": predictedVsActual({
      title: `${name}: predicted against actual`,
      target: "value",
      actual: windows.labels(),
      predicted: output.predictions,
    }),
    // A constant forecast ranks nothing.
    ...(metrics.byPeriod.some((p) => p.informationCoefficient !== null) && {
      "periods.svg": figureByPeriod({
        title: `${name}: information coefficient by period`,
        label: "Rank correlation",
        periods: metrics.byPeriod.map(
          ({ period, rows, informationCoefficient }) => (
            { period, rows, value: informationCoefficient }
          ),
        ),
        overall: metrics.overall.informationCoefficient,
      }),
    }),
  };
}

function pathCharts(
  { model, output, windows }: EvaluationParts,
  metrics: NumberMetrics,
): Charts {
  const { name } = model.config;
  const { target } = windows;
  const column = target.kind === "path" ? windows.features[target.column] : "";
  return {
    "paths.svg": pathFans({
      title: `${name}: paths of ${column}`,
      label: column,
      levels: output.levels,
      fans: fansOf(output, windows),
    }),
    "periods.svg": figureByPeriod({
      title: `${name}: mean squared error by period`,
      label: "Mean squared error",
      periods: metrics.byPeriod.map(({ period, rows, mse }) => (
        { period, rows: rows / windows.outputs, value: mse }
      )),
      overall: metrics.overall.mse,
    }),
  };
}

/** Paths of windows spread evenly over all. */
function fansOf(output: PredictionOutput, windows: Windows): PathFan[] {
  const { target, count, length, values, ends, features } = windows;
  if (target.kind !== "path") return [];
  const { predictions, quantiles, levels } = output;
  const [steps, p] = [target.steps, features.length];
  const shown = Math.min(FANS, count);
  return Array.from({ length: shown }, (_, k) => {
    const i = shown === 1 ? 0 : Math.round(k * (count - 1) / (shown - 1));
    const column = (from: number, rows: number) =>
      Float64Array.from(
        { length: rows },
        (_, r) => values[(from + r) * p + target.column],
      );
    const past = Math.min(length, 2 * steps);
    const width = steps * levels.length;
    const date = new Date(windows.time[i]).toISOString().slice(0, 10);
    return {
      label: `${windows.symbols[windows.symbolOf[i]]}, ${date}`,
      past: column(ends[i] - past, past),
      actual: column(ends[i], steps),
      predicted: predictions.subarray(i * steps, (i + 1) * steps),
      quantiles: quantiles &&
        quantiles.subarray(i * width, (i + 1) * width),
    };
  });
}

function importanceChart(model: BaseModel): Charts {
  const importance = model.importance();
  if (!importance.some((share) => share > 0)) return {};
  const { config, facts } = model;
  const features = facts.features
    .map((feature, j) => ({ feature, importance: importance[j] }))
    .toSorted((a, b) => b.importance - a.importance)
    .slice(0, MOST_FEATURES);
  const all = facts.features.length;
  return {
    "importance.svg": importanceBars({
      title: features.length < all
        ? `${config.name}: the ${features.length} most important of ${all} features`
        : `${config.name}: importance of the features`,
      label: "Share",
      features,
    }),
  };
}

function signalChart({ model, signal }: EvaluationParts): Charts {
  if (signal === null) return {};
  const { figures, time, equity, held } = signal;
  const ratio = (value: number | null) => value?.toFixed(2) ?? "none";
  const { name } = model.config;
  return {
    "signal.svg": equityChart({
      title: `${name}: growth of 1 by its signal after costs, Sharpe ratio ${
        ratio(figures.sharpe)
      } (held: ${ratio(figures.heldSharpe)})`,
      time,
      curves: [{ name, values: equity }, { name: "held", values: held }],
      scale: "linear",
    }),
  };
}
