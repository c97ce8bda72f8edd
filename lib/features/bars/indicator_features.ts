/**
 * Indicators of trend and of where a price stands in what it has been.
 *
 * RSI and average true range: Wilder (1978), "New Concepts in Technical Trading
 * Systems", sections III and VI, smoothed by his mean of weight 1/14 that
 * starts with the plain one. MACD: Appel (1979), with exponential means of
 * weight 2/(n + 1) that start likewise. Bollinger (2001), "Bollinger on
 * Bollinger Bands", with the deviation of the population. Differences of
 * prices are taken by the price, so that no feature has its scale.
 *
 * @module
 */

import type { BarFeature } from "lib/features/bars/bar_view.ts";
import {
  exponentialMean,
  ratio,
  rollingDeviation,
  rollingMax,
  rollingMean,
  rollingMin,
} from "lib/features/bars/rolling.ts";

function meanDistance(length: number): BarFeature {
  return {
    name: `mean_distance_${length}`,
    definition: `close by the mean of the last ${length} closes, less 1`,
    warmup: length - 1,
    compute({ close }) {
      const mean = rollingMean(close, length);
      return close.map((c, i) => c / mean[i] - 1);
    },
  };
}

/** MACD by the close: means of 12 and 26 bars. */
function macdOf(close: Float64Array): Float64Array {
  const fast = exponentialMean(close, 2 / 13, 12);
  const slow = exponentialMean(close, 2 / 27, 26);
  return close.map((c, i) => (fast[i] - slow[i]) / c);
}

/** Where x stands between a and b: 0 to 1, and 0.5 if they are equal. */
function between(x: number, a: number, b: number): number {
  return b > a ? (x - a) / (b - a) : b === a ? 0.5 : NaN;
}

/** Momentum, trend, bands and ranges. */
export const INDICATOR_FEATURES: readonly BarFeature[] = [
  {
    name: "rsi_14",
    definition:
      "Wilder's relative strength index of 14 bars, 0 to 100; 50 without a move",
    warmup: 14,
    compute({ close }) {
      const moves = close.map((c, i) => i === 0 ? NaN : c - close[i - 1]);
      const up = exponentialMean(moves.map((m) => Math.max(m, 0)), 1 / 14, 14);
      const all = exponentialMean(moves.map(Math.abs), 1 / 14, 14);
      return ratio(up, all, 0.5).map((share) => 100 * share);
    },
  },
  {
    name: "macd",
    definition: "exponential mean of 12 closes less that of 26, by the close",
    warmup: 25,
    compute: ({ close }) => macdOf(close),
  },
  {
    name: "macd_histogram",
    definition: "macd less its exponential mean of 9 bars",
    warmup: 33,
    compute({ close }) {
      const macd = macdOf(close);
      const signal = exponentialMean(macd, 2 / 10, 9);
      return macd.map((m, i) => m - signal[i]);
    },
  },
  meanDistance(20),
  meanDistance(50),
  {
    name: "bollinger_20",
    definition:
      "close less the mean of 20 closes, by twice their deviation (ddof 0): -1 and 1 are the bands, 0 without a move",
    warmup: 19,
    compute({ close }) {
      const mean = rollingMean(close, 20);
      const deviation = rollingDeviation(close, 20, 0);
      return ratio(
        close.map((c, i) => c - mean[i]),
        deviation.map((d) => 2 * d),
        0,
      );
    },
  },
  {
    name: "atr_14",
    definition: "Wilder's average true range of 14 bars, by the close",
    warmup: 14,
    compute({ high, low, close }) {
      const ranges = high.map((h, i) =>
        i === 0
          ? NaN
          : Math.max(h, close[i - 1]) - Math.min(low[i], close[i - 1])
      );
      const mean = exponentialMean(ranges, 1 / 14, 14);
      return mean.map((m, i) => m / close[i]);
    },
  },
  {
    name: "close_position",
    definition: "where the close stands in its bar, (c - l) / (h - l)",
    warmup: 0,
    compute: ({ high, low, close }) =>
      close.map((c, i) => between(c, low[i], high[i])),
  },
  {
    name: "range_position_20",
    definition: "where the close stands between the low and high of 20 bars",
    warmup: 19,
    compute({ high, low, close }) {
      const top = rollingMax(high, 20);
      const bottom = rollingMin(low, 20);
      return close.map((c, i) => between(c, bottom[i], top[i]));
    },
  },
  {
    name: "volume_z_20",
    definition:
      "volume less the mean of the last 20, by their deviation (ddof 1); 0 if they are equal",
    warmup: 19,
    compute({ volume }) {
      const mean = rollingMean(volume, 20);
      return ratio(
        volume.map((v, i) => v - mean[i]),
        rollingDeviation(volume, 20, 1),
        0,
      );
    },
  },
];
