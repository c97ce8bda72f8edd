/**
 * Which features a model uses: by how much its loss on windows that it did not
 * learn from grows when a feature is taken from another window (Breiman, 2001;
 * Fisher, Rudin and Dominici, 2019).
 *
 * @module
 */

import type { BaseModel } from "lib/models/forecast/base_model.ts";
import type { LearnContext } from "lib/models/forecast/family.ts";
import { Windows } from "lib/models/windows/windows.ts";

/** Most windows that are looked at. */
const WINDOWS = 256;

/**
 * Shares of the features in what a model can do.
 *
 * A feature is exchanged whole, from first to last row of a window, for that
 * of another window; what it does not harm has the share 0.
 *
 * @param model The model.
 * @param windows Windows that it did not learn from.
 * @param context Seed and backend.
 * @returns Shares `[p]`, sum 1, or all 0 if no feature matters.
 */
export async function permutationShares(
  model: BaseModel,
  windows: Windows,
  { rng, backend = "wasm" }: Pick<LearnContext, "rng" | "backend">,
): Promise<Float64Array> {
  const sample = sampled(windows);
  const p = windows.features.length;
  const shares = new Float64Array(p);
  if (p === 1) return shares.fill(1);
  const before = await lossOf(model, sample, sample, backend);
  for (let j = 0; j < p; ++j) {
    const mixed = exchanged(sample, j, rng.child(`feature ${j}`).uniform());
    const after = await lossOf(model, mixed, sample, backend);
    shares[j] = Math.max(0, after - before);
  }
  const sum = shares.reduce((a, b) => a + b, 0);
  return sum > 0 ? shares.map((s) => s / sum) : shares;
}

/** Windows at equal distances. */
function sampled(windows: Windows): Windows {
  const count = Math.min(WINDOWS, windows.count);
  return windows.take(
    Int32Array.from(
      { length: count },
      (_, k) => Math.floor(k * windows.count / count),
    ),
  );
}

/** The same windows with a feature of windows further on; copies them. */
function exchanged(windows: Windows, feature: number, u: number): Windows {
  const { length, count } = windows;
  const p = windows.features.length;
  const size = length * p;
  const rows = Int32Array.from({ length: count }, (_, k) => k);
  const values = new Float32Array(count * size);
  windows.gatherWindowsInto(values, rows);
  const original = values.slice();
  const by = 1 + Math.floor(u * Math.max(1, count - 1));
  for (let i = 0; i < count; ++i) {
    const other = (i + by) % count;
    for (let t = 0; t < length; ++t) {
      values[i * size + t * p + feature] =
        original[other * size + t * p + feature];
    }
  }
  return new Windows({
    values,
    features: windows.features,
    length,
    horizon: windows.horizon,
    ends: rows.map((k) => (k + 1) * length),
    target: { kind: "number", values: new Float32Array(count) },
    symbols: windows.symbols,
    symbolOf: windows.symbolOf,
    time: windows.time,
    labelEnd: windows.labelEnd,
  });
}

/** Log loss of classes, mean squared error of numbers. */
async function lossOf(
  model: BaseModel,
  asked: Windows,
  labelled: Windows,
  backend: LearnContext["backend"] = "wasm",
): Promise<number> {
  const output = await model.predict(asked, { backend });
  const labels = labelled.labels();
  const { probabilities, predictions, classes } = output;
  const losses = labels.map((y, k) =>
    probabilities === null
      ? (y - predictions[k]) ** 2
      : -Math.log(Math.max(1e-12, probabilities[k * classes + y]))
  );
  return losses.reduce((a, b) => a + b, 0) / losses.length;
}
