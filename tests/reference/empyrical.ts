/**
 * Expected values of the tests of empyrical 0.5.5 (Quantopian, Apache 2.0;
 * `empyrical/tests/test_stats.py`), to the eight decimals that they ask for.
 * A year is 252 days, 52 weeks or 12 months.
 */

/** `mixed_returns`, its leading NaN left out. */
export const MIXED: readonly number[] = [
  0.01,
  0.1,
  -0.04,
  0.02,
  0.03,
  0.02,
  0.01,
  -0.1,
];

/** `weekly_returns` and `monthly_returns`. */
export const LONGER: readonly number[] = [0, ...MIXED];

/** `negative_returns`. */
export const NEGATIVE: readonly number[] = [
  0,
  -0.06,
  -0.07,
  -0.01,
  -0.09,
  -0.02,
  -0.06,
  -0.08,
  -0.05,
];

/** `positive_returns`. */
export const POSITIVE: readonly number[] = [
  0.01,
  0.02,
  0.01,
  0.01,
  0.01,
  0.01,
  0.01,
  0.01,
  0.01,
];

/** Column `two` of `df_simple`. */
export const TWO: readonly number[] = [
  0.01846232,
  0.00793951,
  -0.01448395,
  0.00422537,
  -0.00339611,
  0.03756813,
  0.0151531,
  0.03549769,
];
