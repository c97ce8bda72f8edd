/**
 * Leverage that holds volatility at a target: `k_t = min(k_max, σ°/σ̂_t)`, with
 * σ̂_t the EWMA volatility around 0 of the returns before period t,
 *
 *     v_{t+1} = λ·v_t + (1 − λ)·r_t²,   σ̂_t = √(periodsPerYear · v_t / (1 − λ^t))
 *
 * J.P. Morgan/Reuters (1996), RiskMetrics Technical Document, chapter 5; Moreira
 * and Muir (2017), J. Finance 72(4), scale by the variance instead, which is the
 * choice of a mean–variance investor whose mean does not move.
 *
 * @module
 */

import { checkBetween, checkSeries } from "lib/risk/checked_input.ts";

/** Options of {@linkcode volatilityTarget}. */
export interface VolatilityTargetOptions {
  /** Volatility to hold, a year, as a decimal. */
  readonly target: number;
  /** Periods in a year. @default 252 */
  readonly periodsPerYear?: number;
  /** Decay of the forecast, in (0, 1). @default 0.94 */
  readonly lambda?: number;
  /** Most leverage. @default 2 */
  readonly maxLeverage?: number;
  /** Periods seen before anything is held; until then leverage is 0. @default 20 */
  readonly warmUp?: number;
}

/**
 * Leverage to hold in each period, known before it begins.
 *
 * @param returns Returns at leverage 1, oldest first, shape `[T]`.
 * @param options Target and forecast.
 * @returns Leverage, shape `[T + 1]`: entry t is for period t and uses the
 * returns before it; the last is for the period to come.
 * @throws {RangeError} If a return is not finite or an option out of range.
 *
 * @example Twice the volatility, half the leverage
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { volatilityTarget } from "lib/risk/volatility_target.ts";
 *
 * const calm = Array.from({ length: 40 }, (_, i) => i % 2 ? 0.01 : -0.01);
 * const options = { target: 0.1, maxLeverage: 10 };
 * const leverage = volatilityTarget(calm, options);
 * assertAlmostEquals(leverage[40], 0.1 / (0.01 * Math.sqrt(252)), 1e-12);
 * const wild = volatilityTarget(calm.map((r) => 2 * r), options);
 * assertAlmostEquals(wild[40], leverage[40] / 2, 1e-12);
 * ```
 */
export function volatilityTarget(
  returns: ArrayLike<number>,
  options: VolatilityTargetOptions,
): Float64Array {
  const {
    target,
    periodsPerYear = 252,
    lambda = 0.94,
    maxLeverage = 2,
    warmUp = 20,
  } = options;
  const doing = "target a volatility";
  checkSeries(doing, "returns", returns, 0);
  checkBetween(doing, "target", target, { least: 0, open: true });
  checkBetween(doing, "periodsPerYear", periodsPerYear, {
    least: 0,
    open: true,
  });
  checkBetween(doing, "lambda", lambda, { least: 0, most: 1, open: true });
  checkBetween(doing, "maxLeverage", maxLeverage, { least: 0 });
  checkBetween(doing, "warmUp", warmUp, { least: 1 });
  const leverage = new Float64Array(returns.length + 1);
  let [variance, total] = [0, 0];
  for (let t = 0; t <= returns.length; ++t) {
    if (t >= warmUp) {
      const volatility = Math.sqrt(periodsPerYear * variance / total);
      leverage[t] = targetLeverage(target, volatility, maxLeverage);
    }
    if (t === returns.length) break;
    variance = lambda * variance + (1 - lambda) * returns[t] ** 2;
    total = lambda * total + (1 - lambda);
  }
  return leverage;
}

/**
 * Leverage for one forecast.
 *
 * @param target Volatility to hold, as a decimal.
 * @param volatility The forecast, in the same unit; 0 gives the most leverage.
 * @param maxLeverage Most leverage.
 * @returns `min(maxLeverage, target / volatility)`.
 */
export function targetLeverage(
  target: number,
  volatility: number,
  maxLeverage: number,
): number {
  const doing = "find a leverage";
  checkBetween(doing, "volatility", volatility, { least: 0 });
  return volatility === 0
    ? maxLeverage
    : Math.min(maxLeverage, target / volatility);
}
