/** How many bars a year has, for the Sharpe ratio of a signal. */

import type { Bars } from "lib/market/bars/bars.ts";

const YEAR_MS = 365.25 * 86_400_000;
/** Exchange days, calendar days, weeks, months. */
const CUSTOMARY = [252, 365, 52, 12];

/**
 * Counts bars a year of the symbol that has the most; within 5 % of a customary
 * number it is that one, so that daily bars have 252 whatever the holidays.
 *
 * @param setting The number, or `auto`.
 * @param bars Bars.
 * @returns Bars a year; undefined if there are not two bars to count by.
 */
export function barsPerYear(
  setting: number | "auto",
  bars: readonly Bars[],
): number | undefined {
  if (setting !== "auto") return setting;
  const times = bars.map(({ time }) => time);
  const most = times.reduce<Float64Array | undefined>(
    (a, b) => a !== undefined && a.length >= b.length ? a : b,
    undefined,
  );
  if (most === undefined || most.length < 2) return undefined;
  const steps = most.length - 1;
  const counted = steps / (most[steps] - most[0]) * YEAR_MS;
  return CUSTOMARY.find((n) => Math.abs(counted / n - 1) < 0.05) ?? counted;
}
