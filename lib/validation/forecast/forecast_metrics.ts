/**
 * All that can be said of forecasts of windows once what they are of is known:
 * overall, by symbol, by period and, for paths, by step. Plain data, ready for
 * JSON: a figure that is not defined is null.
 *
 * @module
 */

import type { PredictionOutput } from "lib/models/forecast/prediction_output.ts";
import type { Windows } from "lib/models/windows/windows.ts";
import {
  type CalibrationCurve,
  calibrationCurve,
} from "lib/validation/forecast/calibration_curve.ts";
import {
  checkOutput,
  heldProbabilities,
} from "lib/validation/forecast/check_output.ts";
import {
  type ClassScores,
  classScores,
  confusionMatrix,
  likeliest,
} from "lib/validation/forecast/class_scores.ts";
import {
  type Periods,
  windowsByPeriod,
  windowsBySymbol,
} from "lib/validation/forecast/forecast_parts.ts";
import {
  type NumberScores,
  numberScores,
} from "lib/validation/forecast/number_scores.ts";
import {
  type QuantileScores,
  quantileScores,
} from "lib/validation/forecast/quantile_scores.ts";

/** Scores of a symbol. */
export type SymbolScores<S> = S & {
  /** The symbol. */
  readonly symbol: string;
};

/** Scores of a period. */
export type PeriodScores<S> = S & {
  /** What it is called: the year, or the date of its first window. */
  readonly period: string;
  /** Time of its first window, ms since 1970 UTC. */
  readonly from: number;
  /** Time of its last window. */
  readonly to: number;
};

/** Scores of the parts of the windows. */
export interface PartedScores<S> {
  /** Of all windows. */
  readonly overall: S;
  /** Of each symbol. */
  readonly bySymbol: readonly SymbolScores<S>[];
  /** Of each period. */
  readonly byPeriod: readonly PeriodScores<S>[];
}

/** Figures of forecasts of numbers or paths. */
export interface NumberMetrics extends PartedScores<NumberScores> {
  /** What is forecast. */
  readonly kind: "number" | "path";
  /** Of each step of a path; empty for numbers. */
  readonly byStep: readonly (NumberScores & {
    /** Bars ahead. */
    readonly horizon: number;
  })[];
  /** Of the quantiles; null if the model has none. */
  readonly quantiles: QuantileScores | null;
}

/** Figures of forecasts of classes. */
export interface ClassMetrics extends PartedScores<ClassScores> {
  /** What is forecast. */
  readonly kind: "class";
  /** Counts `[K][K]`, first index the class that came, second the forecast. */
  readonly confusion: readonly (readonly number[])[];
  /**
   * Of two classes: of the probability of class 1. Of more: of that of the
   * likeliest class, the event being that it comes.
   */
  readonly calibration: CalibrationCurve;
}

/** Figures of forecasts. */
export type ForecastMetrics = NumberMetrics | ClassMetrics;

/** How forecasts are taken apart. */
export interface MetricsOptions {
  /** How time is divided. @default {"year"} */
  readonly periods?: Periods;
  /** Bins of the calibration curve. @default {10} */
  readonly bins?: number;
}

/**
 * Scores forecasts of windows.
 *
 * @param output What a model says of the windows.
 * @param windows The windows, with what came.
 * @param options Periods, bins.
 * @returns Figures of the kind of the windows' target.
 * @throws {TypeError} If the output is not of these windows or their target.
 * @throws {RangeError} If there are no windows, or a value is not finite.
 *
 * @example Two windows of a return
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { PredictionOutput } from "lib/models/forecast/prediction_output.ts";
 * import { Windows } from "lib/models/windows/windows.ts";
 * import { forecastMetrics } from "lib/validation/forecast/forecast_metrics.ts";
 *
 * const windows = new Windows({
 *   values: Float32Array.of(1, 2, 3),
 *   features: ["close"],
 *   length: 1,
 *   ends: Int32Array.of(1, 2),
 *   target: { kind: "number", values: Float32Array.of(0.5, -0.5) },
 *   horizon: 1,
 *   symbols: ["XYZ"],
 *   symbolOf: Int32Array.of(0, 0),
 *   time: Float64Array.of(0, 1),
 *   labelEnd: Float64Array.of(1, 2),
 * });
 * const output = new PredictionOutput({
 *   predictions: Float64Array.of(0.25, -0.25),
 *   probabilities: null,
 *   timestamps: windows.time,
 *   symbols: ["XYZ", "XYZ"],
 *   horizons: Int32Array.of(1),
 *   uncertainty: Float64Array.of(1, 1),
 *   quantiles: null,
 *   levels: [],
 * });
 * const { overall } = forecastMetrics(output, windows);
 * assertEquals(overall.rows, 2);
 * assertEquals("mae" in overall && overall.mae, 0.25);
 * ```
 */
export function forecastMetrics(
  output: PredictionOutput,
  windows: Windows,
  options: MetricsOptions = {},
): ForecastMetrics {
  checkOutput(output, windows);
  return windows.target.kind === "class"
    ? classMetrics(output, windows, windows.target.classes, options)
    : numberMetrics(output, windows, options);
}

function numberMetrics(
  output: PredictionOutput,
  windows: Windows,
  options: MetricsOptions,
): NumberMetrics {
  const width = windows.outputs;
  const actual = windows.labels();
  const { predictions, quantiles, levels, horizons } = output;
  const isPath = windows.target.kind === "path";
  const score = (y: ArrayLike<number>, f: ArrayLike<number>) =>
    numberScores(y, f, { returns: !isPath });
  const scoreRows = (rows: Int32Array) =>
    score(takeWide(actual, rows, width), takeWide(predictions, rows, width));
  const scoreStep = (step: number) =>
    score(
      everyNth(actual, step, width),
      everyNth(predictions, step, width),
    );
  return {
    kind: isPath ? "path" : "number",
    ...partedScores(windows, options, scoreRows, score(actual, predictions)),
    byStep: isPath
      ? Array.from(horizons, (horizon, h) => ({ horizon, ...scoreStep(h) }))
      : [],
    quantiles: quantiles && quantileScores(actual, quantiles, levels),
  };
}

function classMetrics(
  output: PredictionOutput,
  windows: Windows,
  classes: number,
  options: MetricsOptions,
): ClassMetrics {
  const actual = windows.labels();
  const probabilities = heldProbabilities(output);
  const predicted = likeliest(probabilities, classes);
  const scoreRows = (rows: Int32Array) =>
    classScores(
      takeWide(actual, rows, 1),
      takeWide(probabilities, rows, classes),
      classes,
    );
  const isBinary = classes === 2;
  const event = actual.map((y, i) =>
    Number(isBinary ? y === 1 : y === predicted[i])
  );
  const said = predicted.map((best, i) =>
    probabilities[i * classes + (isBinary ? 1 : best)]
  );
  return {
    kind: "class",
    ...partedScores(
      windows,
      options,
      scoreRows,
      classScores(actual, probabilities, classes),
    ),
    confusion: confusionMatrix(actual, predicted, classes),
    calibration: calibrationCurve(
      event,
      said,
      options.bins === undefined ? {} : { bins: options.bins },
    ),
  };
}

function partedScores<S extends object>(
  windows: Windows,
  { periods = "year" }: MetricsOptions,
  scoreRows: (rows: Int32Array) => S,
  overall: S,
): PartedScores<S> {
  return {
    overall,
    bySymbol: windowsBySymbol(windows).map(({ symbol, rows }) => ({
      symbol,
      ...scoreRows(rows),
    })),
    byPeriod: windowsByPeriod(windows, periods).map(
      ({ period, from, to, rows }) => ({
        period,
        from,
        to,
        ...scoreRows(rows),
      }),
    ),
  };
}

/** Values of some rows `[m × width]`. */
function takeWide(
  values: Float32Array | Float64Array,
  rows: Int32Array,
  width: number,
): Float64Array {
  const out = new Float64Array(rows.length * width);
  rows.forEach((row, k) =>
    out.set(values.subarray(row * width, (row + 1) * width), k * width)
  );
  return out;
}

/** Value `step` of each row. */
function everyNth(
  values: ArrayLike<number>,
  step: number,
  width: number,
): Float64Array {
  return Float64Array.from(
    { length: values.length / width },
    (_, i) => values[i * width + step],
  );
}
