/**
 * Returns: simple returns of an equity curve, r_t = V_t/V_{t−1} − 1, with no
 * cash paid in or out between, and what they compound to.
 *
 * @module
 */

import { checkReturns } from "lib/backtest/metrics/series.ts";

/**
 * Simple returns of an equity curve.
 *
 * @param equity Values in one currency, shape `[n + 1]`, each above 0; the last
 * may be 0 or below, which is a return of −1 or less.
 * @returns Returns, shape `[n]`.
 * @throws {RangeError} If there are fewer than two values, one is not finite or
 * one before the last is not above 0.
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { simpleReturns } from "lib/backtest/metrics/returns.ts";
 *
 * assertEquals([...simpleReturns([100, 150, 75])], [0.5, -0.5]);
 * ```
 */
export function simpleReturns(equity: ArrayLike<number>): Float64Array {
  if (equity.length < 2) {
    throw new RangeError(
      `Cannot take returns as there must be two values of equity or more: there are ${equity.length}`,
    );
  }
  const returns = new Float64Array(equity.length - 1);
  for (let i = 0; i < equity.length; ++i) {
    const isLast = i === equity.length - 1;
    if (!Number.isFinite(equity[i]) || (!isLast && equity[i] <= 0)) {
      throw new RangeError(
        `Cannot take returns as equity must be finite and > 0: value ${i} is ${
          equity[i]
        }`,
      );
    }
    if (i > 0) returns[i - 1] = equity[i] / equity[i - 1] - 1;
  }
  return returns;
}

/**
 * What returns compound to: ∏(1 + r_t) − 1.
 *
 * @param returns Simple returns a period, shape `[n]`.
 * @throws {RangeError} If there are none, or one is not finite.
 */
export function totalReturn(returns: ArrayLike<number>): number {
  checkReturns("a total return", returns);
  let growth = 1;
  for (let i = 0; i < returns.length; ++i) growth *= 1 + returns[i];
  return growth - 1;
}

/** Returns of an equity curve that may have ended in ruin. */
export interface SurvivedReturns {
  /** Returns until the end, or until nothing was left, shape `[m]`. */
  readonly returns: Float64Array;
  /** Place of the first value that is not above 0, null if there is none. */
  readonly ruinedAt: number | null;
}

/**
 * Simple returns up to the first value of equity that is not above 0: after it
 * there is nothing to take a return of.
 *
 * @param equity Values in one currency, shape `[n + 1]`; the first above 0.
 * @returns Returns and where they ended.
 * @throws {RangeError} If there are fewer than two values, one is not finite,
 * or the first is not above 0.
 */
export function returnsUntilRuin(equity: ArrayLike<number>): SurvivedReturns {
  for (let i = 1; i < equity.length; ++i) {
    if (equity[i] > 0 || !Number.isFinite(equity[i])) continue;
    const survived = Float64Array.from({ length: i + 1 }, (_, j) => equity[j]);
    return { returns: simpleReturns(survived), ruinedAt: i };
  }
  return { returns: simpleReturns(equity), ruinedAt: null };
}
