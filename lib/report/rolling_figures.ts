/**
 * Sharpe ratio and volatility of the last so many returns, at each of them:
 * mean / deviation · √p and deviation · √p, deviation with ddof 1.
 *
 * Each window is summed anew, so that no rounding is carried from one to the
 * next: after a wild month a calm one is as exact as if it stood alone.
 *
 * @module
 */

/** Rolling figures, each NaN while the window fills. */
export interface RollingFigures {
  /** Annual Sharpe ratio; NaN where the returns of the window are all equal. */
  readonly sharpe: Float64Array;
  /** Annual volatility as a decimal. */
  readonly volatility: Float64Array;
}

/**
 * Rolling figures of returns.
 *
 * @param returns Simple returns a period in excess of what they are held
 * against, shape `[n]`.
 * @param window Returns in a window, ≥ 2.
 * @param options Periods in a year. @default {252}
 * @returns Both figures, shape `[n]`.
 * @throws {RangeError} If the window is no integer of at least 2, or there are
 * no periods in a year.
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { rollingFigures } from "lib/report/rolling_figures.ts";
 *
 * const { sharpe } = rollingFigures([0.5, 0, 0.5, 0.5], 3, {
 *   periodsPerYear: 3,
 * });
 * assertAlmostEquals(sharpe[2], 2);
 * ```
 */
export function rollingFigures(
  returns: ArrayLike<number>,
  window: number,
  options: { readonly periodsPerYear?: number } = {},
): RollingFigures {
  const { periodsPerYear = 252 } = options;
  if (!Number.isInteger(window) || window < 2) {
    throw new RangeError(
      `Cannot roll as a window must be an integer of at least 2: current value is ${window}`,
    );
  }
  if (!(periodsPerYear > 0 && periodsPerYear < Infinity)) {
    throw new RangeError(
      `Cannot roll as periods in a year must be above 0: current value is ${periodsPerYear}`,
    );
  }
  const n = returns.length;
  const sharpe = new Float64Array(n).fill(NaN);
  const volatility = new Float64Array(n).fill(NaN);
  const annual = Math.sqrt(periodsPerYear);
  for (let i = window - 1; i < n; ++i) {
    let sum = 0;
    let equal = true;
    for (let j = i - window + 1; j <= i; ++j) {
      sum += returns[j];
      if (returns[j] !== returns[i]) equal = false;
    }
    const mean = sum / window;
    let squares = 0;
    for (let j = i - window + 1; j <= i; ++j) {
      squares += (returns[j] - mean) ** 2;
    }
    // Rounding of the mean must not pass for a deviation.
    const deviation = equal ? 0 : Math.sqrt(squares / (window - 1));
    volatility[i] = deviation * annual;
    if (deviation > 0) sharpe[i] = mean / deviation * annual;
  }
  return { sharpe, volatility };
}
