/**
 * Sums of products of windows as a regression of numbers or classes sees them:
 * the last row, and means over spans of earlier rows less it.
 *
 * @module
 */

import { addGramInto } from "lib/math/gram.ts";
import type { LearnContext } from "lib/models/forecast/family.ts";
import type { RegressionSums } from "lib/models/forecast/ridge_path.ts";
import { pause } from "lib/models/pause.ts";
import type { Windows } from "lib/models/windows/windows.ts";

/** Rows `from … to − 1` of a window, taken as their mean. */
export type Span = readonly [from: number, to: number];

/** Most values of a window whose rows all come by themselves. */
const VALUES = 256;
/** By how much spans of longer windows grow from one to the one before it. */
const GROWTH = 4;
/** Windows that are summed up together, and blocks between two pauses. */
const [BLOCK, PAUSE_AFTER] = [256, 16];

/**
 * Spans of the rows before a window's last.
 *
 * @param length Rows of a window.
 * @param columns Columns of a window.
 * @returns Spans, oldest first; none for windows of one row.
 */
export function spansOf(length: number, columns: number): Span[] {
  const growth = length * columns <= VALUES ? 1 : GROWTH;
  const spans: Span[] = [];
  for (let to = length - 1, size = 1; to > 0; to -= size, size *= growth) {
    spans.unshift([Math.max(0, to - size), to]);
  }
  return spans;
}

/**
 * Sums over windows. Inputs are, for each span and column, its mean less the
 * last row, then the last row; outputs the label, or an indicator a class.
 *
 * @param windows Windows of numbers or classes.
 * @param spans What {@linkcode spansOf} gave.
 * @param watch Told of progress; its signal stops the summing.
 */
export async function spanSums(
  windows: Windows,
  spans: readonly Span[],
  watch: Pick<LearnContext, "onProgress" | "signal">,
): Promise<RegressionSums> {
  const { count, target } = windows;
  const inputs = (spans.length + 1) * windows.features.length;
  const outputs = target.kind === "class" ? target.classes : 1;
  // One more column of ones: its products are the sums.
  const m = inputs + outputs + 1;
  const gram = new Float64Array(m * m);
  for (let first = 0; first < count; first += BLOCK) {
    const size = Math.min(BLOCK, count - first);
    addGramInto(gram, blockOf(windows, spans, m, first, size), m);
    if ((first / BLOCK + 1) % PAUSE_AFTER === 0) {
      await pause(watch, { done: first + size, total: count });
    }
  }
  return sumsOf(gram, inputs, outputs, count);
}

/** Inputs, outputs and ones, column by column `[m × size]`. */
function blockOf(
  windows: Windows,
  spans: readonly Span[],
  m: number,
  first: number,
  size: number,
): Float64Array {
  const { values, features, ends, length, target } = windows;
  const p = features.length;
  const block = new Float64Array(m * size);
  for (let i = 0; i < size; ++i) {
    const start = (ends[first + i] - length) * p;
    const last = start + (length - 1) * p;
    spans.forEach(([from, to], s) => {
      for (let j = 0; j < p; ++j) {
        let sum = 0;
        for (let t = from; t < to; ++t) sum += values[start + t * p + j];
        block[(s * p + j) * size + i] = sum / (to - from) - values[last + j];
      }
    });
    for (let j = 0; j < p; ++j) {
      block[(spans.length * p + j) * size + i] = values[last + j];
    }
    const label = target.kind === "path" ? NaN : target.values[first + i];
    const output = (spans.length + 1) * p;
    if (target.kind === "class") block[(output + label) * size + i] = 1;
    else block[output * size + i] = label;
    block[(m - 1) * size + i] = 1;
  }
  return block;
}

/** The parts of the lower triangle of all products. */
function sumsOf(
  gram: Float64Array,
  inputs: number,
  outputs: number,
  count: number,
): RegressionSums {
  const m = inputs + outputs + 1;
  const xx = new Float64Array(inputs * inputs);
  for (let i = 0; i < inputs; ++i) {
    for (let j = 0; j <= i; ++j) {
      xx[i * inputs + j] = xx[j * inputs + i] = gram[i * m + j];
    }
  }
  const yx = new Float64Array(outputs * inputs);
  let yy = 0;
  for (let h = 0; h < outputs; ++h) {
    const row = (inputs + h) * m;
    yx.set(gram.subarray(row, row + inputs), h * inputs);
    yy += gram[row + inputs + h];
  }
  const sums = (m - 1) * m;
  return {
    count,
    x: gram.slice(sums, sums + inputs),
    y: gram.slice(sums + inputs, sums + inputs + outputs),
    xx,
    yx,
    yy,
  };
}

/**
 * Weights of the values of a window from those of its spans: a span's weight is
 * shared by its rows and taken off the last row's.
 *
 * @param weights Weights `[(spans + 1)·p × k]`.
 * @param spans The spans.
 * @param columns Columns p of a window.
 * @param outputs Outputs k.
 * @returns Weights `[L·p × k]`.
 */
export function rowWeights(
  weights: Float64Array,
  spans: readonly Span[],
  columns: number,
  outputs: number,
): Float32Array {
  const width = columns * outputs;
  const last = spans.at(-1)?.[1] ?? 0;
  const out = new Float64Array((last + 1) * width);
  out.set(weights.subarray(spans.length * width), last * width);
  spans.forEach(([from, to], s) => {
    for (let k = 0; k < width; ++k) {
      const weight = weights[s * width + k];
      out[last * width + k] -= weight;
      for (let t = from; t < to; ++t) out[t * width + k] = weight / (to - from);
    }
  });
  return Float32Array.from(out);
}
