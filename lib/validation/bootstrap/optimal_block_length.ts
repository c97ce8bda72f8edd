/**
 * The block length at which a bootstrap's variance of the mean has the least
 * mean squared error.
 *
 * `b = (2·g²/(c·σ⁴)·n)^⅓` with `g = Σ λ(k/m)·|k|·γₖ`, `σ² = Σ λ(k/m)·γₖ`, the
 * flat-top window `λ(x) = min(1, 2(1 − |x|))`, and c = 2 for the stationary, 4/3
 * for the circular bootstrap: Politis and White (2004), Econometric Reviews 23,
 * 53–70, eqs. 9 and 14, with c corrected by Patton, Politis and White (2009),
 * Econometric Reviews 28, 372–375.
 *
 * The width m is twice the lag after which `K = max(5, ⌊log₁₀ n⌋)`
 * autocorrelations in a row are within `±2√(log₁₀ n / n)` (section 3.2), at most
 * `⌈√n⌉ + K`; b is at most `⌈min(3√n, n/3)⌉`, as in Patton's program. Each
 * autocorrelation divides by the spreads of the two stretches that it compares,
 * the autocovariances by n: what the Python package arch documents.
 *
 * @module
 */

import { checkSeries } from "lib/validation/check_series.ts";

/** Block lengths, not rounded; one below 1 asks for independent draws. */
export interface OptimalBlockLength {
  /** Mean length for the stationary bootstrap. */
  readonly stationary: number;
  /** Length for the circular and the moving-block bootstrap. */
  readonly circular: number;
}

/** Fewest values with pairs at the largest lag, ⌈√n⌉ + 5. */
const LEAST = 11;

/**
 * Block lengths for the mean of a series.
 *
 * @param values Stationary series, shape `[n]`, n ≥ 11.
 * @returns Lengths for both bootstraps.
 * @throws {RangeError} If there are too few values, one is not finite, or all are
 * the same.
 *
 * @example Alternating values resample best in short blocks
 * ```ts
 * import { assert } from "@std/assert";
 * import { makeRng } from "lib/core/rng.ts";
 * import { optimalBlockLength } from "lib/validation/bootstrap/optimal_block_length.ts";
 *
 * const rng = makeRng(1);
 * let last = 0;
 * const slow = Float64Array.from(
 *   { length: 1000 },
 *   () => last = 0.8 * last + rng.normal(),
 * );
 * const { stationary, circular } = optimalBlockLength(slow);
 * assert(stationary > 10 && stationary < circular);
 * ```
 */
export function optimalBlockLength(
  values: ArrayLike<number>,
): OptimalBlockLength {
  checkSeries(values, {
    name: "values for a block length",
    least: LEAST,
    varies: true,
  });
  const n = values.length;
  const { covariances, width } = windowed(values);
  let slope = 0;
  let variance = covariances[0];
  for (let k = 1; k <= width; ++k) {
    const weight = 2 * Math.min(1, 2 * (1 - k / width));
    slope += weight * k * covariances[k];
    variance += weight * covariances[k];
  }
  const most = Math.ceil(Math.min(3 * Math.sqrt(n), n / 3));
  const length = (constant: number) =>
    Math.min(
      most,
      Math.cbrt(2 * slope * slope * n / (constant * variance * variance)),
    );
  return { stationary: length(2), circular: length(4 / 3) };
}

/** Autocovariances up to the window's width, and that width m. */
function windowed(
  values: ArrayLike<number>,
): { readonly covariances: Float64Array; readonly width: number } {
  const n = values.length;
  let mean = 0;
  for (let i = 0; i < n; ++i) mean += values[i] / n;
  const deviations = Float64Array.from(values, (v) => v - mean);
  const inRow = Math.max(5, Math.floor(Math.log10(n)));
  const most = Math.ceil(Math.sqrt(n)) + inRow;
  const bound = 2 * Math.sqrt(Math.log10(n) / n);
  const covariances = new Float64Array(most + 1);
  let quiet = 0;
  let width = most;
  let found = false;
  for (let k = 0; k <= most; ++k) {
    let product = 0;
    let [early, late] = [0, 0];
    for (let i = k; i < n; ++i) product += deviations[i] * deviations[i - k];
    for (let i = k + 1; i < n; ++i) {
      late += deviations[i] ** 2;
      early += deviations[i - k - 1] ** 2;
    }
    covariances[k] = product / n;
    // The run of quiet lags must have ended before this one.
    if (!found && k >= inRow && quiet >= inRow) {
      width = Math.min(2 * Math.max(k - inRow, 1), most);
      found = true;
    }
    const isQuiet = Math.abs(product) < bound * Math.sqrt(early * late);
    quiet = isQuiet ? quiet + 1 : 0;
  }
  return { covariances, width };
}
