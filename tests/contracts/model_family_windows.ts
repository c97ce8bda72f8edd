/** Small panels with every kind of target, for the suite over families. */

import { makeRng } from "lib/core/rng.ts";
import { Windows, type WindowTarget } from "lib/models/windows/windows.ts";

/** Rows of a window. */
export const LENGTH = 8;
/** Columns; the signal is followed by the return of the next bar. */
export const FEATURES = ["return", "signal", "noise"] as const;
/** Steps of a path. */
export const STEPS = 4;
/** Mean and deviation of the returns, a bar. */
const [MEAN, DEVIATION] = [0.0005, 0.01];
const SYMBOLS = ["ONE", "TWO"] as const;
/** Windows of a symbol to learn from, to validate and to predict. */
const COUNTS = [100, 30, 20] as const;
const DAY_MS = 86_400_000;

/** Targets that families are tried on. */
export const TARGETS = ["number", "2 classes", "3 classes", "path"] as const;
/** One of {@linkcode TARGETS}. */
export type TargetName = typeof TARGETS[number];

/** Windows of three times, one after the other. */
export interface Parts {
  /** 200 windows to learn from. */
  readonly train: Windows;
  /** 60 windows to choose by. */
  readonly validation: Windows;
  /** 40 windows to predict. */
  readonly test: Windows;
}

/** Windows of two symbols with a target. */
export function smallParts(target: TargetName, seed: number): Parts {
  const all = smallWindows(target, seed);
  const each = all.count / SYMBOLS.length;
  const part = (from: number, size: number) =>
    all.take(
      Int32Array.from(
        { length: SYMBOLS.length * size },
        (_, i) => Math.floor(i / size) * each + from + i % size,
      ),
    );
  const [train, validation, test] = COUNTS;
  return {
    train: part(0, train),
    validation: part(train, validation),
    test: part(train + validation, test),
  };
}

function smallWindows(name: TargetName, seed: number): Windows {
  const each = COUNTS.reduce((a, b) => a + b, 0);
  const rows = LENGTH + each + STEPS;
  const values = smallPanel(rows, seed);
  const p = FEATURES.length;
  const ends = Int32Array.from(
    { length: each * SYMBOLS.length },
    (_, i) => Math.floor(i / each) * rows + LENGTH + i % each,
  );
  const returns = Float32Array.from(
    ends,
    (end) => MEAN + DEVIATION * values[end * p],
  );
  return new Windows({
    values,
    features: FEATURES,
    length: LENGTH,
    ends,
    target: targetOf(name, returns),
    horizon: name === "path" ? STEPS : 1,
    symbols: SYMBOLS,
    symbolOf: ends.map((end) => Math.floor(end / rows)),
    time: Float64Array.from(ends, (end) => (end % rows - 1) * DAY_MS),
    labelEnd: Float64Array.from(
      ends,
      (end) => (end % rows + (name === "path" ? STEPS - 1 : 0)) * DAY_MS,
    ),
    returns: { column: 0, mean: MEAN, deviation: DEVIATION },
  });
}

/** A signal that fades, returns that follow it, and noise; deviations near 1. */
function smallPanel(rows: number, seed: number): Float32Array {
  const rng = makeRng(seed);
  const p = FEATURES.length;
  const values = new Float32Array(SYMBOLS.length * rows * p);
  for (let s = 0; s < SYMBOLS.length; ++s) {
    let signal = rng.normal();
    for (let t = 0; t < rows; ++t) {
      const at = (s * rows + t) * p;
      values[at] = 0.8 * signal + 0.6 * rng.normal();
      signal = 0.7 * signal + Math.sqrt(1 - 0.49) * rng.normal();
      values[at + 1] = signal;
      values[at + 2] = rng.normal();
    }
  }
  return values;
}

function targetOf(name: TargetName, returns: Float32Array): WindowTarget {
  switch (name) {
    case "number":
      return { kind: "number", values: returns };
    case "2 classes":
      return {
        kind: "class",
        values: returns.map((r) => r > 0 ? 1 : 0),
        classes: 2,
      };
    case "3 classes": {
      const band = DEVIATION / 2;
      return {
        kind: "class",
        values: returns.map((r) => r > band ? 2 : r < -band ? 0 : 1),
        classes: 3,
      };
    }
    case "path":
      return { kind: "path", column: 1, steps: STEPS };
  }
}
