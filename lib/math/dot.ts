/**
 * Inner products of parts of vectors, four sums at a time: a processor adds
 * several numbers at once only if they do not wait for each other.
 *
 * @module
 */

/**
 * `Σ a[aFrom + i]·b[bFrom + i]` over `n` places.
 *
 * @param a A vector.
 * @param aFrom Where it begins.
 * @param b Another.
 * @param bFrom Where that begins.
 * @param n Number of products.
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { dot } from "lib/math/dot.ts";
 *
 * const a = Float64Array.of(9, 1, 2, 3, 4, 5);
 * assertEquals(dot(a, 1, a, 1, 5), 55);
 * ```
 */
export function dot(
  a: Float64Array,
  aFrom: number,
  b: Float64Array,
  bFrom: number,
  n: number,
): number {
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  let i = 0;
  for (; i + 3 < n; i += 4) {
    s0 += a[aFrom + i] * b[bFrom + i];
    s1 += a[aFrom + i + 1] * b[bFrom + i + 1];
    s2 += a[aFrom + i + 2] * b[bFrom + i + 2];
    s3 += a[aFrom + i + 3] * b[bFrom + i + 3];
  }
  for (; i < n; ++i) s0 += a[aFrom + i] * b[bFrom + i];
  return (s0 + s1) + (s2 + s3);
}
