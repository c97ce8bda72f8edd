/**
 * Whether the best of many alternatives beats a benchmark by more than luck:
 * White's reality check and Hansen's test of superior predictive ability (SPA).
 *
 * With d̄ₖ the mean by which alternative k beats the benchmark, and d̄*ₖ that of a
 * resample, the statistic `max d̄ₖ` is compared with the distribution of
 * `max (d̄*ₖ − gₖ)`. The centres g say which alternatives may bind:
 *
 * - upper: `gₖ = d̄ₖ`, all of them (White's reality check; poor ones dilute it);
 * - lower: `gₖ = max(d̄ₖ, 0)`, only those that are not worse;
 * - consistent: `gₖ = d̄ₖ` if `d̄ₖ ≥ −√(ω²ₖ/n · 2·ln ln n)`, else 0.
 *
 * White (2000), Econometrica 68, 1097–1126; Hansen (2005), J. Bus. Econ. Stat. 23,
 * 365–380, sections 2 and 3. ω²ₖ is the long-run variance of the stationary
 * bootstrap with its mean block length (Politis and Romano 1994; Hansen, eq. after
 * 5). The p-value is the share of resamples above the statistic.
 *
 * Hansen's statistic is studentised: every mean is divided by ωₖ. The Python
 * package arch uses ωₖ for the consistent centres only and compares means as they
 * are; so `studentize` says which of the two is meant.
 *
 * @module
 */

import type { Matrix } from "lib/math/matrix.ts";
import type { BootstrapMeans } from "lib/validation/bootstrap/bootstrap_means.ts";
import { stationaryVariance } from "lib/validation/superior/stationary_variance.ts";

/** A variance below this share of the squared mean is rounding. */
const ROUNDING = 1e-24;

/** How alternatives and resamples are compared. */
export interface SuperiorOptions {
  /** The block length that was resampled with, for the variances. */
  readonly blockLength: number;
  /** Whether means are divided by their deviations. @default {true} */
  readonly studentize?: boolean;
}

/** P-values under three opinions of what poor alternatives tell. */
export interface SpaResult {
  /** The largest mean, or t-value if studentised. */
  readonly statistic: number;
  /** Lower bound of the p-value. */
  readonly lower: number;
  /** Hansen's consistent p-value. */
  readonly consistent: number;
  /** Upper bound of the p-value. */
  readonly upper: number;
}

/** How a resample is centred. */
export type Centring = "lower" | "consistent" | "upper";

/** Alternatives against a benchmark, ready to be compared. */
export interface Comparison {
  /** Mean (or t-value) by which each alternative beats it, shape `[k]`. */
  readonly scores: Float64Array;
  /** Scores of resamples about those, shape `[replications × k]`. */
  readonly deviations: Matrix;
  /** What each centring adds to the deviations, shape `[k]`, all ≤ 0. */
  readonly shifts: Readonly<Record<Centring, Float64Array>>;
}

/**
 * Scores alternatives and their resamples.
 *
 * @param differences By how much each alternative beats the benchmark (return
 * less return, or benchmark's loss less its own), shape `[n × k]`.
 * @param resampled Resampled means of `differences`.
 * @param options Block length; whether to studentise.
 * @returns Scores, deviations and shifts.
 * @throws {RangeError} If n < 3, or, studentised, an alternative differs from the
 * benchmark by the same amount in every row, 0 apart.
 */
export function compareWithBenchmark(
  differences: Matrix,
  resampled: BootstrapMeans,
  options: SuperiorOptions,
): Comparison {
  const { blockLength, studentize = true } = options;
  const { rows: n, cols } = differences;
  if (!(n >= 3)) {
    throw new RangeError(
      `Cannot compare with a benchmark as there must be at least 3 rows: current value is ${n}`,
    );
  }
  const variances = stationaryVariance(differences, blockLength);
  const { means, deviations: { data, rows } } = resampled;
  const scales = variances.map((variance, k) => {
    // One that is the benchmark itself scores 0, whatever it is divided by.
    if (!studentize || (variance === 0 && means[k] === 0)) return 1;
    if (variance > ROUNDING * means[k] ** 2) return Math.sqrt(variance / n);
    throw new RangeError(
      `Cannot studentise as differences must vary: those of alternative ${k} are all ${
        means[k]
      }`,
    );
  });
  const bound = 2 * Math.log(Math.log(n)) / n;
  const shifts = {
    lower: means.map((m, k) => Math.min(m, 0) / scales[k]),
    consistent: means.map((m, k) =>
      m >= -Math.sqrt(variances[k] * bound) ? 0 : m / scales[k]
    ),
    upper: new Float64Array(cols),
  };
  return {
    scores: means.map((m, k) => m / scales[k]),
    deviations: {
      data: studentize ? data.map((d, at) => d / scales[at % cols]) : data,
      rows,
      cols,
    },
    shifts,
  };
}

/**
 * The largest score of each resample.
 *
 * @param comparison Alternatives against a benchmark.
 * @param centring How resamples are centred.
 * @param among Which alternatives count. @default all
 * @returns Maxima, shape `[replications]`.
 */
export function resampledMaxima(
  comparison: Comparison,
  centring: Centring,
  among?: readonly number[],
): Float64Array {
  const { deviations: { data, rows, cols }, shifts } = comparison;
  const shift = shifts[centring];
  const columns = among ?? Array.from(shift, (_, k) => k);
  const maxima = new Float64Array(rows).fill(-Infinity);
  for (let r = 0; r < rows; ++r) {
    for (const k of columns) {
      const score = data[r * cols + k] + shift[k];
      if (score > maxima[r]) maxima[r] = score;
    }
  }
  return maxima;
}

/**
 * Hansen's test: no alternative beats the benchmark.
 *
 * @param comparison Of {@linkcode compareWithBenchmark}.
 * @returns Three p-values, `lower ≤ consistent ≤ upper`.
 *
 * @example One alternative of three has a drift
 * ```ts
 * import { assert } from "@std/assert";
 * import { makeRng } from "lib/core/rng.ts";
 * import { bootstrapMeans } from "lib/validation/bootstrap/bootstrap_means.ts";
 * import {
 *   compareWithBenchmark,
 *   hansenSpa,
 * } from "lib/validation/superior/predictive_ability.ts";
 *
 * const rng = makeRng(1);
 * const data = Float64Array.from(
 *   { length: 900 },
 *   (_, at) => rng.normal() + (at % 3 === 0 ? 0.3 : 0),
 * );
 * const wins = { data, rows: 300, cols: 3 };
 * const resampled = bootstrapMeans(wins, { rng, blockLength: 5 });
 * const { lower, consistent, upper } = hansenSpa(
 *   compareWithBenchmark(wins, resampled, { blockLength: 5 }),
 * );
 * assert(lower <= consistent && consistent <= upper && upper < 0.01);
 * ```
 */
export function hansenSpa(comparison: Comparison): SpaResult {
  const statistic = comparison.scores.reduce((a, b) => Math.max(a, b));
  const pValue = (centring: Centring) =>
    shareAbove(resampledMaxima(comparison, centring), statistic);
  return {
    statistic,
    lower: pValue("lower"),
    consistent: pValue("consistent"),
    upper: pValue("upper"),
  };
}

/**
 * White's reality check: no alternative beats the benchmark.
 *
 * @param comparison Of {@linkcode compareWithBenchmark}, not studentised for
 * White's own statistic.
 * @returns The p-value: that of {@linkcode hansenSpa} with every centre at its
 * mean.
 */
export function whiteRealityCheck(comparison: Comparison): number {
  const statistic = comparison.scores.reduce((a, b) => Math.max(a, b));
  return shareAbove(resampledMaxima(comparison, "upper"), statistic);
}

function shareAbove(values: Float64Array, level: number): number {
  let above = 0;
  for (const value of values) if (value > level) ++above;
  return above / values.length;
}
