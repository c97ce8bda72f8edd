/**
 * Drawdown: how far a value stands below its highest so far, `1 − V_t/max_{s≤t} V_s`,
 * as a decimal of at least 0.
 *
 * The ulcer index is `√(Σd²/n)` (Martin and McCann, 1989) and the pain index
 * `Σd/n` (Zephyr), both over the n periods of a series of returns, as in
 * PerformanceAnalytics and Bacon (2008).
 *
 * @module
 */

import { checkSeries } from "lib/risk/checked_input.ts";

/**
 * Drawdowns of a series of values.
 *
 * @param values Values above 0, oldest first, shape `[n]`.
 * @returns Drawdowns, shape `[n]`; the first is 0.
 * @throws {RangeError} At the first value that is not above 0.
 */
export function drawdowns(values: ArrayLike<number>): Float64Array {
  checkSeries("find drawdowns", "values", values, 1);
  let peak = 0;
  return Float64Array.from(values, (value, i) => {
    if (!(value > 0)) {
      throw new RangeError(
        `Cannot find drawdowns as values[${i}] must be above 0: current value is ${value}`,
      );
    }
    peak = Math.max(peak, value);
    return (peak - value) / peak;
  });
}

/**
 * Drawdowns after each of a series of simple returns; the start is a peak too.
 *
 * @param returns Simple returns above −1, shape `[n]`.
 * @returns Drawdowns, shape `[n]`.
 * @throws {RangeError} At the first return that is not above −1.
 */
export function drawdownsOfReturns(
  returns: ArrayLike<number>,
): Float64Array {
  checkSeries("find drawdowns", "returns", returns, 1);
  let value = 1;
  const values = Float64Array.from({ length: returns.length + 1 }, (_, i) => {
    if (i === 0) return 1;
    if (!(returns[i - 1] > -1)) {
      throw new RangeError(
        `Cannot find drawdowns as returns[${
          i - 1
        }] must be above -1: current value is ${returns[i - 1]}`,
      );
    }
    return value *= 1 + returns[i - 1];
  });
  return drawdowns(values).slice(1);
}

/** One fall from a peak and the way back. */
export interface DrawdownSpell {
  /** Depth at the trough, as a decimal. */
  readonly depth: number;
  /** Index of the peak before it; −1 is the start before the first period. */
  readonly peak: number;
  /** Index of the deepest point, the first of equals. */
  readonly trough: number;
  /** Index of the first value back at the peak, or undefined. */
  readonly recovery: number | undefined;
  /** Periods from the peak to the recovery, or to the end. */
  readonly duration: number;
}

/**
 * The spells under water, in order of time.
 *
 * @param depths Drawdowns, shape `[n]`.
 * @returns One spell for each run above 0.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { drawdowns, drawdownSpells } from "lib/risk/drawdown.ts";
 *
 * const [spell] = drawdownSpells(drawdowns([90, 100, 80, 75, 101]));
 * assertEquals(spell, { depth: 0.25, peak: 1, trough: 3, recovery: 4, duration: 3 });
 * ```
 */
export function drawdownSpells(depths: ArrayLike<number>): DrawdownSpell[] {
  checkSeries("find spells under water", "depths", depths, 1);
  const spells: DrawdownSpell[] = [];
  const n = depths.length;
  for (let i = 0; i < n; ++i) {
    if (depths[i] === 0) continue;
    const peak = i - 1;
    let trough = i;
    while (i < n && depths[i] > 0) {
      if (depths[i] > depths[trough]) trough = i;
      i += 1;
    }
    const recovery = i < n ? i : undefined;
    const duration = (recovery ?? n - 1) - peak;
    spells.push({ depth: depths[trough], peak, trough, recovery, duration });
  }
  return spells;
}

/** What a series of drawdowns comes to. */
export interface DrawdownSummary {
  /** Deepest, as a decimal. */
  readonly max: number;
  /** Longest spell from peak to recovery or end, in periods. */
  readonly longest: number;
  /** `√(Σd²/n)`. */
  readonly ulcerIndex: number;
  /** `Σd/n`. */
  readonly painIndex: number;
  /** Share of periods under water. */
  readonly underWater: number;
}

/**
 * Depth, length and the mean pain of drawdowns.
 *
 * @param depths Drawdowns, shape `[n]`.
 * @returns The summary.
 */
export function summarizeDrawdowns(
  depths: ArrayLike<number>,
): DrawdownSummary {
  const spells = drawdownSpells(depths);
  const n = depths.length;
  let [squares, sum, under] = [0, 0, 0];
  for (let i = 0; i < n; ++i) {
    squares += depths[i] ** 2;
    sum += depths[i];
    if (depths[i] > 0) under += 1;
  }
  return {
    max: spells.reduce((most, { depth }) => Math.max(most, depth), 0),
    longest: spells.reduce((most, { duration }) => Math.max(most, duration), 0),
    ulcerIndex: Math.sqrt(squares / n),
    painIndex: sum / n,
    underWater: under / n,
  };
}
