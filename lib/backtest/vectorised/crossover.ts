/**
 * A crossover of moving averages over whole columns: the twin of
 * {@link "lib/backtest/strategies/moving_average.ts"} for parameter grids.
 *
 * The means are the strategy's own running sums, in its order of operations, so
 * that a tie is a tie in both; each window's means are computed once and shared
 * by all pairs.
 *
 * @module
 */

import {
  runSides,
  type SparseRun,
  type SparseRunOptions,
} from "lib/backtest/vectorised/sparse_run.ts";
import type { Bars } from "lib/market/bars/bars.ts";

/** One pair of windows. */
export interface CrossoverPair {
  /** Closes in the fast mean, at least 1. */
  readonly fast: number;
  /** Closes in the slow mean, more than `fast`. */
  readonly slow: number;
}

/** How crossovers are traded. */
export interface CrossoverOptions extends SparseRunOptions {
  /** Whether it goes short below. @default {false} */
  readonly short?: boolean;
}

/** Runs pairs on the same bars. */
export interface CrossoverRunner {
  /**
   * Runs one pair.
   *
   * @throws {RangeError} If the windows are not whole numbers, fast below slow.
   */
  run(pair: CrossoverPair): SparseRun;
}

/**
 * Means of the last `window` closes.
 *
 * @param closes Shape `[n]`.
 * @param window A whole number from 1.
 * @returns Means, shape `[n]`; NaN before there are so many closes.
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { movingMeans } from "lib/backtest/vectorised/crossover.ts";
 *
 * assertEquals([...movingMeans(Float64Array.of(1, 3, 5), 2)], [NaN, 2, 4]);
 * ```
 */
export function movingMeans(
  closes: Float64Array,
  window: number,
): Float64Array {
  const means = new Float64Array(closes.length);
  let sum = 0;
  for (let i = 0; i < closes.length; ++i) {
    sum += closes[i] - (i >= window ? closes[i - window] : 0);
    means[i] = i >= window - 1 ? sum / window : NaN;
  }
  return means;
}

/**
 * Makes a runner that keeps the means of each window.
 *
 * @param bars Bars of one share.
 * @param options Money, costs, whether it goes short.
 *
 * @example As the event core, to the cent
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { historyFeed } from "lib/backtest/feeds/history_feed.ts";
 * import { runBacktest } from "lib/backtest/run.ts";
 * import { movingAverage } from "lib/backtest/strategies/moving_average.ts";
 * import { crossoverRunner } from "lib/backtest/vectorised/crossover.ts";
 * import { DAY_MS, makeBars } from "lib/market/bars/bars.ts";
 *
 * const close = [10, 11, 12, 11, 9, 8, 9, 11, 13, 12];
 * const bars = makeBars("XYZ", {
 *   time: close.map((_, i) => i * DAY_MS),
 *   open: close, high: close, low: close, close,
 * });
 * const pair = { fast: 1, slow: 3 };
 * const { equity } = runBacktest(
 *   movingAverage({ symbol: "XYZ", ...pair }),
 *   historyFeed([bars]),
 *   { cash: 10_000 },
 * );
 * const { equityCents } = crossoverRunner(bars, { cash: 10_000 }).run(pair);
 * assertEquals(equityCents, equity.equityCents);
 * ```
 */
export function crossoverRunner(
  bars: Bars,
  options: CrossoverOptions,
): CrossoverRunner {
  const { short = false } = options;
  const known = new Map<number, Float64Array>();
  const meansOf = (window: number) => {
    let means = known.get(window);
    if (means === undefined) {
      means = movingMeans(bars.close, window);
      known.set(window, means);
    }
    return means;
  };
  const sides = new Int8Array(bars.close.length);
  return {
    run({ fast, slow }) {
      checkPair(fast, slow);
      const quick = meansOf(fast);
      const lazy = meansOf(slow);
      const below = short ? -1 : 0;
      sides.fill(0, 0, slow - 1);
      for (let i = slow - 1; i < sides.length; ++i) {
        sides[i] = quick[i] > lazy[i] ? 1 : below;
      }
      return runSides(bars, sides, options);
    },
  };
}

function checkPair(fast: number, slow: number): void {
  const fits = Number.isInteger(fast) && Number.isInteger(slow) && fast >= 1 &&
    fast < slow;
  if (fits) return;
  throw new RangeError(
    `Cannot cross moving averages as fast and slow must be whole numbers, 1 ≤ fast < slow: current values are ${fast} and ${slow}`,
  );
}
