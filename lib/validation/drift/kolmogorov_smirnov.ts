/**
 * The two-sample Kolmogorov–Smirnov test: D = sup |F(x) − G(x)|.
 *
 * While n·m is at most `exactUpTo` the p-value is the exact chance that a lattice
 * path from (0, 0) to (n, m) strays as far from the diagonal as D, by recursion
 * over its points (Hodges, 1958, Ark. Mat. 3, 469; Schröer and Trenkler, 1995);
 * values that tie make it too large. Beyond, it is Kolmogorov's limit
 *
 *     P(√(nm/(n + m)) D > λ) → 2 Σ_{k≥1} (−1)^(k−1) e^(−2k²λ²).
 *
 * Both suppose independent values: of a series with memory they are too small.
 *
 * @module
 */

import { sortedSample } from "lib/validation/drift/reference_bins.ts";

/** What the test found. */
export interface KolmogorovSmirnov {
  /** D, in `[0, 1]`. */
  readonly statistic: number;
  /** Chance of a D as large from one law, two-sided. */
  readonly pValue: number;
  /** How the p-value was found. */
  readonly method: "exact" | "limit";
}

/**
 * Tests whether two samples are of one law.
 *
 * @param reference Shape `[n]`, finite.
 * @param current Shape `[m]`, finite.
 * @param options Largest n·m for the exact p-value. @default {1_000_000}
 * @returns Statistic and p-value.
 * @throws {RangeError} If a sample is empty or not finite.
 *
 * @example Two of the twenty orders of three and three are as far apart
 * ```ts
 * import { assertAlmostEquals, assertEquals } from "@std/assert";
 * import { kolmogorovSmirnov } from "lib/validation/drift/kolmogorov_smirnov.ts";
 *
 * const { statistic, pValue } = kolmogorovSmirnov([1, 2, 3], [4, 5, 6]);
 * assertEquals(statistic, 1);
 * assertAlmostEquals(pValue, 0.1, 1e-15);
 * ```
 */
export function kolmogorovSmirnov(
  reference: ArrayLike<number>,
  current: ArrayLike<number>,
  options: { readonly exactUpTo?: number } = {},
): KolmogorovSmirnov {
  const { exactUpTo = 1_000_000 } = options;
  const a = sortedSample("reference", reference);
  const b = sortedSample("current sample", current);
  const [n, m] = [a.length, b.length];
  // In units of 1/(n·m), so that ties of distance are ties of integers.
  let furthest = 0;
  for (let i = 0, j = 0; i < n && j < m;) {
    const x = Math.min(a[i], b[j]);
    while (a[i] === x) ++i;
    while (b[j] === x) ++j;
    furthest = Math.max(furthest, Math.abs(i * m - j * n));
  }
  const statistic = furthest / (n * m);
  if (n * m <= exactUpTo) {
    return { statistic, pValue: exactTail(n, m, furthest), method: "exact" };
  }
  const lambda = Math.sqrt(n / (n + m) * m) * statistic;
  return { statistic, pValue: kolmogorovTail(lambda), method: "limit" };
}

/** Share of lattice paths on which |i·m − j·n| reaches `furthest`. */
function exactTail(n: number, m: number, furthest: number): number {
  if (furthest === 0) return 1;
  // strayed[j]: chance that a path which comes to (i, j) has strayed by then.
  const strayed = new Float64Array(m + 1);
  for (let j = 1; j <= m; ++j) {
    strayed[j] = j * n >= furthest ? 1 : strayed[j - 1];
  }
  for (let i = 1; i <= n; ++i) {
    if (i * m >= furthest) strayed[0] = 1;
    for (let j = 1; j <= m; ++j) {
      strayed[j] = Math.abs(i * m - j * n) >= furthest
        ? 1
        : (i * strayed[j] + j * strayed[j - 1]) / (i + j);
    }
  }
  return strayed[m];
}

/**
 * Tail of Kolmogorov's distribution.
 *
 * @param lambda The scaled distance, at least 0.
 * @returns P(K > λ), by whichever of its two series (Marsaglia, Tsang and Wang,
 * 2003) converges at once.
 */
export function kolmogorovTail(lambda: number): number {
  if (!(lambda > 0)) return 1;
  if (lambda < 1) {
    let sum = 0;
    for (let k = 1; k <= 7; k += 2) {
      sum += Math.exp(-((k * Math.PI / lambda) ** 2) / 8);
    }
    return 1 - Math.sqrt(2 * Math.PI) / lambda * sum;
  }
  let sum = 0;
  for (let k = 1; k <= 6; ++k) {
    sum += (k % 2 === 1 ? 2 : -2) * Math.exp(-2 * (k * lambda) ** 2);
  }
  return Math.min(1, sum);
}
