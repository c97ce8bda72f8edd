/**
 * Alpha and beta: least squares of excess returns on the benchmark's,
 *
 *     r_t − f = α + β (b_t − f) + ε_t.
 *
 * Jensen (1968), J. Finance 23(2), equation 8. α is annualised as p·α
 * (arithmetic). Its t statistic supposes errors that do not depend on each other
 * (ddof 2).
 *
 * @module
 */

import {
  checkPeriods,
  checkReturns,
  momentsOf,
  TRADING_DAYS,
} from "lib/backtest/metrics/series.ts";
import type { RatioOptions } from "lib/backtest/metrics/sharpe_ratio.ts";

/** A strategy beside its benchmark. */
export interface AlphaBeta {
  /** Intercept a year, p·α. */
  readonly alpha: number;
  /** t statistic of the intercept; null if the fit is exact. */
  readonly alphaT: number | null;
  /** Slope. */
  readonly beta: number;
  /** Correlation, in `[−1, 1]`; null if the returns do not vary. */
  readonly correlation: number | null;
  /** Standard deviation (ddof 1) of r − b, times √p. */
  readonly trackingError: number;
  /** Mean of r − b over its standard deviation, times √p; null if that is 0. */
  readonly informationRatio: number | null;
}

/**
 * Alpha, beta and what goes with them.
 *
 * @param returns Simple returns a period, shape `[n]`.
 * @param benchmark Those of the benchmark over the same periods, shape `[n]`.
 * @param options Periods in a year, riskless return.
 * @returns The regression, or null if the benchmark does not vary.
 * @throws {TypeError} If the two differ in length.
 * @throws {RangeError} If there are fewer than three, or one is not finite.
 *
 * @example Twice the benchmark and a little more
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { alphaBeta } from "lib/backtest/metrics/alpha_beta.ts";
 *
 * const benchmark = [0.01, -0.02, 0.015, 0];
 * const returns = benchmark.map((b) => 2 * b + 0.001);
 * const { alpha, beta } = alphaBeta(returns, benchmark)!;
 * assertAlmostEquals(beta, 2, 1e-13);
 * assertAlmostEquals(alpha, 0.252, 1e-13);
 * ```
 */
export function alphaBeta(
  returns: ArrayLike<number>,
  benchmark: ArrayLike<number>,
  options: RatioOptions = {},
): AlphaBeta | null {
  const { periodsPerYear = TRADING_DAYS, riskFree = 0 } = options;
  checkPeriods("alpha and beta", periodsPerYear);
  if (returns.length !== benchmark.length) {
    throw new TypeError(
      `Cannot compute alpha and beta as there must be a benchmark return for each return: there are ${returns.length} and ${benchmark.length}`,
    );
  }
  checkReturns("alpha and beta", returns, 3);
  checkReturns("alpha and beta of a benchmark", benchmark, 3);
  const own = momentsOf(returns);
  const other = momentsOf(benchmark);
  if (other.deviation === 0) return null;
  const n = own.count;
  let products = 0;
  for (let i = 0; i < n; ++i) {
    products += (returns[i] - own.mean) * (benchmark[i] - other.mean);
  }
  const spread = (n - 1) * other.deviation ** 2;
  const beta = products / spread;
  const intercept = own.mean - riskFree - beta * (other.mean - riskFree);
  let residuals = 0;
  for (let i = 0; i < n; ++i) {
    const fitted = riskFree + intercept + beta * (benchmark[i] - riskFree);
    residuals += (returns[i] - fitted) ** 2;
  }
  const error = Math.sqrt(
    residuals / (n - 2) * (1 / n + (other.mean - riskFree) ** 2 / spread),
  );
  const active = momentsOf(
    Float64Array.from(returns, (r, i) => r - benchmark[i]),
  );
  const root = Math.sqrt(periodsPerYear);
  return {
    alpha: intercept * periodsPerYear,
    alphaT: error > 1e-14 * own.deviation ? intercept / error : null,
    beta,
    correlation: own.deviation === 0
      ? null
      : products / ((n - 1) * own.deviation * other.deviation),
    trackingError: active.deviation * root,
    informationRatio: active.deviation === 0
      ? null
      : active.mean / active.deviation * root,
  };
}
