/**
 * What the metrics share: a checked series, its mean and standard deviation.
 *
 * A metric that is not defined for a series (a Sharpe ratio without variation,
 * a profit factor without losses) is `null` and never an infinity or NaN.
 *
 * @module
 */

/** A year of trading days, the default number of periods in a year. */
export const TRADING_DAYS = 252;

/** Mean and standard deviation of a series. */
export interface Moments {
  /** Number of values n. */
  readonly count: number;
  /** Arithmetic mean. */
  readonly mean: number;
  /** Standard deviation, ddof 1; exactly 0 if all values are equal. */
  readonly deviation: number;
}

/**
 * Checks a series of returns.
 *
 * @param metric What is computed, for the message.
 * @param returns Simple returns a period, shape `[n]`.
 * @param least How many are needed. @default {1}
 * @throws {RangeError} If there are fewer, or one is not finite.
 */
export function checkReturns(
  metric: string,
  returns: ArrayLike<number>,
  least: number = 1,
): void {
  if (returns.length < least) {
    throw new RangeError(
      `Cannot compute ${metric} as there must be ${least} or more returns: there are ${returns.length}`,
    );
  }
  for (let i = 0; i < returns.length; ++i) {
    if (Number.isFinite(returns[i])) continue;
    throw new RangeError(
      `Cannot compute ${metric} as returns must be finite: return ${i} is ${
        returns[i]
      }`,
    );
  }
}

/**
 * Checks the number of periods in a year.
 *
 * @param metric What is computed, for the message.
 * @param periodsPerYear The number.
 * @throws {RangeError} If it is not finite and above 0.
 */
export function checkPeriods(metric: string, periodsPerYear: number): void {
  if (periodsPerYear > 0 && periodsPerYear < Infinity) return;
  throw new RangeError(
    `Cannot compute ${metric} as periodsPerYear must be finite and > 0: current value is ${periodsPerYear}`,
  );
}

/**
 * Mean and standard deviation, in two passes.
 *
 * @param values Shape `[n]`, two values or more.
 * @returns Both; what is left of a constant by rounding counts as 0.
 */
export function momentsOf(values: ArrayLike<number>): Moments {
  const count = values.length;
  let sum = 0;
  let most = 0;
  for (let i = 0; i < count; ++i) {
    sum += values[i];
    most = Math.max(most, Math.abs(values[i]));
  }
  const mean = sum / count;
  let squares = 0;
  for (let i = 0; i < count; ++i) squares += (values[i] - mean) ** 2;
  const deviation = Math.sqrt(squares / (count - 1));
  return { count, mean, deviation: deviation <= 1e-13 * most ? 0 : deviation };
}
