/**
 * Derivatives of a smooth vector-valued function by central differences of
 * sixth order, for what has no formula of its own.
 *
 * ```text
 * f′(x)  ≈ (45(f₁ − f₋₁) − 9(f₂ − f₋₂) + (f₃ − f₋₃))/60h
 * f″(x) ≈ (270(f₁ + f₋₁) − 27(f₂ + f₋₂) + 2(f₃ + f₋₃) − 490f₀)/180h²
 * ```
 *
 * Two Richardson steps on the three-point formulas (Fornberg, 1988, Math. Comp.
 * 51, 699–706, table 1). The function must be defined on `x ± 3h`.
 *
 * @module
 */

const FIRST = [45 / 60, -9 / 60, 1 / 60];
const SECOND = [270 / 180, -27 / 180, 2 / 180];
const SECOND_CENTRE = -490 / 180;

/** First and second derivatives, component by component. */
export interface Differences {
  /** First derivatives, `[m]`. */
  readonly first: Float64Array;
  /** Second derivatives, `[m]`. */
  readonly second: Float64Array;
}

/**
 * Differentiates at `x`.
 *
 * @param f A function to vectors of one length `[m]`.
 * @param x Where.
 * @param h Step, positive.
 * @returns Both derivatives.
 *
 * @example Usage
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { centralDifferences } from "lib/math/difference.ts";
 *
 * const { first } = centralDifferences((x) => [Math.sin(x)], 1, 0.02);
 * assertAlmostEquals(first[0], Math.cos(1), 1e-12);
 * ```
 */
export function centralDifferences(
  f: (x: number) => ArrayLike<number>,
  x: number,
  h: number,
): Differences {
  const centre = f(x);
  const first = new Float64Array(centre.length);
  const second = Float64Array.from(centre, (v) => SECOND_CENTRE * v / (h * h));
  for (let k = 0; k < 3; ++k) {
    const above = f(x + (k + 1) * h);
    const below = f(x - (k + 1) * h);
    for (let j = 0; j < first.length; ++j) {
      first[j] += FIRST[k] * (above[j] - below[j]) / h;
      second[j] += SECOND[k] * (above[j] + below[j]) / (h * h);
    }
  }
  return { first, second };
}
