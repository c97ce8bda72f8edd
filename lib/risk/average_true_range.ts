/**
 * Average true range: the size of a bar with its gap, smoothed.
 *
 *     TR = max(high, close₋₁) − min(low, close₋₁)
 *     ATR_n = mean of the first n TR, then ATR = (ATR₋₁·(n − 1) + TR)/n
 *
 * Wilder (1978), New Concepts in Technical Trading Systems, section III. The
 * first bar has no close before it: its true range is high − low.
 *
 * @module
 */

import { checkBetween, checkSeries } from "lib/risk/checked_input.ts";

/** Highs, lows and closes, each of shape `[T]`. */
export interface PriceBars {
  /** Highest prices. */
  readonly high: ArrayLike<number>;
  /** Lowest prices. */
  readonly low: ArrayLike<number>;
  /** Last prices. */
  readonly close: ArrayLike<number>;
}

/**
 * Wilder's average true range.
 *
 * @param bars The bars, oldest first.
 * @param period Number of bars n. @default 14
 * @returns Shape `[T]`; NaN before bar n − 1.
 * @throws {TypeError} If the columns differ in length.
 * @throws {RangeError} If a price is not finite or a high below its low, by row.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { averageTrueRange } from "lib/risk/average_true_range.ts";
 *
 * const bars = { high: [11, 12, 15], low: [10, 10, 14], close: [10, 12, 14] };
 * assertEquals(averageTrueRange(bars, 2), Float64Array.of(NaN, 1.5, 2.25));
 * ```
 */
export function averageTrueRange(bars: PriceBars, period = 14): Float64Array {
  const { high, low, close } = bars;
  const doing = "average true ranges";
  checkSeries(doing, "high", high, 1);
  checkSeries(doing, "low", low, 1);
  checkSeries(doing, "close", close, 1);
  checkBetween(doing, "period", period, { least: 1 });
  if (high.length !== low.length || high.length !== close.length) {
    throw new TypeError(
      `Cannot ${doing} as high, low and close must be of one length: current value is ${high.length}, ${low.length}, ${close.length}`,
    );
  }
  let average = 0;
  return Float64Array.from(high, (top, t) => {
    if (!(top >= low[t])) {
      throw new RangeError(
        `Cannot ${doing} as high[${t}] must be at least low[${t}]: current value is ${top} against ${
          low[t]
        }`,
      );
    }
    const before = t === 0 ? close[0] : close[t - 1];
    const range = t === 0
      ? top - low[0]
      : Math.max(top, before) - Math.min(low[t], before);
    average = t < period
      ? average + range / period
      : (average * (period - 1) + range) / period;
    return t < period - 1 ? NaN : average;
  });
}
