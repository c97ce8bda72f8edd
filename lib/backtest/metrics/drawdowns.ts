/**
 * Drawdowns of a run: as {@link "lib/risk/drawdown.ts"}, with the start as the
 * first place, and through ruin: a return of −1 or less is a depth of 1 or more.
 *
 * @module
 */

import { checkReturns } from "lib/backtest/metrics/series.ts";
import { drawdownSpells } from "lib/risk/drawdown.ts";

/** One way down and back; places count from 0, the start before any return. */
export interface Drawdown {
  /** Depth, above 0; above 1 if more was lost than there was. */
  readonly depth: number;
  /** Place of the last high before it. */
  readonly peak: number;
  /** Place of the lowest value. */
  readonly trough: number;
  /** Place at which the high is reached again, null if it is not. */
  readonly recovery: number | null;
  /** Periods from the high to the recovery, or to the end. */
  readonly duration: number;
}

/**
 * How far wealth is below its highest so far, at the start and after each return.
 *
 * @param returns Simple returns a period, shape `[n]`.
 * @returns Depths, at least 0, shape `[n + 1]`; the first is 0.
 * @throws {RangeError} If there are no returns or one is not finite.
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { drawdownCurve } from "lib/backtest/metrics/drawdowns.ts";
 *
 * assertEquals([...drawdownCurve([0.5, -0.5, 1])], [0, 0, 0.5, 0]);
 * ```
 */
export function drawdownCurve(returns: ArrayLike<number>): Float64Array {
  checkReturns("drawdowns", returns);
  const curve = new Float64Array(returns.length + 1);
  // Wealth over the high so far: no product that could grow without bound.
  let below = 1;
  for (let i = 0; i < returns.length; ++i) {
    below = Math.min(1, below * (1 + returns[i]));
    curve[i + 1] = 1 - below;
  }
  return curve;
}

/**
 * The deepest drawdown.
 *
 * @param returns Simple returns a period, shape `[n]`.
 * @returns Its depth, from 0; above 1 if more was lost than there was.
 * @throws {RangeError} If there are no returns or one is not finite.
 */
export function maxDrawdown(returns: ArrayLike<number>): number {
  return drawdownCurve(returns).reduce((most, d) => Math.max(most, d), 0);
}

/**
 * All drawdowns, the deepest first.
 *
 * @param returns Simple returns a period, shape `[n]`.
 * @returns Ways down and back; equals in order of time.
 * @throws {RangeError} If there are no returns or one is not finite.
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { drawdownsOf } from "lib/backtest/metrics/drawdowns.ts";
 *
 * assertEquals(drawdownsOf([0.5, -0.25, -0.5, 3, -0.25]), [
 *   { depth: 0.625, peak: 1, trough: 3, recovery: 4, duration: 3 },
 *   { depth: 0.25, peak: 4, trough: 5, recovery: null, duration: 1 },
 * ]);
 * ```
 */
export function drawdownsOf(returns: ArrayLike<number>): Drawdown[] {
  return drawdownSpells(drawdownCurve(returns))
    .map((spell) => ({ ...spell, recovery: spell.recovery ?? null }))
    .sort((a, b) => b.depth - a.depth || a.peak - b.peak);
}
