/**
 * Population stability index: how far the shares of bins have moved,
 *
 *     PSI = Σ_b (q_b − p_b) · ln(q_b / p_b),
 *
 * the symmetrised Kullback–Leibler divergence of binned distributions (Jeffreys,
 * 1946). Bins hold equal shares of the reference; a share of less than `floor`
 * counts as `floor`, so that an empty bin costs much and not everything. Read by
 * custom as: below 0.1 stable, from 0.25 moved (Siddiqi, 2006, "Credit Risk
 * Scorecards"). For n and m values of one law, its expectation is about
 * (b − 1)(1/n + 1/m) (Yurdakul, 2018): small samples seem to drift.
 *
 * @module
 */

import { binnedShares } from "lib/validation/drift/reference_bins.ts";

/** How to bin. */
export interface PsiOptions {
  /** Number of bins. @default {10} */
  readonly bins?: number;
  /** Least share of a bin. @default {1e-4} */
  readonly floor?: number;
}

/**
 * Population stability index of a sample against a reference.
 *
 * @param reference Shape `[n]`, finite.
 * @param current Shape `[m]`, finite.
 * @param options Bins and floor.
 * @returns The index, 0 where all shares are the same.
 * @throws {RangeError} If a sample is empty or not finite, or an option is out
 * of range.
 *
 * @example One of two halves has grown to three quarters
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { psi } from "lib/validation/drift/psi.ts";
 *
 * const value = psi([1, 2, 3, 4], [1, 3, 4, 4], { bins: 2 });
 * assertAlmostEquals(value, 0.25 * Math.log(1.5) - 0.25 * Math.log(0.5), 1e-15);
 * ```
 */
export function psi(
  reference: ArrayLike<number>,
  current: ArrayLike<number>,
  options: PsiOptions = {},
): number {
  const { bins = 10, floor = 1e-4 } = options;
  if (!(floor > 0 && floor < 1)) {
    throw new RangeError(
      `Cannot compute a PSI as floor must be in (0, 1): current value is ${floor}`,
    );
  }
  const shares = binnedShares(reference, current, bins);
  let sum = 0;
  for (let b = 0; b < shares.reference.length; ++b) {
    const p = Math.max(floor, shares.reference[b]);
    const q = Math.max(floor, shares.current[b]);
    sum += (q - p) * Math.log(q / p);
  }
  return sum;
}
