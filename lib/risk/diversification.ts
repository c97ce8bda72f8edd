/**
 * How much of a portfolio is one bet.
 *
 * - `averageCorrelation`: over pairs, alike or weighted by `wᵢσᵢ·wⱼσⱼ`.
 * - `diversificationRatio`: `Σ|wᵢ|σᵢ / σ`, Choueifaty and Coignard (2008), J.
 *   Portfolio Management 35(1), 40–51; its square is a number of bets.
 * - `effectiveBets`: `exp(−Σ pₖ·ln pₖ)` with pₖ the share of variance along the
 *   k-th principal portfolio, Meucci (2009), Managing diversification, Risk 22(5),
 *   74–79. Where eigenvalues are equal the principal portfolios, and so the
 *   number, are a choice.
 *
 * @module
 */

import { symmetricEigen } from "lib/math/linear_solve.ts";
import type { Matrix } from "lib/math/matrix.ts";
import { checkCovariance, checkSeries } from "lib/risk/checked_input.ts";
import { correlationOf } from "lib/risk/covariance/correlation.ts";
import { portfolioVolatility } from "lib/risk/quadratic_form.ts";

/**
 * Average correlation of all pairs.
 *
 * @param covariance Shape `[n × n]`, n ≥ 2.
 * @param weights Weights each pair by `wᵢσᵢ·wⱼσⱼ`; alike if left out, shape `[n]`.
 * @returns The average.
 * @throws {TypeError} If there are no pairs.
 * @throws {RangeError} If the weights of all pairs sum to 0.
 */
export function averageCorrelation(
  covariance: Matrix,
  weights?: ArrayLike<number>,
): number {
  const doing = "average correlations";
  const { volatilities, correlation } = correlationOf(covariance);
  const n = volatilities.length;
  if (n < 2) {
    throw new TypeError(
      `Cannot ${doing} as covariance must have at least 2 rows: current value is ${n}`,
    );
  }
  if (weights !== undefined) checkSeries(doing, "weights", weights, n);
  const size = (i: number) =>
    weights === undefined ? 1 : weights[i] * volatilities[i];
  let [sum, total] = [0, 0];
  for (let i = 0; i < n; ++i) {
    for (let j = 0; j < i; ++j) {
      const weight = size(i) * size(j);
      sum += weight * correlation.data[i * n + j];
      total += weight;
    }
  }
  if (total === 0) {
    throw new RangeError(
      `Cannot ${doing} as the weights of pairs must not sum to 0: current value is ${total}`,
    );
  }
  return sum / total;
}

/**
 * Diversification ratio.
 *
 * @param weights Shape `[n]`.
 * @param covariance Shape `[n × n]`.
 * @returns At least 1; 1 where all move together.
 * @throws {RangeError} If the portfolio has no risk.
 *
 * @example Four alike that are independent: √4
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { diversificationRatio } from "lib/risk/diversification.ts";
 *
 * const data = new Float64Array(16);
 * for (let i = 0; i < 4; ++i) data[5 * i] = 0.04;
 * const ratio = diversificationRatio([0.25, 0.25, 0.25, 0.25], { data, rows: 4, cols: 4 });
 * assertAlmostEquals(ratio, 2, 1e-15);
 * ```
 */
export function diversificationRatio(
  weights: ArrayLike<number>,
  covariance: Matrix,
): number {
  const doing = "find a diversification ratio";
  const volatility = riskOf(doing, weights, covariance);
  const n = weights.length;
  let sum = 0;
  for (let i = 0; i < n; ++i) {
    sum += Math.abs(weights[i]) * Math.sqrt(covariance.data[i * n + i]);
  }
  return sum / volatility;
}

/**
 * Effective number of uncorrelated bets.
 *
 * @param weights Shape `[n]`.
 * @param covariance Shape `[n × n]`.
 * @returns Between 1 and n.
 * @throws {RangeError} If the portfolio has no risk.
 */
export function effectiveBets(
  weights: ArrayLike<number>,
  covariance: Matrix,
): number {
  riskOf("count bets", weights, covariance);
  const n = weights.length;
  const { values, vectors } = symmetricEigen(covariance.data, n);
  const variances = vectors.map((vector, k) => {
    let exposure = 0;
    for (let i = 0; i < n; ++i) exposure += vector[i] * weights[i];
    return exposure ** 2 * Math.max(0, values[k]);
  });
  const total = variances.reduce((sum, v) => sum + v, 0);
  let entropy = 0;
  for (const variance of variances) {
    const share = variance / total;
    if (share > 0) entropy -= share * Math.log(share);
  }
  return Math.exp(entropy);
}

function riskOf(
  doing: string,
  weights: ArrayLike<number>,
  covariance: Matrix,
): number {
  checkSeries(doing, "weights", weights, 1);
  checkCovariance(doing, "covariance", covariance, weights.length);
  const volatility = portfolioVolatility(covariance, weights);
  if (!(volatility > 0)) {
    throw new RangeError(
      `Cannot ${doing} as the portfolio's volatility must be above 0: current value is ${volatility}`,
    );
  }
  return volatility;
}
