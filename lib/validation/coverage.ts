import type { Intervals } from "lib/validation/conformal.ts";

/** How often intervals hold. */
export interface Coverage {
  /** Number of rows. */
  readonly rows: number;
  /** Share of targets within their interval, ends included. */
  readonly share: number;
  /** Mean width of the intervals. */
  readonly meanWidth: number;
}

/**
 * How often intervals hold the targets.
 *
 * @param actual Targets, shape `[n]`.
 * @param intervals Their intervals.
 * @returns Share held, and mean width.
 * @throws {TypeError} If the lengths differ.
 * @throws {RangeError} If there are no rows.
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { coverageOf } from "lib/validation/coverage.ts";
 *
 * const intervals = { low: Float64Array.of(0, 0), high: Float64Array.of(1, 2) };
 * assertEquals(coverageOf([1, 3], intervals), { rows: 2, share: 0.5, meanWidth: 1.5 });
 * ```
 */
export function coverageOf(
  actual: ArrayLike<number>,
  intervals: Intervals,
): Coverage {
  const { low, high } = intervals;
  const rows = actual.length;
  if (low.length !== rows || high.length !== rows) {
    throw new TypeError(
      `Cannot measure coverage as there must be ${rows} intervals: there are ${low.length}`,
    );
  }
  if (rows === 0) {
    throw new RangeError("Cannot measure coverage as there must be some rows");
  }
  let held = 0, width = 0;
  for (let i = 0; i < rows; ++i) {
    if (low[i] <= actual[i] && actual[i] <= high[i]) ++held;
    width += high[i] - low[i];
  }
  return { rows, share: held / rows, meanWidth: width / rows };
}
