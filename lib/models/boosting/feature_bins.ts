/**
 * Features as numbers of bins, at most 255 and one for what is missing.
 *
 * A feature with no more distinct values than bins is cut half-way between
 * each pair; any other at quantiles, half-way to the next value where the
 * quantile falls between two. All values are float32 and so is a cut t between
 * neighbours a < b, with a ≤ t < b, so that bins, the tree walker and the ONNX
 * graph sort every value alike.
 *
 * @module
 */

import type { Matrix } from "lib/math/matrix.ts";
import { sortFloat32 } from "lib/models/boosting/sort_float32.ts";
import { categoryNumber } from "lib/models/trees/walk.ts";

/** How a feature is cut. */
export interface FeatureBins {
  /** Bin b holds the values above cut b − 1, up to and with cut b. */
  readonly cuts: Float32Array;
  /** Categories, ascending, each a bin; empty if the feature is a number. */
  readonly categories: Float32Array;
  /** Number of bins, that of missing values not counted. */
  readonly count: number;
  /** Whether a value was missing in training. */
  readonly hasMissing: boolean;
}

/** Bins of all features. */
export interface Binning {
  /** One a feature. */
  readonly features: readonly FeatureBins[];
  /** Bins a feature that storage is laid out for, the last for what is missing. */
  readonly width: number;
}

const MAX_CATEGORIES = 255;
const MAX_CATEGORY = 2 ** 24;

/**
 * Finds the cuts of every feature.
 *
 * @param x Shape `[n × p]`; NaN is missing.
 * @param options Most bins a feature, and which features are categorical.
 * @throws {RangeError} If a value is beyond float32, or a category is not an
 * integer in [0, 2²⁴], or there are more than 255.
 *
 * @example Few values are cut half-way between neighbours
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { findBins } from "lib/models/boosting/feature_bins.ts";
 *
 * const x = { data: Float64Array.of(1, 4, NaN, 2), rows: 4, cols: 1 };
 * const { features } = findBins(x, { bins: 255, categorical: [] });
 * assertEquals([...features[0].cuts], [1.5, 3]);
 * assertEquals(features[0].hasMissing, true);
 * ```
 */
export function findBins(
  x: Matrix,
  options: { readonly bins: number; readonly categorical: readonly number[] },
): Binning {
  const features = Array.from({ length: x.cols }, (_, j) => {
    const { values, hasMissing } = presentValues(x, j);
    return options.categorical.includes(j)
      ? categoryBins(values, j, hasMissing)
      : numberBins(values, options.bins, hasMissing);
  });
  const most = features.reduce((m, { count }) => Math.max(m, count), 1);
  return { features, width: most + 1 };
}

/** Values of a column as float32 numbers, sorted, without those missing. */
function presentValues(
  x: Matrix,
  column: number,
): { values: Float32Array; hasMissing: boolean } {
  const { data, rows, cols } = x;
  const values = new Float32Array(rows);
  let count = 0;
  for (let i = 0; i < rows; ++i) {
    const value = data[i * cols + column];
    if (Number.isNaN(value)) continue;
    values[count] = value;
    if (!Number.isFinite(values[count])) {
      throw new RangeError(
        `Cannot learn from row ${i}, column ${column} as a value must be a float32 number or NaN: current value is ${value}`,
      );
    }
    count++;
  }
  return {
    values: sortFloat32(values.subarray(0, count)),
    hasMissing: count < rows,
  };
}

function distinct(sorted: Float32Array): Float32Array {
  const out = new Float32Array(sorted.length);
  let count = 0;
  for (let i = 0; i < sorted.length; ++i) {
    if (i === 0 || sorted[i] !== sorted[i - 1]) out[count++] = sorted[i];
  }
  return out.subarray(0, count);
}

function numberBins(
  sorted: Float32Array,
  bins: number,
  hasMissing: boolean,
): FeatureBins {
  const values = distinct(sorted);
  const cuts = values.length <= bins
    ? values.subarray(1).map((b, i) => cutBetween(values[i], b))
    : quantileCuts(sorted, bins);
  return {
    cuts,
    categories: new Float32Array(),
    count: cuts.length + 1,
    hasMissing,
  };
}

/** The float32 number next to half-way, from a up to but not b. */
function cutBetween(a: number, b: number): number {
  const middle = Math.fround(a + (b - a) / 2);
  return middle < b ? middle : a;
}

function quantileCuts(sorted: Float32Array, bins: number): Float32Array {
  const cuts: number[] = [];
  const n = sorted.length;
  for (let b = 1; b < bins; ++b) {
    const h = (n - 1) * b / bins;
    const low = Math.floor(h);
    const a = sorted[low];
    const next = sorted[Math.min(n - 1, low + 1)];
    const cut = a === next ? a : cutBetween(a, next);
    // Nothing would lie above a cut at the largest value.
    if (cut >= sorted[n - 1]) break;
    if (cuts.length === 0 || cut > cuts[cuts.length - 1]) cuts.push(cut);
  }
  return Float32Array.from(cuts);
}

function categoryBins(
  sorted: Float32Array,
  column: number,
  hasMissing: boolean,
): FeatureBins {
  const categories = distinct(sorted);
  for (const c of categories) {
    if (Number.isInteger(c) && c >= 0 && c <= MAX_CATEGORY) continue;
    throw new RangeError(
      `Cannot learn from column ${column} as a category must be an integer in [0, 2^24]: current value is ${c}`,
    );
  }
  if (categories.length > MAX_CATEGORIES) {
    throw new RangeError(
      `Cannot learn from column ${column} as it must have at most ${MAX_CATEGORIES} categories: current value is ${categories.length}`,
    );
  }
  return {
    cuts: new Float32Array(),
    categories,
    count: Math.max(1, categories.length),
    hasMissing,
  };
}

/**
 * The bin of every value.
 *
 * @param x Shape `[n × p]`.
 * @param out Row-major, shape `[n × p]`.
 */
export function binInto(x: Matrix, binning: Binning, out: Uint8Array): void {
  const { data, rows, cols } = x;
  const missing = binning.width - 1;
  binning.features.forEach(({ cuts, categories }, j) => {
    const binOf = binFinder(cuts);
    for (let i = 0, at = j; i < rows; ++i, at += cols) {
      const value = Math.fround(data[at]);
      if (value !== value) out[at] = missing;
      else if (categories.length > 0) {
        const c = categoryNumber(categories, value);
        out[at] = Number.isNaN(c) ? missing : c;
      } else out[at] = binOf(value);
    }
  });
}

// Cells of the table that narrows the search down.
const CELLS = 2048;

/**
 * Counts the cuts below a value. A table over equal cells from the first cut to
 * the last leaves few of them to look at.
 */
function binFinder(cuts: Float32Array): (value: number) => number {
  const count = cuts.length;
  if (count === 0) return () => 0;
  const lowest = cuts[0];
  const highest = cuts[count - 1];
  const perUnit = (CELLS - 1) / (highest - lowest);
  // Rising in the value, so that cuts of lower cells are below it.
  const cellOf = (value: number) => ((value - lowest) * perUnit) | 0;
  const starts = new Uint8Array(CELLS + 1);
  for (let c = 0, b = 0; c <= CELLS; ++c) {
    while (b < count && cellOf(cuts[b]) < c) b++;
    starts[c] = b;
  }
  return (value) => {
    if (value <= lowest) return 0;
    if (value > highest) return count;
    const cell = cellOf(value);
    let low = starts[cell];
    let high = starts[cell + 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (cuts[middle] < value) low = middle + 1;
      else high = middle;
    }
    return low;
  };
}
