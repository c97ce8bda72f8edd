/**
 * Which rows of a long series a line has to pass through to look the same, so
 * that a chart of a million bars is no larger than one of a few thousand.
 *
 * @module
 */

/** Rows drawn of one series at most. */
const MOST_ROWS = 2400;

/**
 * Chooses rows: all of a short series; of a long one the first, the lowest, the
 * highest and the last of each of equal runs, so that no peak is lost.
 *
 * @param values Shape `[n]`; NaN is neither low nor high.
 * @param most Rows chosen at most, ≥ 4. @default {2400}
 * @returns Rows, ascending.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { thinRows } from "lib/report/thin_rows.ts";
 *
 * const values = [0, 1, 9, 1, 0, 1, -5, 1];
 * assertEquals(thinRows(values, 4), [0, 2, 6, 7]);
 * ```
 */
export function thinRows(
  values: ArrayLike<number>,
  most = MOST_ROWS,
): number[] {
  const n = values.length;
  if (n <= most) return Array.from({ length: n }, (_, i) => i);
  const runs = Math.floor(most / 4);
  const rows: number[] = [];
  for (let run = 0; run < runs; ++run) {
    const from = Math.floor(run * n / runs);
    const to = Math.floor((run + 1) * n / runs);
    let low = from;
    let high = from;
    for (let i = from + 1; i < to; ++i) {
      if (values[i] < values[low] || Number.isNaN(values[low])) low = i;
      if (values[i] > values[high] || Number.isNaN(values[high])) high = i;
    }
    const kept = new Set([from, low, high, to - 1]);
    rows.push(...[...kept].sort((a, b) => a - b));
  }
  return rows;
}
