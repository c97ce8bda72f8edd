/** Windows whose label depends on a row inside them, and on nothing else. */

import { makeRng } from "lib/core/rng.ts";
import { Windows, type WindowTarget } from "lib/models/windows/windows.ts";

/** Rows of a window. */
export const LENGTH = 8;
/** How far before a window's end the row is that its label is about. */
export const LAG = 3;
/** Names of the columns; the label is about the first. */
export const FEATURES = ["signal", "noise"] as const;

/** What the label says of the row: its value, its sign, or it comes again. */
export type Kind = WindowTarget["kind"];

/**
 * Windows on white noise. A number is the first column's value `LAG` rows
 * before the end (variance 1), a class whether that is above zero, a path two
 * steps of a first column that repeats itself each `LAG` rows but for noise.
 *
 * @param count Number of windows.
 * @param seed Seed of the panel.
 */
export function laggedWindows(
  count: number,
  seed: number,
  kind: Kind,
): Windows {
  const rng = makeRng(seed);
  const p = FEATURES.length;
  const rows = count + LENGTH + 2;
  const values = Float32Array.from({ length: rows * p }, () => rng.normal());
  if (kind === "path") {
    // x[i] = 0.95 x[i − LAG] + noise of variance 0.0975: variance 1.
    for (let i = LAG; i < rows; ++i) {
      values[i * p] = 0.95 * values[(i - LAG) * p] +
        Math.sqrt(1 - 0.95 ** 2) * values[i * p];
    }
  }
  const ends = Int32Array.from({ length: count }, (_, i) => LENGTH + i);
  const lagged = Float32Array.from(ends, (end) => values[(end - LAG) * p]);
  const target: WindowTarget = kind === "number"
    ? { kind, values: lagged }
    : kind === "class"
    ? { kind, values: lagged.map((v) => v > 0 ? 1 : 0), classes: 2 }
    : { kind, column: 0, steps: 2 };
  const day = 86_400_000;
  return new Windows({
    values,
    features: FEATURES,
    length: LENGTH,
    ends,
    target,
    horizon: kind === "path" ? 2 : 1,
    symbols: ["ONE"],
    symbolOf: new Int32Array(count),
    time: Float64Array.from(ends, (end) => (end - 1) * day),
    labelEnd: Float64Array.from(ends, (end) => (end + 1) * day),
  });
}
