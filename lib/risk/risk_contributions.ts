/**
 * Where a portfolio's volatility comes from:
 *
 *     marginal mᵢ = ∂σ/∂wᵢ = (Σw)ᵢ/σ,   component cᵢ = wᵢ·mᵢ,   Σ cᵢ = σ
 *
 * by Euler's theorem, as σ is homogeneous of degree 1 in the weights. Litterman
 * (1996), Hot spots and hedges, J. Portfolio Management 23(5), 52–75; Tasche
 * (1999). Gaussian VaR has the same split, with the mean: Gourieroux, Laurent and
 * Scaillet (2000), J. Empirical Finance 7, 225–245.
 *
 * @module
 */

import type { Matrix } from "lib/math/matrix.ts";
import { inverseNormalCdf } from "lib/math/normal.ts";
import {
  checkBetween,
  checkCovariance,
  checkSeries,
} from "lib/risk/checked_input.ts";
import { multiply, portfolioVolatility } from "lib/risk/quadratic_form.ts";

/** A risk and its parts. */
export interface RiskContributions {
  /** The risk of the portfolio, in the period of the covariance. */
  readonly total: number;
  /** Change of the risk with each weight, shape `[n]`. */
  readonly marginal: Float64Array;
  /** Parts of the risk, of sum `total`, shape `[n]`. */
  readonly component: Float64Array;
  /** Parts over the total, of sum 1, shape `[n]`. */
  readonly share: Float64Array;
}

/**
 * Contributions to volatility.
 *
 * @param weights Shape `[n]`.
 * @param covariance Shape `[n × n]`.
 * @returns The volatility and its parts.
 * @throws {RangeError} If the portfolio has no risk to divide.
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { volatilityContributions } from "lib/risk/risk_contributions.ts";
 *
 * const covariance = { data: Float64Array.of(0.04, 0, 0, 0.01), rows: 2, cols: 2 };
 * const { share } = volatilityContributions([0.5, 0.5], covariance);
 * assertAlmostEquals(share[0], 0.8, 1e-15);
 * ```
 */
export function volatilityContributions(
  weights: ArrayLike<number>,
  covariance: Matrix,
): RiskContributions {
  const doing = "divide a volatility";
  checkSeries(doing, "weights", weights, 1);
  checkCovariance(doing, "covariance", covariance, weights.length);
  const total = portfolioVolatility(covariance, weights);
  return split(
    doing,
    weights,
    total,
    marginalVolatility(covariance, weights, total),
  );
}

/**
 * Contributions to Gaussian value at risk, `−wᵀμ − z_{1−p}·σ`.
 *
 * @param weights Shape `[n]`.
 * @param covariance Shape `[n × n]`.
 * @param options Means of the same period (0 if left out), and p.
 * @returns The value at risk, above 0 for a loss, and its parts.
 * @throws {RangeError} If p is not in (0.5, 1) or there is no risk to divide.
 */
export function gaussianVarContributions(
  weights: ArrayLike<number>,
  covariance: Matrix,
  options: {
    /** Mean returns, shape `[n]`. @default 0 */
    readonly means?: ArrayLike<number>;
    /** Probability that the loss is smaller. @default 0.95 */
    readonly confidence?: number;
  } = {},
): RiskContributions {
  const doing = "divide a value at risk";
  checkSeries(doing, "weights", weights, 1);
  const { means = new Float64Array(weights.length), confidence = 0.95 } =
    options;
  checkSeries(doing, "means", means, weights.length);
  checkCovariance(doing, "covariance", covariance, weights.length);
  checkBetween(doing, "confidence", confidence, {
    least: 0.5,
    most: 1,
    open: true,
  });
  const z = inverseNormalCdf(confidence);
  const volatility = portfolioVolatility(covariance, weights);
  const marginal = marginalVolatility(covariance, weights, volatility)
    .map((m, i) => z * m - means[i]);
  let total = z * volatility;
  for (let i = 0; i < weights.length; ++i) total -= weights[i] * means[i];
  return split(doing, weights, total, marginal);
}

function marginalVolatility(
  covariance: Matrix,
  weights: ArrayLike<number>,
  volatility: number,
): Float64Array {
  return multiply(covariance, weights).map((x) => x / volatility);
}

function split(
  doing: string,
  weights: ArrayLike<number>,
  total: number,
  marginal: Float64Array,
): RiskContributions {
  if (!(Math.abs(total) > 0) || marginal.some(Number.isNaN)) {
    throw new RangeError(
      `Cannot ${doing} as the risk must be above 0: current value is ${total}`,
    );
  }
  const component = marginal.map((m, i) => weights[i] * m);
  return { total, marginal, component, share: component.map((c) => c / total) };
}
