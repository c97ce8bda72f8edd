/**
 * Total volatility `s = σ√τ` of a normalised out-of-the-money price.
 *
 * Householder's method of order 3 (fourth-order convergence) on `ln c` where
 * the price is under a half and on `ln(1 − c)` above, as Jäckel (2015), "Let's
 * be rational", Wilmott 75, 40–53, proposes, in the coordinates of
 * {@link "lib/pricing/kernels/black_time_value.ts"}. In logarithms the error
 * of the function is divided by its slope, so a rounding of the price costs a
 * rounding of the volatility, in the far wings less. Steps are relative to
 * `s`, so nothing under- or overflows from 1e-300 up.
 *
 * @module
 */

import { mills } from "lib/math/mills.ts";
import { inverseNormalCdf } from "lib/math/normal.ts";
import { millsDifference } from "lib/pricing/kernels/black_time_value.ts";

const SQRT_2PI = 2.5066282746310002;
const INVERSE_SQRT_2PI = 0.3989422804014327;

/** A relative step under this leaves an error under one rounding. */
const LAST_STEP = 5e-5;

/** No start is so far off that it needs more; the bound is never reached. */
const MOST_STEPS = 60;

/**
 * Solves `c(x, s) = c` for `s`.
 *
 * @param x `|ln(F/K)|`, at least 0.
 * @param c Out-of-the-money price over `min(F, K)`, in `(0, 1)`.
 * @param complement `1 − c` with its own digits, in `(0, 1)`.
 * @returns `σ√τ`, positive.
 */
export function solveTotalVol(
  x: number,
  c: number,
  complement: number,
): number {
  return c < 0.5
    ? solveFrom(lowerSeed(x, c), x, c, false)
    : solveFrom(upperSeed(x, complement), x, complement, true);
}

/**
 * Iterates from a start.
 *
 * @param seed A positive start.
 * @param x `|ln(F/K)|`.
 * @param target `c`, or `1 − c` if `upper`.
 * @param upper Which of the two.
 * @returns The solution `s`.
 */
export function solveFrom(
  seed: number,
  x: number,
  target: number,
  upper: boolean,
): number {
  let s = seed;
  for (let i = 0; i < MOST_STEPS; ++i) {
    const h = x / s;
    const t = 0.5 * s;
    const scaled = upper ? mills(t - h) + mills(t + h) : millsDifference(h, t);
    const gap = h - t;
    // The ratio rounds less than a difference of logarithms, while it can be had.
    const exponent = -0.5 * gap * gap;
    const miss = exponent > -600
      ? Math.log(scaled * INVERSE_SQRT_2PI * Math.exp(exponent) / target)
      : Math.log(scaled * INVERSE_SQRT_2PI) + exponent - Math.log(target);
    const step = householder(miss, (upper ? -s : s) / scaled, h, t);
    s *= 1 + step;
    if (Math.abs(step) < LAST_STEP) break;
  }
  return s;
}

/**
 * One relative step: `miss = f(s)`, `slope = s f'(s)`.
 *
 * With `v'/v = (h² − t²)/s` for the vega `v`, `f''/f' = v'/v − f'`.
 */
function householder(
  miss: number,
  slope: number,
  h: number,
  t: number,
): number {
  const newton = -miss / slope;
  const h2 = h * h - t * t - slope;
  const h3 = h2 * h2 - 3 * h * h - t * t - slope * h2;
  const step = newton * (1 + 0.5 * h2 * newton) /
    (1 + newton * (h2 + h3 * newton / 6));
  if (step > -0.6 && step < 2) return step;
  return newton > 0 ? Math.min(newton, 1) : Math.max(newton, -0.5);
}

/** A lower bound and two approximations; the largest sound one. */
function lowerSeed(x: number, c: number): number {
  // c < N(d₁), and c·√(2π)·e^(−x/2) is the at-the-money limit.
  const d = inverseNormalCdf(c);
  const root = Math.sqrt(d * d + 2 * x);
  const bound = d < 0 ? 2 * x / (root - d) : d + root;
  const seed = Math.max(bound, SQRT_2PI * c * Math.exp(-0.5 * x));
  return Math.max(seed, corradoMiller(x, c));
}

/** Corrado and Miller (1996), J. Banking and Finance 20, 595–603, eq. 10. */
function corradoMiller(x: number, c: number): number {
  if (x > 1) return 0;
  const half = 0.5 * Math.expm1(x);
  const centre = c + half;
  const inside = centre * centre - 4 * half * half / Math.PI;
  if (inside < 0) return 0;
  return SQRT_2PI / (2 + 2 * half) * (centre + Math.sqrt(inside));
}

/** From `1 − c ≈ (1 + eˣ·…) N(h − t)`: the root of `t − h = q`. */
function upperSeed(x: number, complement: number): number {
  const q = -inverseNormalCdf(0.5 * complement);
  return q + Math.sqrt(q * q + 2 * x);
}
