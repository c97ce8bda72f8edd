/**
 * Omega ratio: what was gained above a threshold over what was lost below it,
 * Σ max(r_t − θ, 0) / Σ max(θ − r_t, 0). Keating and Shadwick (2002), J.
 * Performance Measurement 6(3). With θ = 0 it is the Bernardo–Ledoit ratio.
 *
 * @module
 */

import { checkReturns } from "lib/backtest/metrics/series.ts";

/**
 * Omega ratio.
 *
 * @param returns Simple returns a period, shape `[n]`.
 * @param threshold Return a period θ. @default {0}
 * @returns The ratio, or null if no return is below the threshold.
 * @throws {RangeError} If there are no returns or one is not finite.
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { omegaRatio } from "lib/backtest/metrics/omega_ratio.ts";
 *
 * assertEquals(omegaRatio([0.5, -0.25, 0.25]), 3);
 * ```
 */
export function omegaRatio(
  returns: ArrayLike<number>,
  threshold: number = 0,
): number | null {
  checkReturns("an Omega ratio", returns);
  let [gained, lost] = [0, 0];
  for (let i = 0; i < returns.length; ++i) {
    const over = returns[i] - threshold;
    if (over > 0) gained += over;
    else lost -= over;
  }
  return lost === 0 ? null : gained / lost;
}
