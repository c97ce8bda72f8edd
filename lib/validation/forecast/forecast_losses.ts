/**
 * What a model's errors cost, time by time: the loss of each window, averaged
 * over the symbols that have a window at that time. Series of two models on the
 * same windows can be compared.
 *
 * @module
 */

import type { PredictionOutput } from "lib/models/forecast/prediction_output.ts";
import type { Windows } from "lib/models/windows/windows.ts";
import {
  checkOutput,
  heldProbabilities,
} from "lib/validation/forecast/check_output.ts";

/** How an error costs: by its square, its size, or −ln p of the class that came. */
export type ForecastLoss = "squared" | "absolute" | "log";

/** Losses in order of time. */
export interface LossSeries {
  /** What is measured. */
  readonly loss: ForecastLoss;
  /** Distinct times of the windows, ascending `[n]`, ms since 1970 UTC. */
  readonly time: Float64Array;
  /** Mean loss of the windows of each time `[n]`. */
  readonly losses: Float64Array;
  /** Mean over all windows. */
  readonly mean: number;
}

/**
 * The loss of each window; for a path the mean over its steps.
 *
 * @param output What a model says of the windows.
 * @param windows The windows, with what came.
 * @param loss How errors cost. @default {"log" for classes, else "squared"}
 * @returns Shape `[n]`.
 * @throws {TypeError} If the output is not of these windows, or the loss is not
 * one of their target.
 * @throws {RangeError} If there are no windows or a loss is not finite.
 */
export function windowLosses(
  output: PredictionOutput,
  windows: Windows,
  loss: ForecastLoss = defaultLoss(windows),
): Float64Array {
  checkOutput(output, windows);
  const isClass = windows.target.kind === "class";
  if (isClass !== (loss === "log")) {
    throw new TypeError(
      `Cannot measure forecasts of a ${windows.target.kind} as the loss must be ${
        isClass ? "log" : "squared or absolute"
      }: current value is ${loss}`,
    );
  }
  const actual = windows.labels();
  const losses = isClass
    ? logLosses(output, actual)
    : errorLosses(output, actual, windows.outputs, loss);
  const bad = losses.findIndex((value) => !Number.isFinite(value));
  if (bad < 0) return losses;
  throw new RangeError(
    `Cannot measure forecasts as losses must be finite: that of window ${bad} is ${
      losses[bad]
    }`,
  );
}

/**
 * Losses by time.
 *
 * @param output What a model says of the windows.
 * @param windows The windows, with what came.
 * @param loss How errors cost. @default {"log" for classes, else "squared"}
 * @throws {TypeError} As {@linkcode windowLosses}.
 * @throws {RangeError} As {@linkcode windowLosses}.
 */
export function lossSeries(
  output: PredictionOutput,
  windows: Windows,
  loss: ForecastLoss = defaultLoss(windows),
): LossSeries {
  const each = windowLosses(output, windows, loss);
  const sums = new Map<number, [number, number]>();
  let total = 0;
  each.forEach((value, i) => {
    const at = windows.time[i];
    const sum = sums.get(at);
    total += value;
    if (sum === undefined) sums.set(at, [value, 1]);
    else {
      sum[0] += value;
      sum[1] += 1;
    }
  });
  const time = Float64Array.from(sums.keys()).sort();
  return {
    loss,
    time,
    losses: time.map((t) => sums.get(t)![0] / sums.get(t)![1]),
    mean: total / each.length,
  };
}

/** The loss that models of a target are fitted to. */
export function defaultLoss(windows: Windows): ForecastLoss {
  return windows.target.kind === "class" ? "log" : "squared";
}

function logLosses(
  output: PredictionOutput,
  actual: Float32Array,
): Float64Array {
  const { classes } = output;
  const probabilities = heldProbabilities(output);
  return Float64Array.from(actual, (y, i) => {
    const p = probabilities[i * classes + y];
    return -Math.log(Math.min(1 - Number.EPSILON, Math.max(Number.EPSILON, p)));
  });
}

function errorLosses(
  { predictions }: PredictionOutput,
  actual: Float32Array,
  width: number,
  loss: ForecastLoss,
): Float64Array {
  const losses = new Float64Array(actual.length / width);
  for (let k = 0; k < actual.length; ++k) {
    const error = Math.abs(predictions[k] - actual[k]);
    const own = loss === "squared" ? error * error : error;
    losses[Math.floor(k / width)] += own / width;
  }
  return losses;
}
