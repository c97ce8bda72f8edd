/** Complex numbers as two arrays of equal length: `re[i] + i·im[i]`. */
export interface ComplexVector {
  /** Real parts, shape `[n]`. */
  readonly re: Float64Array;
  /** Imaginary parts, shape `[n]`. */
  readonly im: Float64Array;
}

/**
 * Makes a vector of zeros.
 *
 * @param length Number of elements.
 * @returns A new vector.
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { complexVector } from "lib/math/complex_vector.ts";
 *
 * assertEquals(complexVector(2).im, Float64Array.of(0, 0));
 * ```
 */
export function complexVector(length: number): ComplexVector {
  return { re: new Float64Array(length), im: new Float64Array(length) };
}
