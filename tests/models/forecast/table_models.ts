/** What the tests of families on tables share. */

import { assert, assertAlmostEquals } from "@std/assert";
import { makeRng } from "lib/core/rng.ts";
import type { Matrix } from "lib/math/matrix.ts";
import type { BaseModel } from "lib/models/forecast/base_model.ts";
import { modelRegistry } from "lib/models/forecast/families.ts";
import { fitModel } from "lib/models/forecast/fit_model.ts";
import {
  type ModelConfig,
  readModelConfig,
} from "lib/models/forecast/model_config.ts";
import { Windows, type WindowTarget } from "lib/models/windows/windows.ts";

/** Rows of a window. */
const LENGTH = 4;

/** y = x₀ + x₁·x₂ + noise of deviation ½, or whether it is above 0. */
export function tableOfKind(
  rows: number,
  kind: "number" | "class",
  seed = 1,
): { readonly x: Matrix; readonly y: Float64Array } {
  const rng = makeRng(seed);
  const cols = 4;
  const data = Float64Array.from(
    { length: rows * cols },
    () => Math.fround(rng.normal()),
  );
  const y = Float64Array.from({ length: rows }, (_, i) => {
    const [a, b, c] = data.subarray(i * cols, i * cols + 3);
    const value = a + b * c + rng.normal() / 2;
    return kind === "number" ? value : value > 0 ? 1 : 0;
  });
  return { x: { data, rows, cols }, y };
}

/** Windows whose last bar is a row of {@linkcode tableOfKind}; three classes cut at ±½. */
export function tableWindows(
  count: number,
  kind: "number" | "class",
  options: { readonly classes?: 2 | 3; readonly seed?: number } = {},
): Windows {
  const { classes = 2, seed = 1 } = options;
  const rows = count + LENGTH - 1;
  const { x, y } = tableOfKind(rows, "number", seed);
  const ends = Int32Array.from({ length: count }, (_, i) => LENGTH + i);
  const numbers = Float32Array.from(ends, (end) => y[end - 1]);
  const target: WindowTarget = kind === "number"
    ? { kind, values: numbers }
    : classes === 2
    ? { kind, classes, values: numbers.map((v) => v > 0 ? 1 : 0) }
    : {
      kind,
      classes,
      values: numbers.map((v) => v < -0.5 ? 0 : v > 0.5 ? 2 : 1),
    };
  const day = 86_400_000;
  return new Windows({
    values: Float32Array.from(x.data),
    features: ["a", "b", "c", "noise"],
    length: LENGTH,
    ends,
    target,
    horizon: 1,
    symbols: ["ONE"],
    symbolOf: new Int32Array(count),
    time: Float64Array.from(ends, (end) => (end - 1) * day),
    labelEnd: Float64Array.from(ends, (end) => end * day),
  });
}

/** The same windows with other labels. */
export function withTarget(windows: Windows, target: WindowTarget): Windows {
  return new Windows({ ...windows, target });
}

/** Fits a family to windows. */
export function fitFamily(
  family: string,
  [train, validation]: readonly [Windows, Windows],
  settings: Partial<ModelConfig> = {},
): Promise<BaseModel> {
  const config = readModelConfig({ family, ...settings });
  return fitModel(config, train, {
    rng: makeRng(config.seed),
    validation,
    registry: modelRegistry(),
  });
}

/** Checks that probabilities of each window are at least 0 and sum to 1. */
export function assertProbabilities(
  probabilities: Float64Array,
  classes: number,
): void {
  for (let i = 0; i < probabilities.length; i += classes) {
    const own = probabilities.subarray(i, i + classes);
    assert(own.every((p) => p >= 0));
    assertAlmostEquals(own.reduce((a, b) => a + b, 0), 1, 1e-5);
  }
}

/** Share of predictions that are the label. */
export function accuracy(
  predictions: Float64Array,
  labels: ArrayLike<number>,
): number {
  return predictions.reduce((n, v, i) => n + (v === labels[i] ? 1 : 0), 0) /
    predictions.length;
}

/** 1 − Σ(y − f)²/Σ(y − ȳ)². */
export function r2(
  predictions: ArrayLike<number>,
  labels: ArrayLike<number>,
): number {
  const n = labels.length;
  const mean = Array.from(labels).reduce((a, b) => a + b, 0) / n;
  let [errors, spread] = [0, 0];
  for (let i = 0; i < n; ++i) {
    errors += (labels[i] - predictions[i]) ** 2;
    spread += (labels[i] - mean) ** 2;
  }
  return 1 - errors / spread;
}
