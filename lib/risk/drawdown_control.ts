/**
 * Exposure that shrinks as losses come near what may be lost.
 *
 * - `cppiExposure`: `m·(V − F)/V` above a floor F, constant proportion portfolio
 *   insurance; Black and Jones (1987), J. Portfolio Management 14(1), 48–51;
 *   Perold and Sharpe (1988), Financial Analysts J. 44(1), 16–27.
 * - `drawdownExposure`: the floor is `(1 − maxDrawdown)·M` below the running peak
 *   M: Grossman and Zhou (1993), Optimal investment strategies for controlling
 *   drawdowns, Math. Finance 3(3), 241–276, who show this form to be optimal.
 * - `drawdownTaper`: full size down to one drawdown, none from another, a
 *   straight line between.
 *
 * Between two trades the floor holds while no period loses more than 1/m of what
 * is exposed; a gap beyond that goes through it.
 *
 * @module
 */

import { checkBetween } from "lib/risk/checked_input.ts";

/** Options of the exposures. */
export interface ExposureOptions {
  /** Exposure over the cushion, m. */
  readonly multiplier: number;
  /** Most exposure, times equity. @default 1 */
  readonly maxExposure?: number;
}

/**
 * Exposure above a fixed floor.
 *
 * @param value Value now, above 0.
 * @param floor What must not be lost, at least 0, in the same unit.
 * @param options Multiplier and cap.
 * @returns Exposure over value, from 0 at the floor to the cap.
 * @throws {RangeError} If a number is out of range.
 */
export function cppiExposure(
  value: number,
  floor: number,
  options: ExposureOptions,
): number {
  const { multiplier, maxExposure = 1 } = options;
  const doing = "find an exposure";
  checkBetween(doing, "value", value, { least: 0, open: true });
  checkBetween(doing, "floor", floor, { least: 0 });
  checkBetween(doing, "multiplier", multiplier, { least: 0 });
  checkBetween(doing, "maxExposure", maxExposure, { least: 0 });
  const cushion = Math.max(0, value - floor) / value;
  return Math.min(maxExposure, multiplier * cushion);
}

/**
 * Exposure above a floor that rises with the peak.
 *
 * @param value Value now, above 0.
 * @param peak Highest value so far, at least `value`.
 * @param options Multiplier, cap, and the drawdown that must not be passed.
 * @returns Exposure over value.
 * @throws {RangeError} If a number is out of range.
 *
 * @example Half of the drawdown allowed is used up
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { drawdownExposure } from "lib/risk/drawdown_control.ts";
 *
 * const options = { multiplier: 4, maxDrawdown: 0.2 };
 * assertAlmostEquals(drawdownExposure(100, 100, options), 0.8, 1e-12);
 * assertAlmostEquals(drawdownExposure(90, 100, options), 4 * 10 / 90, 1e-12);
 * assertAlmostEquals(drawdownExposure(80, 100, options), 0, 1e-12);
 * ```
 */
export function drawdownExposure(
  value: number,
  peak: number,
  options: ExposureOptions & {
    /** Drawdown that must not be passed, in (0, 1]. */
    readonly maxDrawdown: number;
  },
): number {
  const { maxDrawdown } = options;
  const doing = "find an exposure";
  checkBetween(doing, "peak", peak, { least: value });
  checkBetween(doing, "maxDrawdown", maxDrawdown, { least: 0, most: 1 });
  return cppiExposure(value, (1 - maxDrawdown) * peak, options);
}

/**
 * Share of the usual size at a drawdown.
 *
 * @param drawdown As a decimal, in [0, 1].
 * @param taper Drawdowns at which size begins to fall, and is 0.
 * @returns Between 0 and 1.
 * @throws {RangeError} If the taper does not run downwards within [0, 1].
 */
export function drawdownTaper(
  drawdown: number,
  taper: {
    /** Full size up to here. */
    readonly from: number;
    /** No size from here on. */
    readonly to: number;
  },
): number {
  const { from, to } = taper;
  const doing = "taper a size";
  checkBetween(doing, "drawdown", drawdown, { least: 0, most: 1 });
  checkBetween(doing, "from", from, { least: 0, most: 1 });
  checkBetween(doing, "to", to, { least: 0, most: 1 });
  if (!(from < to)) {
    throw new RangeError(
      `Cannot ${doing} as from must be below to: current value is ${from} and ${to}`,
    );
  }
  return Math.max(0, Math.min(1, (to - drawdown) / (to - from)));
}
