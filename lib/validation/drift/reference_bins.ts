/**
 * Bins that hold equal shares of a reference sample, for distances between
 * binned distributions. Inner edges are R-7 quantiles of the reference, equal
 * ones merged; a value on an edge belongs to the bin below it; the outer bins
 * are open. A constant reference has three bins: below, equal, above.
 *
 * @module
 */

import { quantile } from "lib/math/quantile.ts";

/** Shares of two samples in the same bins. */
export interface BinnedShares {
  /** Inner edges, ascending, shape `[b − 1]`. */
  readonly edges: Float64Array;
  /** Share of the reference in each bin, shape `[b]`. */
  readonly reference: Float64Array;
  /** Share of the current sample in each bin, shape `[b]`. */
  readonly current: Float64Array;
}

/**
 * Shares of two samples in bins of the reference.
 *
 * @param reference What is compared against, shape `[n]`, finite.
 * @param current What is asked about, shape `[m]`, finite.
 * @param bins Number of bins. @default {10}
 * @returns Edges and shares.
 * @throws {RangeError} If a sample is empty or has a value that is not finite,
 * or `bins` is not a whole number from 2.
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { binnedShares } from "lib/validation/drift/reference_bins.ts";
 *
 * const { edges, reference, current } = binnedShares([1, 2, 3, 4], [4, 5], 2);
 * assertEquals([...edges], [2.5]);
 * assertEquals([...reference], [0.5, 0.5]);
 * assertEquals([...current], [0, 1]);
 * ```
 */
export function binnedShares(
  reference: ArrayLike<number>,
  current: ArrayLike<number>,
  bins: number = 10,
): BinnedShares {
  if (!Number.isInteger(bins) || bins < 2) {
    throw new RangeError(
      `Cannot bin a sample as bins must be a whole number ≥ 2: current value is ${bins}`,
    );
  }
  const before = sortedSample("reference", reference);
  const now = sortedSample("current sample", current);
  const edges = edgesOf(before, bins);
  return {
    edges,
    reference: sharesOf(before, edges),
    current: sharesOf(now, edges),
  };
}

/**
 * A checked, sorted copy of a sample.
 *
 * @param name What it is, for the message.
 * @param values Shape `[n]`.
 * @returns The values, ascending.
 * @throws {RangeError} If there are none or one is not finite.
 */
export function sortedSample(
  name: string,
  values: ArrayLike<number>,
): Float64Array {
  if (values.length === 0) {
    throw new RangeError(
      `Cannot compare distributions as the ${name} must have values: it has none`,
    );
  }
  for (let i = 0; i < values.length; ++i) {
    if (Number.isFinite(values[i])) continue;
    throw new RangeError(
      `Cannot compare distributions as values of the ${name} must be finite: value ${i} is ${
        values[i]
      }`,
    );
  }
  return Float64Array.from(values).sort();
}

function edgesOf(sorted: Float64Array, bins: number): Float64Array {
  const first = sorted[0];
  if (first === sorted[sorted.length - 1]) {
    const step = Math.max(
      Math.abs(first) * Number.EPSILON,
      Number.MIN_VALUE,
    );
    return Float64Array.of(first - step, first);
  }
  const edges: number[] = [];
  for (let b = 1; b < bins; ++b) {
    const edge = quantile(sorted, b / bins);
    if (edge !== edges.at(-1)) edges.push(edge);
  }
  return Float64Array.from(edges);
}

function sharesOf(sorted: Float64Array, edges: Float64Array): Float64Array {
  const shares = new Float64Array(edges.length + 1);
  let bin = 0;
  for (const value of sorted) {
    while (bin < edges.length && value > edges[bin]) ++bin;
    ++shares[bin];
  }
  return shares.map((count) => count / sorted.length);
}
