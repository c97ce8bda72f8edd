/**
 * Historical value at risk and expected shortfall of a period's return, as
 * losses above 0.
 *
 *     VaR_α = −Q(α),   CVaR_α = −mean of the returns at or below Q(α),
 *
 * with Q the R-7 quantile of the returns and α the share of the tail.
 *
 * @module
 */

import { quantile } from "lib/backtest/metrics/quantile.ts";
import { checkReturns } from "lib/backtest/metrics/series.ts";

/** Losses of the tail. */
export interface TailLoss {
  /** Value at risk, a loss above 0; below 0 where even the tail gains. */
  readonly valueAtRisk: number;
  /** Expected shortfall (CVaR), at least the value at risk. */
  readonly expectedShortfall: number;
}

/**
 * Value at risk and expected shortfall of a period.
 *
 * @param returns Simple returns a period, shape `[n]`.
 * @param tail Share of the tail α, in (0, ½]. @default {0.05}
 * @returns Losses as shares of the equity.
 * @throws {RangeError} If there are no returns, one is not finite, or `tail` is
 * out of range.
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { tailLoss } from "lib/backtest/metrics/tail_loss.ts";
 *
 * const { valueAtRisk, expectedShortfall } = tailLoss([-3, -1, 0, 1, 2], 0.25);
 * assertEquals([valueAtRisk, expectedShortfall], [1, 2]);
 * ```
 */
export function tailLoss(
  returns: ArrayLike<number>,
  tail: number = 0.05,
): TailLoss {
  checkReturns("a value at risk", returns);
  if (!(tail > 0 && tail <= 0.5)) {
    throw new RangeError(
      `Cannot compute a value at risk as tail must be in (0, 0.5]: current value is ${tail}`,
    );
  }
  const sorted = Float64Array.from(returns).sort();
  const level = quantile(sorted, tail);
  let [sum, count] = [0, 0];
  while (count < sorted.length && sorted[count] <= level) {
    sum += sorted[count++];
  }
  return { valueAtRisk: -level, expectedShortfall: -sum / count };
}
