/**
 * Jensen–Shannon distance of binned distributions,
 *
 *     d² = ½ Σ_b p_b log₂(p_b/m_b) + ½ Σ_b q_b log₂(q_b/m_b),  m = (p + q)/2,
 *
 * a metric between 0 (the same shares) and 1 (no bin in common). Lin (1991),
 * IEEE Trans. Inf. Theory 37(1), equation 3.1, with base 2; that its root is a
 * metric: Endres and Schindelin (2003).
 *
 * @module
 */

import { binnedShares } from "lib/validation/drift/reference_bins.ts";

/**
 * Jensen–Shannon distance of two samples in bins of the reference.
 *
 * @param reference Shape `[n]`, finite.
 * @param current Shape `[m]`, finite.
 * @param options Number of bins. @default {10}
 * @returns The distance, in `[0, 1]`.
 * @throws {RangeError} If a sample is empty or not finite, or `bins` is not a
 * whole number from 2.
 *
 * @example Nothing in common
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { jensenShannon } from "lib/validation/drift/jensen_shannon.ts";
 *
 * assertEquals(jensenShannon([1, 1, 1], [2, 2]), 1);
 * ```
 */
export function jensenShannon(
  reference: ArrayLike<number>,
  current: ArrayLike<number>,
  options: { readonly bins?: number } = {},
): number {
  const shares = binnedShares(reference, current, options.bins);
  return jensenShannonOfShares(shares.reference, shares.current);
}

/**
 * Jensen–Shannon distance of two vectors of shares.
 *
 * @param p Shares that sum to 1, shape `[b]`.
 * @param q Shares that sum to 1, shape `[b]`.
 * @returns The distance, in `[0, 1]`.
 * @throws {TypeError} If they differ in length.
 */
export function jensenShannonOfShares(
  p: ArrayLike<number>,
  q: ArrayLike<number>,
): number {
  if (p.length !== q.length) {
    throw new TypeError(
      `Cannot compare shares as both must have as many bins: they have ${p.length} and ${q.length}`,
    );
  }
  let sum = 0;
  for (let b = 0; b < p.length; ++b) {
    const middle = (p[b] + q[b]) / 2;
    if (p[b] > 0) sum += p[b] * Math.log2(p[b] / middle);
    if (q[b] > 0) sum += q[b] * Math.log2(q[b] / middle);
  }
  // Rounding may leave equal shares a hair below 0.
  return Math.sqrt(Math.min(1, Math.max(0, sum / 2)));
}
