/** Windows of two symbols on the same days, and forecasts of them. */

import { makeRng } from "lib/core/rng.ts";
import { PredictionOutput } from "lib/models/forecast/prediction_output.ts";
import { Windows, type WindowTarget } from "lib/models/windows/windows.ts";

const DAY = 86_400_000;
const LENGTH = 4;

/** What forecasts of some windows are like. */
export interface ForecastCase {
  /** What is forecast. */
  readonly kind: WindowTarget["kind"];
  /** Days, two windows each. */
  readonly days: number;
  /** Part of the outcome that the forecast knows, from 0 to 1. */
  readonly skill: number;
  /** Bars ahead. @default {1} */
  readonly horizon?: number;
  /** Seed of outcomes. @default {1} */
  readonly seed?: number;
}

/** Windows from 1 July 2019 on, and forecasts with some skill. */
export function forecastCase(
  { kind, days, skill, horizon = 1, seed = 1 }: ForecastCase,
): { windows: Windows; output: PredictionOutput } {
  const rng = makeRng(seed);
  const symbols = ["ABC", "XYZ"];
  const steps = kind === "path" ? horizon : 0;
  const rows = LENGTH + days + horizon;
  const values = Float32Array.from(
    { length: symbols.length * rows },
    () => 0.01 * rng.normal(),
  );
  const n = symbols.length * days;
  const symbolOf = Int32Array.from(
    { length: n },
    (_, i) => Math.floor(i / days),
  );
  const day = Int32Array.from({ length: n }, (_, i) => i % days);
  const ends = symbolOf.map((s, i) => s * rows + LENGTH + day[i]);
  const returns = Float32Array.from(ends, (end) => {
    let sum = 0;
    for (let h = 0; h < horizon; ++h) sum += values[end + h];
    return sum;
  });
  const target: WindowTarget = kind === "path"
    ? { kind, column: 0, steps }
    : kind === "number"
    ? { kind, values: returns }
    : { kind, values: returns.map((r) => Number(r > 0)), classes: 2 };
  const start = Date.UTC(2019, 6, 1);
  const windows = new Windows({
    values,
    features: ["return"],
    length: LENGTH,
    ends,
    target,
    horizon,
    symbols,
    symbolOf,
    time: Float64Array.from(day, (d) => start + d * DAY),
    labelEnd: Float64Array.from(day, (d) => start + (d + horizon) * DAY),
  });
  return { windows, output: forecastsOf(windows, skill, seed) };
}

function forecastsOf(
  windows: Windows,
  skill: number,
  seed: number,
): PredictionOutput {
  const rng = makeRng(seed).child("forecasts");
  const labels = Float64Array.from(windows.labels());
  const isClass = windows.target.kind === "class";
  const isPath = windows.target.kind === "path";
  const up = labels.map((y) =>
    Math.min(0.95, Math.max(0.05, 0.5 + skill * (y - 0.5) + 0.1 * rng.normal()))
  );
  const numbers = labels.map((y) =>
    skill * y + (1 - skill) * 0.002 * rng.normal()
  );
  const levels = isPath ? [0.1, 0.5, 0.9] : [];
  return new PredictionOutput({
    predictions: isClass ? up.map((p) => Number(p > 0.5)) : numbers,
    probabilities: isClass
      ? Float64Array.from(
        { length: 2 * up.length },
        (_, k) => k % 2 === 1 ? up[(k - 1) / 2] : 1 - up[k / 2],
      )
      : null,
    timestamps: windows.time,
    symbols: Array.from(windows.symbolOf, (s) => windows.symbols[s]),
    horizons: isPath
      ? Int32Array.from({ length: windows.outputs }, (_, h) => h + 1)
      : Int32Array.of(windows.horizon),
    uncertainty: numbers.map(() => 0.01),
    quantiles: isPath
      ? Float64Array.from(
        { length: 3 * numbers.length },
        // The middle 80 % of a normal of deviation 1 %.
        (_, k) => numbers[Math.floor(k / 3)] + 0.0128155 * (k % 3 - 1),
      )
      : null,
    levels,
  });
}
