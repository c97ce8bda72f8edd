/**
 * Spearman's rank correlation (1904, Am. J. Psychol. 15, 72): Pearson's
 * correlation of the ranks, equal values sharing the mean of theirs. Between
 * predictions and what came it is called the information coefficient.
 *
 * @module
 */

/**
 * Rank correlation of two series.
 *
 * @param a Values, shape `[n]`.
 * @param b Values, shape `[n]`.
 * @returns In [−1, 1]; null if there are fewer than two or all of one are the same.
 * @throws {TypeError} If the lengths differ.
 *
 * @example Any increasing function of a series has its ranks
 * ```ts
 * import { assertAlmostEquals, assertEquals } from "@std/assert";
 * import { rankCorrelation } from "lib/validation/forecast/rank_correlation.ts";
 *
 * assertAlmostEquals(rankCorrelation([1, 2, 3], [1, 8, 27])!, 1);
 * assertEquals(rankCorrelation([1, 2, 3], [0, 0, 0]), null);
 * ```
 */
export function rankCorrelation(
  a: ArrayLike<number>,
  b: ArrayLike<number>,
): number | null {
  if (a.length !== b.length) {
    throw new TypeError(
      `Cannot correlate ranks as both series must be of one length: current lengths are ${a.length} and ${b.length}`,
    );
  }
  const n = a.length;
  const [x, y] = [ranksOf(a), ranksOf(b)];
  // Ranks, shared ones too, have the mean (n − 1)/2.
  const mean = (n - 1) / 2;
  let [xx, yy, xy] = [0, 0, 0];
  for (let i = 0; i < n; ++i) {
    const [dx, dy] = [x[i] - mean, y[i] - mean];
    xx += dx * dx;
    yy += dy * dy;
    xy += dx * dy;
  }
  return xx > 0 && yy > 0 ? xy / Math.sqrt(xx * yy) : null;
}

/** Ranks from 0; equal values share the mean of theirs. */
function ranksOf(values: ArrayLike<number>): Float64Array {
  const n = values.length;
  const order = Int32Array.from({ length: n }, (_, i) => i)
    .sort((i, j) => values[i] - values[j]);
  const ranks = new Float64Array(n);
  for (let first = 0; first < n;) {
    let end = first + 1;
    while (end < n && values[order[end]] === values[order[first]]) ++end;
    for (let k = first; k < end; ++k) ranks[order[k]] = (first + end - 1) / 2;
    first = end;
  }
  return ranks;
}
