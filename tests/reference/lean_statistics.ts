/**
 * What Lean (github.com/QuantConnect/Lean) expects of its own regression
 * algorithms: the `ExpectedStatistics` of Algorithm.CSharp, figures in currency
 * units. Its rules there: orders decided on a daily bar fill at the next open,
 * 0.005 a share and 1.00 at least an order, a quarter of a per cent of the
 * portfolio kept free when sizing.
 *
 * @module
 */

/** DividendRegressionAlgorithm: half in raw SPY, 1998 to 2005, dividends in cash. */
export const LEAN_DIVIDENDS = {
  cash: 100_000,
  share: 0.5,
  orders: 1,
  fees: 2.56,
  endEquity: 120_462.08,
  /** Dividends are rounded to cents a share. */
  dividendDecimals: 2,
} as const;

/**
 * MarginRemainingRegressionAlgorithm: adjusted SPY from January 2007 and AAPL
 * beside it from January 2009, to the end of 2009. Lean publishes no quantities;
 * of all pairs within ten of its targets (.7 and .3 of the portfolio) these
 * alone have its fees and its end equity.
 */
export const LEAN_TWO_ASSETS = {
  cash: 100_000,
  spy: { quantity: 657, decided: "2007-01-03" },
  aapl: { quantity: 8378, decided: "2009-01-02" },
  orders: 2,
  fees: 45.18,
  endEquity: 119_303.75,
} as const;

/** BasicTemplateDailyAlgorithm: all in adjusted SPY, 8 to 17 October 2013. */
export const LEAN_DAILY = {
  cash: 100_000,
  share: 1,
  orders: 1,
  fees: 3.45,
  endEquity: 103_463.69,
} as const;
