/**
 * The minimum backtest length: how long a backtest must be for the best of N
 * trials without skill not to be expected to show a given Sharpe ratio.
 *
 * `MinBTL ≈ (((1 − γ)·Φ⁻¹(1 − 1/N) + γ·Φ⁻¹(1 − 1/(N·e))) / E[max])² < 2·ln N / E[max]²`;
 * Bailey, Borwein, López de Prado and Zhu (2014), "Pseudo-mathematics and
 * financial charlatanism", Notices of the AMS 61(5), 458–471, theorem 1. In the
 * unit of time in which the Sharpe ratio is stated: years for an annual one.
 *
 * @module
 */

import { expectedMaxSharpe } from "lib/validation/skill/expected_max_sharpe.ts";

/**
 * Length that N trials ask for.
 *
 * @param trials Number of independent trials N ≥ 2.
 * @param sharpe Sharpe ratio that luck is not to reach. @default {1}
 * @returns Years, if the Sharpe ratio is annual.
 * @throws {RangeError} If `trials` is not a whole number ≥ 2 or the Sharpe ratio
 * is not > 0.
 *
 * @example Bailey and others (2014): 45 trials are too many for five years
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { minBacktestLength } from "lib/validation/skill/min_backtest_length.ts";
 *
 * assertAlmostEquals(minBacktestLength(45), 5, 0.1);
 * ```
 */
export function minBacktestLength(trials: number, sharpe = 1): number {
  if (!(sharpe > 0 && sharpe < Infinity)) {
    throw new RangeError(
      `Cannot ask for a backtest's length as the Sharpe ratio must be > 0: current value is ${sharpe}`,
    );
  }
  return (expectedMaxSharpe(trials) / sharpe) ** 2;
}
