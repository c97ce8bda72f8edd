/**
 * Sorting float32 numbers by their bits, eleven at a time (Knuth, The Art of
 * Computer Programming 3, section 5.2.5).
 *
 * @module
 */

const DIGIT = 11;
const BUCKETS = 1 << DIGIT;
const SIGN = 0x80000000;

/**
 * Values in ascending order; −0 becomes 0.
 *
 * @param values No NaN.
 * @returns A new array.
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { sortFloat32 } from "lib/models/boosting/sort_float32.ts";
 *
 * const values = Float32Array.of(2, -1, 0.5, -Infinity);
 * assertEquals([...sortFloat32(values)], [-Infinity, -1, 0.5, 2]);
 * ```
 */
export function sortFloat32(values: Float32Array): Float32Array {
  const n = values.length;
  // Adding 0 turns −0 into 0, so that equal numbers have equal bits.
  const copy = values.map((value) => value + 0);
  let from = new Uint32Array(copy.buffer, 0, n);
  for (let i = 0; i < n; ++i) {
    const bits = from[i];
    from[i] = bits & SIGN ? ~bits : bits | SIGN;
  }
  let to = new Uint32Array(n);
  const starts = new Uint32Array(BUCKETS);
  for (let shift = 0; shift < 32; shift += DIGIT) {
    starts.fill(0);
    for (let i = 0; i < n; ++i) starts[from[i] >>> shift & BUCKETS - 1]++;
    let sum = 0;
    for (let b = 0; b < BUCKETS; ++b) {
      const count = starts[b];
      starts[b] = sum;
      sum += count;
    }
    for (let i = 0; i < n; ++i) {
      const key = from[i];
      to[starts[key >>> shift & BUCKETS - 1]++] = key;
    }
    [from, to] = [to, from];
  }
  for (let i = 0; i < n; ++i) {
    const key = from[i];
    from[i] = key & SIGN ? key & ~SIGN : ~key;
  }
  return new Float32Array(from.buffer, 0, n);
}
