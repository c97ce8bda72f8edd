/**
 * The Sharpe ratio of a series and the moments that its error depends on.
 *
 * Sharpe ratio `mean / deviation` a period, the deviation with ddof 1; skewness
 * `m₃/m₂^1.5` and kurtosis `m₄/m₂²` of central moments with ddof 0, the kurtosis
 * not in excess: a normal series has 3.
 *
 * @module
 */

import { checkSeries } from "lib/validation/check_series.ts";

/** What the error of a Sharpe ratio depends on. */
export interface SharpeMoments {
  /** Number of periods n. */
  readonly count: number;
  /** Mean return over deviation (ddof 1), a period. */
  readonly sharpe: number;
  /** Third standardised moment (ddof 0). */
  readonly skewness: number;
  /** Fourth standardised moment (ddof 0), 3 for a normal series. */
  readonly kurtosis: number;
}

/**
 * Sharpe ratio, skewness and kurtosis of returns.
 *
 * @param returns Excess returns a period, shape `[n]`, n ≥ 2.
 * @returns Moments a period.
 * @throws {RangeError} If there are fewer than two, one is not finite, or all
 * are the same.
 *
 * @example Usage
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { sharpeMoments } from "lib/validation/skill/sharpe_moments.ts";
 *
 * const { sharpe, skewness, kurtosis } = sharpeMoments([1, 2, 3, 4]);
 * assertAlmostEquals(sharpe, 2.5 / Math.sqrt(5 / 3), 1e-15);
 * assertAlmostEquals(skewness, 0, 1e-15);
 * assertAlmostEquals(kurtosis, 1.64, 1e-14);
 * ```
 */
export function sharpeMoments(returns: ArrayLike<number>): SharpeMoments {
  checkSeries(returns, { name: "returns", varies: true });
  const n = returns.length;
  let mean = 0;
  for (let i = 0; i < n; ++i) mean += returns[i] / n;
  let [second, third, fourth] = [0, 0, 0];
  for (let i = 0; i < n; ++i) {
    const d = returns[i] - mean;
    second += d * d;
    third += d * d * d;
    fourth += d * d * d * d;
  }
  const variance = second / n;
  return {
    count: n,
    sharpe: mean / Math.sqrt(second / (n - 1)),
    skewness: third / n / variance ** 1.5,
    kurtosis: fourth / n / (variance * variance),
  };
}

/**
 * The variance of a Sharpe ratio's estimate times n − 1:
 * `1 − γ₃·SR + (γ₄ − 1)/4·SR²`; Bailey and López de Prado (2012), eq. 4.
 *
 * @param moments Sharpe ratio a period, skewness, kurtosis.
 * @returns A number > 0.
 * @throws {RangeError} If the moments are of no distribution, so that it is not.
 */
export function sharpeVariance(
  moments: Omit<SharpeMoments, "count">,
): number {
  const { sharpe, skewness, kurtosis } = moments;
  const variance = 1 - skewness * sharpe +
    (kurtosis - 1) / 4 * sharpe * sharpe;
  if (variance > 0) return variance;
  throw new RangeError(
    `Cannot use moments as 1 - skewness·sharpe + (kurtosis - 1)/4·sharpe² must be > 0: it is ${variance} at skewness ${skewness}, kurtosis ${kurtosis}, sharpe ${sharpe}`,
  );
}
