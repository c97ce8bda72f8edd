/**
 * Growth-optimal weights of several assets that trade continuously:
 *
 *     g(w) = r + wᵀμ − ½·wᵀΣw,   w* = Σ⁻¹·μ,   g(w*) = r + ½·μᵀΣ⁻¹μ
 *
 * with μ the excess returns. Thorp (2006), Handbook of Asset and Liability
 * Management 1, sections 7.1 and 8.4. A fraction c of w* keeps
 * c·(2 − c) of the excess growth at c of the volatility (section 7.3). Bounds on
 * weights give the constrained maximum of `c·wᵀμ − ½·wᵀΣw`; a bound on gross
 * leverage scales all weights alike, which is not that maximum but keeps the mix.
 *
 * @module
 */

import { choleskySolve } from "lib/math/linear_solve.ts";
import type { Matrix } from "lib/math/matrix.ts";
import {
  checkBetween,
  checkCovariance,
  checkSeries,
} from "lib/risk/checked_input.ts";
import { multiply } from "lib/risk/quadratic_form.ts";

/** Options of {@linkcode kellyWeights}. */
export interface KellyOptions {
  /** Share of the full Kelly weights, in [0, 1]. @default 1 */
  readonly fraction?: number;
  /** Least weight of an asset; 0 is long only. @default -Infinity */
  readonly minWeight?: number;
  /** Most weight of an asset. @default Infinity */
  readonly maxWeight?: number;
  /** Most of `Σ|wᵢ|`. @default Infinity */
  readonly maxGross?: number;
}

/**
 * Kelly weights.
 *
 * @param excessMeans Mean returns over the riskless rate, a year, shape `[n]`.
 * @param covariance Of returns, a year, positive definite, shape `[n × n]`.
 * @param options Fraction and bounds.
 * @returns Weights, shape `[n]`; what they leave of 1 is cash.
 * @throws {RangeError} If the covariance is not positive definite.
 *
 * @example Thorp (2006), section 7.2: μ = 11 %, σ = 15 %, r = 6 %
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { growthRate, kellyWeights } from "lib/risk/kelly/portfolio.ts";
 *
 * const covariance = { data: Float64Array.of(0.15 ** 2), rows: 1, cols: 1 };
 * const full = kellyWeights([0.05], covariance);
 * assertAlmostEquals(full[0], 2.2222, 5e-5);
 * assertAlmostEquals(growthRate(full, [0.05], covariance, 0.06), 0.1156, 5e-5);
 * const half = kellyWeights([0.05], covariance, { fraction: 0.5, maxWeight: 1 });
 * assertAlmostEquals(half[0], 1, 1e-12);
 * ```
 */
export function kellyWeights(
  excessMeans: ArrayLike<number>,
  covariance: Matrix,
  options: KellyOptions = {},
): Float64Array {
  const {
    fraction = 1,
    minWeight = -Infinity,
    maxWeight = Infinity,
    maxGross = Infinity,
  } = options;
  const doing = "find Kelly weights";
  checkSeries(doing, "excessMeans", excessMeans, 1);
  const n = excessMeans.length;
  checkCovariance(doing, "covariance", covariance, n);
  checkBetween(doing, "fraction", fraction, { least: 0, most: 1 });
  if (!(minWeight <= 0 && maxWeight >= 0 && maxGross >= 0)) {
    throw new RangeError(
      `Cannot ${doing} as minWeight ≤ 0 ≤ maxWeight and maxGross ≥ 0 must hold: current value is ${minWeight}, ${maxWeight}, ${maxGross}`,
    );
  }
  const wanted = Float64Array.from(excessMeans, (m) => fraction * m);
  const weights = choleskySolve(covariance.data, wanted);
  if (weights === null) {
    throw new RangeError(
      `Cannot ${doing} as covariance must be positive definite: current value is not; shrink or repair it`,
    );
  }
  if (weights.some((w) => w < minWeight || w > maxWeight)) {
    ascendInto(weights, wanted, covariance, minWeight, maxWeight);
  }
  const gross = weights.reduce((sum, w) => sum + Math.abs(w), 0);
  return gross <= maxGross ? weights : weights.map((w) => w * maxGross / gross);
}

/**
 * Expected growth of ln(wealth) a year.
 *
 * @param weights Shape `[n]`.
 * @param excessMeans Mean returns over the riskless rate, a year, shape `[n]`.
 * @param covariance Of returns, a year, shape `[n × n]`.
 * @param rate Riskless rate, continuous. @default 0
 * @returns The growth rate.
 */
export function growthRate(
  weights: ArrayLike<number>,
  excessMeans: ArrayLike<number>,
  covariance: Matrix,
  rate = 0,
): number {
  const doing = "find a growth rate";
  checkSeries(doing, "weights", weights, 1);
  checkSeries(doing, "excessMeans", excessMeans, weights.length);
  checkCovariance(doing, "covariance", covariance, weights.length);
  const product = multiply(covariance, weights);
  let growth = rate;
  for (let i = 0; i < weights.length; ++i) {
    growth += weights[i] * (excessMeans[i] - product[i] / 2);
  }
  return growth;
}

/** Exact along each coordinate in turn: a concave quadratic on a box converges. */
function ascendInto(
  weights: Float64Array,
  wanted: Float64Array,
  covariance: Matrix,
  least: number,
  most: number,
): void {
  const { data, rows: n } = covariance;
  for (let i = 0; i < n; ++i) {
    weights[i] = Math.min(most, Math.max(least, weights[i]));
  }
  for (let sweep = 0; sweep < 100_000; ++sweep) {
    let [moved, size] = [0, 0];
    for (let i = 0; i < n; ++i) {
      let slope = wanted[i];
      for (let j = 0; j < n; ++j) slope -= data[i * n + j] * weights[j];
      const best = weights[i] + slope / data[i * n + i];
      const next = Math.min(most, Math.max(least, best));
      moved = Math.max(moved, Math.abs(next - weights[i]));
      size = Math.max(size, Math.abs(next));
      weights[i] = next;
    }
    if (moved <= 1e-15 * size) return;
  }
}
