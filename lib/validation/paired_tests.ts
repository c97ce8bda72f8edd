/**
 * Whether paired differences are zero on average: Student's t and Wilcoxon's
 * signed ranks. For differences that depend on their neighbours there is Diebold
 * and Mariano's test, `time_series/diebold_mariano.ts`.
 *
 * Differences are `a − b` of two losses on the same occasion; all p-values are
 * two-sided.
 *
 * @module
 */

import { normalCdf } from "lib/math/normal.ts";
import { studentTTwoSided } from "lib/math/student_t.ts";

/** What a test says. */
export interface TestResult {
  /** The statistic, as its test defines it. */
  readonly statistic: number;
  /** Two-sided p-value. */
  readonly pValue: number;
  /** Differences that were used. */
  readonly count: number;
}

/** Number of differences up to which signed ranks are counted exactly. */
const EXACT_RANKS = 50;

/**
 * Student's paired t test: differences are independent and about normal.
 *
 * @param differences Shape `[n]`.
 * @throws {RangeError} If there are fewer than two, or one is not finite.
 *
 * @example Student's sleep data (1908)
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { pairedT } from "lib/validation/paired_tests.ts";
 *
 * const { statistic, pValue } = pairedT(
 *   [-1.2, -2.4, -1.3, -1.3, 0, -1, -1.8, -0.8, -4.6, -1.4],
 * );
 * assertAlmostEquals(statistic, -4.0621, 1e-4);
 * assertAlmostEquals(pValue, 0.002833, 1e-6);
 * ```
 */
export function pairedT(differences: ArrayLike<number>): TestResult {
  const { n, mean, deviations } = centred(differences);
  const sum = deviations.reduce((s, d) => s + d * d, 0);
  const error = Math.sqrt(sum / (n - 1) / n);
  return byStudent(mean, error, n);
}

/**
 * Wilcoxon's signed-rank test (1945, Biometrics Bulletin 1, 80): differences are
 * independent and symmetric about their median.
 *
 * Zeros are left out; up to 50 differences without ties are counted exactly,
 * else the normal approximation is used with the correction for ties.
 *
 * @param differences Shape `[n]`.
 * @returns The smaller of the two rank sums, and its p-value.
 * @throws {RangeError} As {@linkcode pairedT}.
 */
export function wilcoxonSignedRank(
  differences: ArrayLike<number>,
): TestResult {
  centred(differences);
  const kept = Array.from(differences).filter((d) => d !== 0);
  const n = kept.length;
  if (n === 0) return { statistic: 0, pValue: 1, count: 0 };
  kept.sort((a, b) => Math.abs(a) - Math.abs(b));
  let positive = 0;
  let ties = 0;
  for (let from = 0; from < n;) {
    let to = from;
    while (to < n && Math.abs(kept[to]) === Math.abs(kept[from])) ++to;
    const rank = (from + 1 + to) / 2;
    for (let i = from; i < to; ++i) if (kept[i] > 0) positive += rank;
    ties += (to - from) ** 3 - (to - from);
    from = to;
  }
  const total = n * (n + 1) / 2;
  const statistic = Math.min(positive, total - positive);
  if (ties === 0 && n <= EXACT_RANKS) {
    return { statistic, pValue: exactTail(statistic, n), count: n };
  }
  const variance = n * (n + 1) * (2 * n + 1) / 24 - ties / 48;
  const z = (statistic - total / 2) / Math.sqrt(variance);
  return { statistic, pValue: Math.min(1, 2 * normalCdf(z)), count: n };
}

/** Twice the share of sign patterns whose rank sum is at most `statistic`. */
function exactTail(statistic: number, n: number): number {
  const ways = new Float64Array(n * (n + 1) / 2 + 1);
  ways[0] = 1;
  for (let rank = 1; rank <= n; ++rank) {
    for (let sum = ways.length - 1; sum >= rank; --sum) {
      ways[sum] += ways[sum - rank];
    }
  }
  let tail = 0;
  for (let sum = 0; sum <= statistic; ++sum) tail += ways[sum];
  return Math.min(1, 2 * tail / 2 ** n);
}

function byStudent(mean: number, error: number, n: number): TestResult {
  if (error === 0) {
    const statistic = mean === 0 ? 0 : Math.sign(mean) * Infinity;
    return { statistic, pValue: mean === 0 ? 1 : 0, count: n };
  }
  const statistic = mean / error;
  return { statistic, pValue: studentTTwoSided(statistic, n - 1), count: n };
}

function centred(
  differences: ArrayLike<number>,
): { n: number; mean: number; deviations: Float64Array } {
  const n = differences.length;
  if (n < 2) {
    throw new RangeError(
      `Cannot test differences as there must be at least two: current value is ${n}`,
    );
  }
  let mean = 0;
  for (let i = 0; i < n; ++i) {
    if (!Number.isFinite(differences[i])) {
      throw new RangeError(
        `Cannot test difference ${i} as it must be finite: current value is ${
          differences[i]
        }`,
      );
    }
    mean += differences[i] / n;
  }
  const deviations = Float64Array.from(differences, (d) => d - mean);
  return { n, mean, deviations };
}
