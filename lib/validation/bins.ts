/**
 * Bins of a number, given by their edges: bin b holds `[edges[b], edges[b+1])`,
 * the last also its upper edge. A value beyond the outer edges belongs to the
 * outer bin, so that each row has a bin.
 *
 * @module
 */

import { quantile } from "lib/math/quantile.ts";

/**
 * Edges of bins of equal width.
 *
 * @param low Lower edge of the first.
 * @param high Upper edge of the last.
 * @param count Number of bins B.
 * @returns Edges, shape `[B + 1]`.
 * @throws {RangeError} If they are not finite and increasing.
 *
 * @example Deciles of delta
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { binIndices, equalBins } from "lib/validation/bins.ts";
 *
 * const edges = equalBins(0, 1, 10);
 * assertEquals([...binIndices([0.05, 0.3, 1, 1.01], edges)], [0, 3, 9, 9]);
 * ```
 */
export function equalBins(
  low: number,
  high: number,
  count: number,
): Float64Array {
  // a·(1 − t) + b·t with t = i/count gives 0.3 as 3/10, not as 0.1 + 0.1 + 0.1.
  const edges = Float64Array.from(
    { length: count + 1 },
    (_, i) => (low * (count - i) + high * i) / count,
  );
  checkEdges(edges);
  return edges;
}

/**
 * Edges of bins that hold about equally many of some values: their quantiles
 * by R-7, each once.
 *
 * @param values Values that are not all the same.
 * @param count Number of bins wanted; there are fewer where many are equal.
 * @returns Edges.
 * @throws {RangeError} If a value is not finite or all are the same.
 */
export function quantileBins(
  values: ArrayLike<number>,
  count: number,
): Float64Array {
  const sorted = Float64Array.from(values).sort();
  const edges = new Set<number>();
  for (let i = 0; i <= count; ++i) edges.add(quantile(sorted, i / count));
  const distinct = Float64Array.from(edges);
  checkEdges(distinct);
  return distinct;
}

/**
 * Edges without those that would leave a bin too few values: a thin bin is
 * joined to the next above, the last to the one below.
 *
 * @param edges Edges.
 * @param values What is put into the bins, shape `[n]`.
 * @param options `least`, the fewest values a bin may have; with `groups`, the
 * fewest groups with a value in it.
 * @returns Edges, a part of those given; one bin at the least.
 */
export function joinThinBins(
  edges: ArrayLike<number>,
  values: ArrayLike<number>,
  options: {
    readonly least: number;
    readonly groups?: ArrayLike<string | number>;
  },
): Float64Array {
  const { least, groups } = options;
  const last = edges.length - 1;
  const members = Array.from({ length: last }, (): (string | number)[] => []);
  binIndices(values, edges)
    .forEach((bin, row) => members[bin].push(groups ? groups[row] : row));
  const kept = [edges[0]];
  let held = new Set<string | number>();
  for (let bin = 0; bin < last; ++bin) {
    for (const member of members[bin]) held.add(member);
    if (held.size < least) continue;
    kept.push(edges[bin + 1]);
    held = new Set();
  }
  if (kept.length === 1) kept.push(edges[last]);
  kept[kept.length - 1] = edges[last];
  return Float64Array.from(kept);
}

/**
 * The bin of each value.
 *
 * @param values Numbers, shape `[n]`.
 * @param edges Edges, increasing, two or more.
 * @returns Bins counted from 0, shape `[n]`.
 * @throws {RangeError} If a value is NaN or the edges do not increase.
 */
export function binIndices(
  values: ArrayLike<number>,
  edges: ArrayLike<number>,
): Int32Array {
  checkEdges(edges);
  const last = edges.length - 2;
  const bins = new Int32Array(values.length);
  for (let i = 0; i < values.length; ++i) {
    const value = values[i];
    if (Number.isNaN(value)) {
      throw new RangeError(
        `Cannot put values into bins as they must be numbers: value ${i} is NaN`,
      );
    }
    let low = 0;
    let high = last;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (edges[middle] <= value) low = middle;
      else high = middle - 1;
    }
    bins[i] = low;
  }
  return bins;
}

function checkEdges(edges: ArrayLike<number>): void {
  let fits = edges.length >= 2;
  for (let i = 0; i < edges.length; ++i) {
    fits &&= Number.isFinite(edges[i]) && (i === 0 || edges[i] > edges[i - 1]);
  }
  if (fits) return;
  throw new RangeError(
    `Cannot make bins as edges must be two or more finite increasing numbers: they are ${
      Array.from(edges).join(", ")
    }`,
  );
}
