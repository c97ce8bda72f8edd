/**
 * The fast Fourier transform of a power-of-two length: Cooley and Tukey (1965),
 * Math. Comp. 19, 297–301; in place, after a bit-reversed reordering.
 *
 * @module
 */

import type { ComplexVector } from "lib/math/complex_vector.ts";

/**
 * Replaces `x` by `Xₖ = Σⱼ xⱼ·exp(−2πijk/n)`.
 *
 * @param x The vector, overwritten; its length must be a power of two.
 * @throws {RangeError} If the length is not a power of two.
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { fftInto } from "lib/math/fft.ts";
 *
 * const x = { re: Float64Array.of(1, 2), im: Float64Array.of(0, 0) };
 * fftInto(x);
 * assertEquals(x.re, Float64Array.of(3, -1));
 * ```
 */
export function fftInto(x: ComplexVector): void {
  const { re, im } = x;
  const n = re.length;
  if (n < 1 || (n & (n - 1)) !== 0 || im.length !== n) {
    throw new RangeError(
      `Cannot transform the vector as its length must be a power of two: current value is ${n}`,
    );
  }
  reorder(x);
  // Every root from its own sine and cosine: a recurrence would drift.
  const half = n / 2;
  const cos = new Float64Array(half), sin = new Float64Array(half);
  for (let j = 0; j < half; ++j) {
    cos[j] = Math.cos(2 * Math.PI * j / n);
    sin[j] = -Math.sin(2 * Math.PI * j / n);
  }
  for (let size = 2; size <= n; size *= 2) {
    const stride = n / size;
    for (let start = 0; start < n; start += size) {
      for (let j = 0; j < size / 2; ++j) {
        const p = start + j, q = p + size / 2;
        const c = cos[j * stride], s = sin[j * stride];
        const tr = re[q] * c - im[q] * s, ti = re[q] * s + im[q] * c;
        re[q] = re[p] - tr;
        im[q] = im[p] - ti;
        re[p] += tr;
        im[p] += ti;
      }
    }
  }
}

/** Swaps each element with the one at its bit-reversed index. */
function reorder({ re, im }: ComplexVector): void {
  const n = re.length;
  for (let i = 1, j = 0; i < n; ++i) {
    let bit = n >> 1;
    for (; j & bit; bit >>= 1) j ^= bit;
    j ^= bit;
    if (i >= j) continue;
    [re[i], re[j]] = [re[j], re[i]];
    [im[i], im[j]] = [im[j], im[i]];
  }
}
