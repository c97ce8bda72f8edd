/**
 * Wasserstein distance of order 1 between two samples on the line, the area
 * between their distribution functions,
 *
 *     W₁ = ∫ |F(x) − G(x)| dx
 *
 * (Vallender, 1974, Theory Probab. Appl. 18(4)): how far a unit of mass must be
 * carried on average. It has the unit of the values.
 *
 * @module
 */

import { sortedSample } from "lib/validation/drift/reference_bins.ts";

/**
 * Wasserstein distance of two samples.
 *
 * @param reference Shape `[n]`, finite.
 * @param current Shape `[m]`, finite.
 * @returns The distance, in the unit of the values.
 * @throws {RangeError} If a sample is empty or not finite.
 *
 * @example A shift is its own distance
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { wasserstein } from "lib/validation/drift/wasserstein.ts";
 *
 * assertEquals(wasserstein([0, 1, 3], [5, 6, 8]), 5);
 * ```
 */
export function wasserstein(
  reference: ArrayLike<number>,
  current: ArrayLike<number>,
): number {
  const a = sortedSample("reference", reference);
  const b = sortedSample("current sample", current);
  let [i, j, area] = [0, 0, 0];
  let x = Math.min(a[0], b[0]);
  while (i < a.length || j < b.length) {
    const next = Math.min(a[i] ?? Infinity, b[j] ?? Infinity);
    area += (next - x) * Math.abs(i / a.length - j / b.length);
    x = next;
    while (a[i] === x) ++i;
    while (b[j] === x) ++j;
  }
  return area;
}
