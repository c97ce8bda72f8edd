/**
 * Student's t distribution.
 *
 * ```text
 * P(|T| > t) = I_x(ν/2, ½),   x = ν/(ν + t²)
 * ```
 *
 * The regularised incomplete beta function by its continued fraction, DLMF
 * 8.17.22, evaluated by Lentz's method on the side where it converges fast.
 *
 * @module
 */

import { gamma } from "lib/math/gamma.ts";

/**
 * Probability that `|T|` exceeds `|t|`, with relative accuracy in the tail.
 *
 * @param t The statistic.
 * @param nu Degrees of freedom, positive; they need not be whole.
 * @returns A probability in `[0, 1]`.
 * @throws {RangeError} If `nu` is not positive.
 *
 * @example Usage
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { studentTTwoSided } from "lib/math/student_t.ts";
 *
 * // Student's own sleep data (1908): t = −4.0621 with 9 degrees of freedom.
 * assertAlmostEquals(studentTTwoSided(-4.062127683382037, 9), 0.00283289, 1e-8);
 * ```
 */
export function studentTTwoSided(t: number, nu: number): number {
  if (!(nu > 0)) {
    throw new RangeError(
      `Cannot use Student's t as its degrees of freedom must be > 0: current value is ${nu}`,
    );
  }
  if (!Number.isFinite(t)) return Number.isNaN(t) ? NaN : 0;
  const square = t * t;
  const a = nu / 2;
  const x = nu / (nu + square);
  // B(a, ½) = √π·Γ(a)/Γ(a + ½); x^a·(1 − x)^½ is common to both sides.
  const front = Math.exp(-a * Math.log1p(square / nu)) *
    Math.sqrt(square / (nu + square)) * gammaRatio(a) / Math.sqrt(Math.PI);
  if (x < (a + 1) / (a + 2.5)) return front * fraction(a, 0.5, x) / a;
  return 1 - front * fraction(0.5, a, square / (nu + square)) / 0.5;
}

/**
 * The `t` that `T` stays below with a given probability.
 *
 * @param p Probability in `(0, 1)`.
 * @param nu Degrees of freedom, positive.
 * @throws {RangeError} If `p` is not in `(0, 1)`.
 */
export function studentTQuantile(p: number, nu: number): number {
  if (!(p > 0 && p < 1)) {
    throw new RangeError(
      `Cannot take a quantile as the probability must be in (0, 1): current value is ${p}`,
    );
  }
  if (p < 0.5) return -studentTQuantile(1 - p, nu);
  const tail = 2 * (1 - p);
  let high = 1;
  while (studentTTwoSided(high, nu) > tail) high *= 2;
  let low = 0;
  for (let i = 0; i < 200 && high - low > 4e-16 * high; ++i) {
    const middle = (low + high) / 2;
    if (studentTTwoSided(middle, nu) > tail) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** `Γ(a + ½)/Γ(a)`; for large `a` by its series, DLMF 5.11.13. */
function gammaRatio(a: number): number {
  if (a < 60) return gamma(a + 0.5) / gamma(a);
  const r = 1 / a;
  return Math.sqrt(a) *
    (1 +
      r *
        (-1 / 8 +
          r *
            (1 / 128 +
              r * (5 / 1024 + r * (-21 / 32768 - r * (399 / 262144))))));
}

/** The continued fraction of `I_x(a, b)`, for `x < (a + 1)/(a + b + 2)`. */
function fraction(a: number, b: number, x: number): number {
  const least = 1e-300;
  let c = 1;
  let d = 1 / (1 - (a + b) * x / (a + 1) || least);
  let value = d;
  for (let m = 1; m < 1000; ++m) {
    const even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
    const odd = -(a + m) * (a + b + m) * x /
      ((a + 2 * m) * (a + 2 * m + 1));
    let change = 1;
    for (const term of [even, odd]) {
      d = 1 / (1 + term * d || least);
      c = 1 + term / c || least;
      change = c * d;
      value *= change;
    }
    if (Math.abs(change - 1) < 1e-16) break;
  }
  return value;
}
