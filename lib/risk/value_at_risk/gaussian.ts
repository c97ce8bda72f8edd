/**
 * Value at risk and expected shortfall of a normal law with the sample's moments:
 *
 *     VaR = −μ − z·σ,   ES = −μ + σ·φ(z)/(1 − p),   z = Φ⁻¹(1 − p)
 *
 * σ has divisor n (ddof 0), as `VaR` and `ES` with `method = "gaussian"` of
 * PerformanceAnalytics.
 *
 * @module
 */

import { inverseNormalCdf, normalPdf } from "lib/math/normal.ts";
import {
  checkTail,
  type TailRisk,
  type TailRiskOptions,
} from "lib/risk/value_at_risk/historical.ts";

/**
 * Gaussian value at risk and expected shortfall.
 *
 * @param returns Returns, shape `[n]`, n ≥ 2.
 * @param options The confidence.
 * @returns Both risks, a period, as decimals.
 * @throws {TypeError} If there are fewer than two returns.
 * @throws {RangeError} If a return is not finite or p out of range.
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { gaussianTail } from "lib/risk/value_at_risk/gaussian.ts";
 *
 * const { valueAtRisk, expectedShortfall } = gaussianTail([-0.01, 0.01]);
 * assertAlmostEquals(valueAtRisk, 0.016448536, 1e-9);
 * assertAlmostEquals(expectedShortfall, 0.020627128, 1e-9);
 * ```
 */
export function gaussianTail(
  returns: ArrayLike<number>,
  options: TailRiskOptions = {},
): TailRisk {
  const { confidence } = checkTail(returns, options, 2);
  const { mean, deviation } = momentsOf(returns);
  const z = inverseNormalCdf(1 - confidence);
  return {
    valueAtRisk: -mean - z * deviation,
    expectedShortfall: -mean + deviation * normalPdf(z) / (1 - confidence),
  };
}

/** Moments with divisor n. */
export interface Moments {
  /** Mean. */
  readonly mean: number;
  /** Standard deviation. */
  readonly deviation: number;
  /** `m₃/m₂^1.5`; 0 for a constant. */
  readonly skewness: number;
  /** `m₄/m₂² − 3`; 0 for a constant. */
  readonly excessKurtosis: number;
}

/**
 * Moments of a series, each with divisor n.
 *
 * @param values Shape `[n]`.
 * @returns The moments.
 */
export function momentsOf(values: ArrayLike<number>): Moments {
  const n = values.length;
  let mean = 0;
  for (let i = 0; i < n; ++i) mean += values[i] / n;
  let [m2, m3, m4] = [0, 0, 0];
  for (let i = 0; i < n; ++i) {
    const d = values[i] - mean;
    m2 += d * d / n;
    m3 += d ** 3 / n;
    m4 += d ** 4 / n;
  }
  return {
    mean,
    deviation: Math.sqrt(m2),
    skewness: m2 > 0 ? m3 / m2 ** 1.5 : 0,
    excessKurtosis: m2 > 0 ? m4 / (m2 * m2) - 3 : 0,
  };
}
