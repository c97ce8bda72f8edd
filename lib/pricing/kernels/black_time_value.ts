/**
 * The out-of-the-money Black price per unit of the smaller of forward and
 * strike, without cancellation.
 *
 * With `x = |ln(F/K)|`, `s = σ√τ`, `h = x/s`, `t = s/2` and Mills' ratio `M`,
 *
 *     c(x, s) = N(−h+t) − eˣ N(−h−t) = n(h−t) [M(h−t) − M(h+t)],
 *     1 − c   = N(h−t) + eˣ N(−h−t)  = n(h−t) [M(t−h) + M(t+h)],
 *
 * the coordinates of Jäckel (2015), "Let's be rational", Wilmott 75, 40–53,
 * section 2, here in Mills' ratio instead of `erfcx`. Near the money with
 * little time the difference is taken from
 * `M(h−t) − M(h+t) = 2 Σ t^(2k+1) M₍₂ₖ₊₁₎(h)`, with
 * `Mₙ(h) = ∫₀^∞ uⁿ/n! e^(−hu−u²/2) du`, `(n+1) M₍ₙ₊₁₎ = M₍ₙ₋₁₎ − h Mₙ`: all
 * its terms are positive.
 *
 * @module
 */

import { mills } from "lib/math/mills.ts";

const INVERSE_SQRT_2PI = 0.3989422804014327;

/** Odd terms of the series in `t`, up to `M₁₉`. */
const LAST_TERM = 19;

/**
 * `M(h−t) − M(h+t)`, to a few roundings of what its inputs define.
 *
 * @param h `|ln(F/K)|/(σ√τ)`, at least 0.
 * @param t `σ√τ/2`, positive.
 * @returns A positive number.
 */
export function millsDifference(h: number, t: number): number {
  if (t > 0.35 || h * t > 0.35) return mills(h - t) - mills(h + t);
  let previous = mills(h);
  let current = 1 - h * previous;
  let sum = current;
  let power = 1;
  const square = t * t;
  for (let n = 1; n < LAST_TERM; n += 2) {
    const even = (previous - h * current) / (n + 1);
    const odd = (current - h * even) / (n + 2);
    power *= square;
    const term = power * odd;
    sum += term;
    if (!(term > 1e-17 * sum)) break;
    previous = even;
    current = odd;
  }
  return 2 * t * sum;
}

/**
 * The out-of-the-money price per unit of `min(F, K)`, undiscounted.
 *
 * @param x `|ln(F/K)|`, at least 0.
 * @param s `σ√τ`, at least 0.
 * @returns A number in `[0, 1]`; 0 for `s = 0`.
 */
export function blackTimeValue(x: number, s: number): number {
  if (!(s > 0)) return 0;
  const h = x / s;
  const t = 0.5 * s;
  const gap = h - t;
  if (gap > 39) return 0;
  if (gap < -1) return 1 - blackComplement(x, s);
  return INVERSE_SQRT_2PI * Math.exp(-0.5 * gap * gap) * millsDifference(h, t);
}

/**
 * One less {@link blackTimeValue}, accurate where that is nearly one.
 *
 * @param x `|ln(F/K)|`, at least 0.
 * @param s `σ√τ`, positive.
 * @returns A number in `[0, 1]`.
 */
export function blackComplement(x: number, s: number): number {
  const h = x / s;
  const t = 0.5 * s;
  const gap = t - h;
  if (gap > 39) return 0;
  return INVERSE_SQRT_2PI * Math.exp(-0.5 * gap * gap) *
    (mills(gap) + mills(t + h));
}
