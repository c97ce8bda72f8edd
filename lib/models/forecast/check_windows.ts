/**
 * Windows that can be learnt from: every value and every label is a number.
 *
 * @module
 */

import type { Windows } from "lib/models/windows/windows.ts";

/**
 * Refuses windows with a value or a label that is missing, or a class that is
 * none of the target's.
 *
 * @param windows The windows.
 * @param name Of the model that is to learn from them, for messages.
 * @throws {RangeError} If a window is of that sort, naming symbol and time.
 */
export function checkWindows(windows: Windows, name: string): void {
  const { ends, length, target, outputs } = windows;
  const before = missingBefore(windows);
  const ahead = target.kind === "path" ? outputs : 0;
  for (let i = 0; i < ends.length; ++i) {
    if (before[ends[i] + ahead] !== before[ends[i] - length]) {
      throw cannot(windows, i, name, "all of its values must be finite");
    }
    if (target.kind === "path") continue;
    const label = target.values[i];
    const fits = target.kind === "number"
      ? Number.isFinite(label)
      : Number.isInteger(label) && label >= 0 && label < target.classes;
    if (!fits) {
      const must = target.kind === "number"
        ? "its label must be finite"
        : `its class must be one of 0 … ${target.classes - 1}`;
      throw cannot(windows, i, name, `${must}: current value is ${label}`);
    }
  }
}

/** Number of rows before each that hold a value that is not finite. */
function missingBefore({ values, features }: Windows): Int32Array {
  const p = features.length;
  const counts = new Int32Array(values.length / p + 1);
  for (let row = 0; row < counts.length - 1; ++row) {
    let isMissing = 0;
    for (let j = row * p; j < (row + 1) * p; ++j) {
      if (!Number.isFinite(values[j])) isMissing = 1;
    }
    counts[row + 1] = counts[row] + isMissing;
  }
  return counts;
}

function cannot(
  { symbols, symbolOf, time }: Windows,
  i: number,
  name: string,
  must: string,
): RangeError {
  const at = new Date(time[i]).toISOString();
  return new RangeError(
    `Cannot fit ${name} to the window of ${
      symbols[symbolOf[i]]
    } at ${at} as ${must}`,
  );
}
