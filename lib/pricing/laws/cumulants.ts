/**
 * Cumulants from a cumulant generating function that is analytic near 0.
 *
 * ```text
 * cₙ = n!/(N·rⁿ) · Σⱼ K(r·e^(iφⱼ))·e^(−inφⱼ),   φⱼ = 2πj/N
 * ```
 *
 * Cauchy's formula by the trapezoid rule, which converges geometrically: Lyness
 * and Moler (1967), SIAM J. Numer. Anal. 4(2), 202–210.
 *
 * @module
 */

import { Complex } from "lib/math/complex.ts";
import type { Cumulants } from "lib/pricing/laws/law.ts";

/** Points on the circle; those of the lower half follow by conjugation. */
const POINTS = 16;
/** The circle's radius over that of analyticity: the sum errs by 4⁻¹⁶. */
const SHARE = 1 / 4;

/**
 * Cumulants one, two and four of `X` at `tau`.
 *
 * @param logPhi `ln φ(u)`, analytic where `−Im u` is inside `strip`.
 * @param tau Maturity, in years.
 * @param strip Open interval of finite moments; it contains 0.
 * @returns The cumulants, to about ten digits.
 */
export function cumulantsByContour(
  logPhi: (u: Complex, tau: number) => Complex,
  tau: number,
  strip: readonly [lower: number, upper: number],
): Cumulants {
  const radius = SHARE * Math.min(-strip[0], strip[1], 20);
  let [c1, c2, c4] = [0, 0, 0];
  for (let j = 0; j <= POINTS / 2; ++j) {
    const weight = j === 0 || j === POINTS / 2 ? 1 : 2;
    const angle = 2 * Math.PI * j / POINTS;
    // K(z) = ln E[exp(zX)] = ln φ(−iz).
    const z = new Complex(radius * Math.cos(angle), radius * Math.sin(angle));
    const { re, im } = logPhi(z.timesI().scale(-1), tau);
    const term = (n: number) =>
      weight * (re * Math.cos(n * angle) + im * Math.sin(n * angle));
    c1 += term(1);
    c2 += term(2);
    c4 += term(4);
  }
  return {
    c1: c1 / (POINTS * radius),
    c2: 2 * c2 / (POINTS * radius ** 2),
    c4: 24 * c4 / (POINTS * radius ** 4),
  };
}
