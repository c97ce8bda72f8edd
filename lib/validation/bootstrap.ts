/**
 * Intervals by resampling.
 *
 * Blocks of neighbours are drawn with replacement from the values laid on a
 * circle, so that dependence within a block is kept: Politis and Romano (1992),
 * "A circular block-resampling procedure for stationary data"; with blocks of
 * one it is Efron's bootstrap (1979). The interval is that of percentiles,
 * quantiles by R-7; of few values, or of few blocks, it is too narrow.
 *
 * @module
 */

import type { Rng } from "lib/core/rng.ts";
import { quantile } from "lib/math/quantile.ts";

/** How to resample. */
export interface BootstrapOptions {
  /** Source of the draws. */
  readonly rng: Rng;
  /** Number of resamples. @default {2000} */
  readonly resamples?: number;
  /** Probability that the interval is to hold. @default {0.95} */
  readonly level?: number;
  /** Values a block. @default {1} */
  readonly block?: number;
}

/** An estimate and an interval about it. */
export interface Interval {
  /** The statistic of the values themselves. */
  readonly estimate: number;
  /** Lower end. */
  readonly low: number;
  /** Upper end. */
  readonly high: number;
}

/**
 * An interval of a statistic of values.
 *
 * @param values Shape `[n]`, in order if blocks are longer than one.
 * @param statistic What is estimated, such as the mean.
 * @param options Draws, level, block.
 * @throws {RangeError} If there are no values, or an option is out of range.
 *
 * @example Usage
 * ```ts
 * import { assert } from "@std/assert";
 * import { makeRng } from "lib/core/rng.ts";
 * import { bootstrapInterval, meanOf } from "lib/validation/bootstrap.ts";
 *
 * const values = Float64Array.of(1, 2, 3, 4, 5, 6, 7, 8);
 * const { low, high } = bootstrapInterval(values, meanOf, { rng: makeRng(1) });
 * assert(low > 2.5 && low < 4.5 && high > 4.5 && high < 6.5);
 * ```
 */
export function bootstrapInterval(
  values: Float64Array,
  statistic: (values: Float64Array) => number,
  options: BootstrapOptions,
): Interval {
  const { rng, resamples = 2000, level = 0.95, block = 1 } = options;
  const n = values.length;
  check("values", n, n >= 1, "a number ≥ 1");
  check("resamples", resamples, resamples >= 1, "a number ≥ 1");
  check("level", level, level > 0 && level < 1, "in (0, 1)");
  const whole = Number.isInteger(block) && block >= 1 && block <= n;
  check("block", block, whole, `a whole number in [1, ${n}]`);
  const drawn = new Float64Array(n);
  const results = new Float64Array(resamples);
  for (let r = 0; r < resamples; ++r) {
    for (let i = 0; i < n;) {
      const start = Math.floor(rng.uniform() * n);
      for (let j = 0; j < block && i < n; ++j) {
        drawn[i++] = values[(start + j) % n];
      }
    }
    results[r] = statistic(drawn);
  }
  results.sort();
  return {
    estimate: statistic(values),
    low: quantile(results, (1 - level) / 2),
    high: quantile(results, (1 + level) / 2),
  };
}

/** Mean of values. */
export function meanOf(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; ++i) sum += values[i];
  return sum / values.length;
}

function check(
  name: string,
  value: number,
  allowed: boolean,
  wanted: string,
): void {
  if (allowed) return;
  throw new RangeError(
    `Cannot resample as ${name} must be ${wanted}: current value is ${value}`,
  );
}
