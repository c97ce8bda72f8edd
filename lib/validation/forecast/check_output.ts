/**
 * Whether forecasts are of some windows, and their probabilities as scores take
 * them.
 *
 * @module
 */

import type { PredictionOutput } from "lib/models/forecast/prediction_output.ts";
import type { Windows } from "lib/models/windows/windows.ts";

/**
 * Refuses forecasts that are not of some windows, window by window.
 *
 * @throws {TypeError} If a time, a symbol or a number of outputs is another.
 * @throws {RangeError} If there are no windows.
 */
export function checkOutput(output: PredictionOutput, windows: Windows): void {
  const cannot = "Cannot score forecasts as";
  const { count, target, outputs } = windows;
  if (count === 0) throw new RangeError(`${cannot} there must be windows`);
  const classes = target.kind === "class" ? target.classes : 0;
  const found = [output.count, output.horizons.length, output.classes];
  if (found.join() !== [count, outputs, classes].join()) {
    throw new TypeError(
      `${cannot} they must be of ${count} windows, ${outputs} outputs and ${classes} classes: current numbers are ${
        found.join(", ")
      }`,
    );
  }
  for (let i = 0; i < count; ++i) {
    const symbol = windows.symbols[windows.symbolOf[i]];
    const isOf = output.timestamps[i] === windows.time[i] &&
      output.symbols[i] === symbol;
    if (isOf) continue;
    throw new TypeError(
      `${cannot} each must be of its window: that of window ${i}, ${symbol} at ${
        windows.time[i]
      }, is of ${output.symbols[i]} at ${output.timestamps[i]}`,
    );
  }
}

/**
 * Probabilities in [0, 1]: a float32 softmax or a mean of several may be above
 * 1 by its rounding, and by no more.
 */
export function heldProbabilities(output: PredictionOutput): Float64Array {
  const { probabilities } = output;
  if (probabilities === null) return new Float64Array(0);
  return probabilities.map((p) => p > 1 && p < 1 + 1e-5 ? 1 : p);
}
