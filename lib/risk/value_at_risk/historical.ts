/**
 * Value at risk and expected shortfall of the sample itself.
 *
 * VaR is minus the (1 − p) quantile by definition R-7 of Hyndman and Fan (1996),
 * and ES minus the mean of the returns at or below it, as `VaR` and `ES` with
 * `method = "historical"` of PerformanceAnalytics.
 *
 * @module
 */

import { orderStatistic } from "lib/math/quantile.ts";
import { checkBetween, checkSeries } from "lib/risk/checked_input.ts";

/** A loss that is passed with probability 1 − p, and the mean loss beyond it. */
export interface TailRisk {
  /** Value at risk, above 0 for a loss, a period. */
  readonly valueAtRisk: number;
  /** Expected shortfall (CVaR), above 0 for a loss, a period. */
  readonly expectedShortfall: number;
}

/** Options of the value-at-risk functions. */
export interface TailRiskOptions {
  /** Probability p that the loss is smaller, in (0.5, 1). @default 0.95 */
  readonly confidence?: number;
}

/**
 * Historical value at risk and expected shortfall.
 *
 * @param returns Returns, shape `[n]`, n ≥ 2.
 * @param options The confidence.
 * @returns Both risks, a period, as decimals.
 * @throws {TypeError} If there are fewer than two returns.
 * @throws {RangeError} If a return is not finite or p out of range.
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { historicalTail } from "lib/risk/value_at_risk/historical.ts";
 *
 * const returns = Array.from({ length: 101 }, (_, i) => (i - 50) / 1000);
 * const { valueAtRisk, expectedShortfall } = historicalTail(returns);
 * assertAlmostEquals(valueAtRisk, 0.045, 1e-15);
 * assertAlmostEquals(expectedShortfall, 0.0475, 1e-15);
 * ```
 */
export function historicalTail(
  returns: ArrayLike<number>,
  options: TailRiskOptions = {},
): TailRisk {
  const { confidence } = checkTail(returns, options, 2);
  const sorted = Float64Array.from(returns).sort();
  // Rounding must not move a place that is a whole number, nor who is in the tail.
  const exact = (1 - confidence) * (sorted.length - 1);
  const whole = Math.round(exact);
  const place = Math.abs(exact - whole) < 1e-9 ? whole : exact;
  const quantile = orderStatistic(sorted, place);
  let [sum, count] = [0, 0];
  for (const value of sorted) {
    if (value > quantile) break;
    sum += value;
    count += 1;
  }
  return { valueAtRisk: -quantile, expectedShortfall: -sum / count };
}

/**
 * Refuses returns and confidences that have no tail.
 *
 * @param returns Returns, shape `[n]`.
 * @param options The confidence.
 * @param least Fewest returns that will do.
 * @returns The options with defaults.
 */
export function checkTail(
  returns: ArrayLike<number>,
  options: TailRiskOptions,
  least: number,
): Required<TailRiskOptions> {
  const { confidence = 0.95 } = options;
  const doing = "find a value at risk";
  checkSeries(doing, "returns", returns, least);
  checkBetween(doing, "confidence", confidence, {
    least: 0.5,
    most: 1,
    open: true,
  });
  return { confidence };
}
