/**
 * Value at risk and expected shortfall with skewness S and excess kurtosis K
 * ("modified"):
 *
 *     VaR = −μ − h·σ
 *     h = z + (z² − 1)·S/6 + (z³ − 3z)·K/24 − (2z³ − 5z)·S²/36
 *     ES = −μ + σ/(1 − p)·φ(h)·[1 + h³·S/6 + (h⁶ − 9h⁴ + 9h² + 3)·S²/72
 *          + (h⁴ − 2h² − 1)·K/24]
 *
 * Favre and Galeano (2002), J. Alternative Investments 5(2), 21–25; Boudt,
 * Peterson and Croux (2008), J. Risk 11(2), 79–103. Moments have divisor n. As in
 * PerformanceAnalytics ("operational"), ES is never below VaR.
 *
 * The expansion is a quantile only while h rises with z for every z: Maillard
 * (2012), A user's guide to the Cornish Fisher expansion. `monotone` says so; where
 * it is false another confidence could give a smaller loss for a rarer event.
 *
 * @module
 */

import { inverseNormalCdf, normalPdf } from "lib/math/normal.ts";
import { momentsOf } from "lib/risk/value_at_risk/gaussian.ts";
import {
  checkTail,
  type TailRisk,
  type TailRiskOptions,
} from "lib/risk/value_at_risk/historical.ts";

/** Modified risks with the moments they rest on. */
export interface CornishFisherTail extends TailRisk {
  /** `m₃/m₂^1.5`. */
  readonly skewness: number;
  /** `m₄/m₂² − 3`. */
  readonly excessKurtosis: number;
  /** Whether the expansion is a quantile for these moments. */
  readonly monotone: boolean;
}

/**
 * Cornish–Fisher value at risk and expected shortfall.
 *
 * @param returns Returns, shape `[n]`, n ≥ 4.
 * @param options The confidence.
 * @returns Both risks, a period, as decimals, and whether to trust them.
 * @throws {TypeError} If there are fewer than four returns.
 * @throws {RangeError} If a return is not finite or p out of range.
 *
 * @example Losses that are rarer and larger than gains
 * ```ts
 * import { assert } from "@std/assert";
 * import { cornishFisherTail } from "lib/risk/value_at_risk/cornish_fisher.ts";
 * import { gaussianTail } from "lib/risk/value_at_risk/gaussian.ts";
 *
 * const returns = [0.01, 0.02, 0.01, 0.02, 0.015, 0.012, -0.04];
 * const modified = cornishFisherTail(returns);
 * assert(modified.valueAtRisk > gaussianTail(returns).valueAtRisk);
 * ```
 */
export function cornishFisherTail(
  returns: ArrayLike<number>,
  options: TailRiskOptions = {},
): CornishFisherTail {
  const { confidence } = checkTail(returns, options, 4);
  const { mean, deviation, skewness: s, excessKurtosis: k } = momentsOf(
    returns,
  );
  const z = inverseNormalCdf(1 - confidence);
  const h = z + (z ** 2 - 1) * s / 6 + (z ** 3 - 3 * z) * k / 24 -
    (2 * z ** 3 - 5 * z) * s ** 2 / 36;
  const density = normalPdf(h) * (1 + h ** 3 * s / 6 +
    (h ** 6 - 9 * h ** 4 + 9 * h ** 2 + 3) * s ** 2 / 72 +
    (h ** 4 - 2 * h ** 2 - 1) * k / 24);
  const valueAtRisk = -mean - deviation * h;
  return {
    valueAtRisk,
    expectedShortfall: Math.max(
      valueAtRisk,
      -mean + deviation * density / (1 - confidence),
    ),
    skewness: s,
    excessKurtosis: k,
    monotone: isMonotone(s, k),
  };
}

/** Whether `dh/dz = a·z² + b·z + c` is at least 0 everywhere. */
function isMonotone(s: number, k: number): boolean {
  const a = k / 8 - s ** 2 / 6;
  const b = s / 3;
  const c = 1 - k / 8 + 5 * s ** 2 / 36;
  return a >= 0 && c >= 0 && b ** 2 <= 4 * a * c;
}
