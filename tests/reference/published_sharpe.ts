/**
 * Published figures on Sharpe ratios, to the digits printed.
 */

/**
 * Bailey and López de Prado (2014), "The deflated Sharpe ratio", Journal of
 * Portfolio Management 40(5), DOI 10.3905/jpm.2014.40.5.094, the numerical
 * example: annual Sharpe ratio 2.5 over 1,250 days (250 a year), 100 trials whose
 * annual Sharpe ratios have variance ½. With 46 trials it is .9505.
 */
export const DEFLATED = {
  count: 1250,
  annualSharpe: 2.5,
  skewness: -3,
  kurtosis: 10,
  annualVariance: 0.5,
  daysPerYear: 250,
  luck: 0.1132,
  byTrials: [[100, 0.9004], [46, 0.9505]],
} as const;

/**
 * Bailey and López de Prado (2012), "The Sharpe ratio efficient frontier", Journal
 * of Risk 15(2), DOI 10.21314/JOR.2012.255, section 4: 24 months of a fund, PSR(0).
 */
export const PROBABILISTIC = [
  { count: 24, sharpe: 0.458, skewness: 0, kurtosis: 3, psr: 0.982 },
  { count: 24, sharpe: 0.458, skewness: -2.448, kurtosis: 10.164, psr: 0.913 },
] as const;

/**
 * The same paper, section 5: years to show an annual Sharpe ratio of 2 above 1 at
 * 95 %, of normal days (250 a year), weeks and months, and of months like those of
 * hedge funds.
 */
export const TRACK_RECORD = [
  { periods: 250, skewness: 0, kurtosis: 3, years: 2.73 },
  { periods: 52, skewness: 0, kurtosis: 3, years: 2.83 },
  { periods: 12, skewness: 0, kurtosis: 3, years: 3.24 },
  { periods: 12, skewness: -0.72, kurtosis: 5.78, years: 4.99 },
] as const;

/**
 * Bailey, Borwein, López de Prado and Zhu (2014), Notices of the AMS 61(5), DOI
 * 10.1090/noti1105, figure 2 and its text: five years allow 45 trials.
 */
export const BACKTEST_LENGTH = { trials: 45, years: 5 } as const;
