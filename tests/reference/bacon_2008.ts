/**
 * Bacon (2008), "Practical Portfolio Performance Measurement and Attribution",
 * second edition: 24 monthly returns of a portfolio and its benchmark, carried by
 * PerformanceAnalytics (R) as `portfolio_bacon`; figures as its documented
 * examples and test snapshots print them.
 */

/** Monthly returns of the portfolio. */
export const PORTFOLIO: readonly number[] = [
  ...[0.003, 0.026, 0.011, -0.010, 0.015, 0.025, 0.016, 0.067],
  ...[-0.014, 0.040, -0.005, 0.081, 0.040, -0.037, -0.061, 0.017],
  ...[-0.049, -0.022, 0.070, 0.058, -0.065, 0.024, -0.005, -0.009],
];

/** Monthly returns of the benchmark. */
export const BENCHMARK: readonly number[] = [
  ...[0.002, 0.025, 0.018, -0.011, 0.014, 0.018, 0.014, 0.065],
  ...[-0.015, 0.042, -0.006, 0.083, 0.039, -0.038, -0.062, 0.015],
  ...[-0.048, 0.021, 0.060, 0.056, -0.067, 0.019, -0.003, 0],
];

/** Figures of the portfolio. */
export const BACON = {
  /** `DownsideDeviation(portfolio_bacon[, 1], MAR = 0.005)`. */
  downsideDeviation: 0.02553674,
  /** `BernardoLedoitRatio`: the Omega ratio at 0. */
  omega: 1.779783,
  /** `PainIndex`, to two decimals. */
  painIndex: 0.04,
} as const;
