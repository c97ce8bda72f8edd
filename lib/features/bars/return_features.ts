/**
 * Returns and volatilities.
 *
 * Parkinson (1980), Journal of Business 53(1), 61–65: the variance of a bar
 * from its range is `ln(high / low)² / (4 ln 2)`, for a price without drift
 * that is seen all the time.
 *
 * @module
 */

import type { BarFeature } from "lib/features/bars/bar_view.ts";
import { rollingDeviation, rollingMean } from "lib/features/bars/rolling.ts";

/** `ln(c_t / c_{t−lag})`. */
export function logReturns(close: Float64Array, lag: number): Float64Array {
  return close.map((c, i) => i < lag ? NaN : Math.log(c / close[i - lag]));
}

function returnOver(lag: number): BarFeature {
  return {
    name: `return_${lag}`,
    definition: `log return of the last ${lag} bars, ln(c_t / c_{t-${lag}})`,
    warmup: lag,
    compute: ({ close }) => logReturns(close, lag),
  };
}

function volatilityOver(length: number): BarFeature {
  return {
    name: `volatility_${length}`,
    definition:
      `standard deviation (ddof 1) of the last ${length} one-bar log returns, per bar`,
    warmup: length,
    compute: ({ close }) => rollingDeviation(logReturns(close, 1), length, 1),
  };
}

/** Returns over 1, 5 and 20 bars, the opening gap, and volatilities. */
export const RETURN_FEATURES: readonly BarFeature[] = [
  returnOver(1),
  returnOver(5),
  returnOver(20),
  {
    name: "gap",
    definition:
      "log return from the last close to this open, ln(o_t / c_{t-1})",
    warmup: 1,
    compute: ({ open, close }) =>
      open.map((o, i) => i === 0 ? NaN : Math.log(o / close[i - 1])),
  },
  volatilityOver(5),
  volatilityOver(20),
  volatilityOver(60),
  {
    name: "parkinson_20",
    definition:
      "Parkinson's volatility of the last 20 bars, sqrt(mean ln(h / l)^2 / (4 ln 2)), per bar",
    warmup: 19,
    compute({ high, low }) {
      const variance = high.map((h, i) =>
        Math.log(h / low[i]) ** 2 / (4 * Math.LN2)
      );
      return rollingMean(variance, 20).map(Math.sqrt);
    },
  },
];
