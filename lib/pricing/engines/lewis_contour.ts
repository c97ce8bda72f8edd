/**
 * Where to integrate: a hyperbola in the complex plane that crosses the
 * imaginary axis inside the moment strip, near the saddle point, and leaves for
 * infinity on the side where the integrand dies out.
 *
 * ```text
 * u(y) = iw + b·sinh(iω + y)
 * ```
 *
 * Boyarchenko and Levendorskiĭ (2019), "Sinh-acceleration", Int. J. Theoretical
 * and Applied Finance 22(3), section 2. The image of the strip `|Im y| < d` lies
 * between two hyperbolas that cross the axis at the ends of the zone, so the
 * trapezoid rule with step `h` errs by about `exp(−2πd/h)`.
 *
 * @module
 */

import { Complex } from "lib/math/complex.ts";
import type { CharacteristicFunction } from "lib/pricing/laws/law.ts";

/** A hyperbola `u(y) = i·shift + scale·sinh(i·tilt + y)`. */
export interface Contour {
  /** `w`, the middle of the hyperbola on the imaginary axis. */
  readonly shift: number;
  /** `b`, how far apart the zone's ends are. */
  readonly scale: number;
  /** `ω`, the angle at which it leaves. */
  readonly tilt: number;
}

/** Angle of the contour itself: with `HALF_WIDTH` it stays below π/4. */
const TILT = 0.33;
/** Half-width `d` of the strip of `y` in which the integrand is analytic. */
const HALF_WIDTH = 0.42;
/** A choice of angles, as shares of the usual ones. */
export interface ContourShape {
  /** Of the tilt; negative leans to the other side. */
  readonly tilt: number;
  /** Of the strip's half-width. */
  readonly width: number;
}

/**
 * Angles to try in turn. Jumps of almost one size make `φ` grow doubly
 * exponentially on one side, whatever the strike: then the other side, less
 * tilt, or the straight line with a narrow strip still converges.
 */
export const SHAPES: readonly ContourShape[] = [
  { tilt: 1, width: 1 },
  { tilt: -1, width: 1 },
  { tilt: 0.5, width: 0.5 },
  { tilt: -0.5, width: 0.5 },
  { tilt: 0, width: 0.5 },
  { tilt: 0, width: 0.15 },
  { tilt: 0, width: 0.04 },
];

/** How far, in the exponent, the zone may climb above the saddle. */
const CLIMB = 4;
/** Widest zone: further moments add nothing. */
const WIDEST = 1e6;

/**
 * Chooses the contour for the out-of-the-money option at `k = ln(K/F)`: in
 * `p = −Im u`, calls integrate over `p > 1` and puts over `p < 0`.
 *
 * @param cf Law of `ln(S_T / F)`.
 * @param tau Time to expiry, in years.
 * @param k Log moneyness `ln(K/F)`.
 * @param isCall Whether the contour is for a call.
 * @param shape Angles, as shares of the usual ones.
 * @returns The contour.
 */
export function chooseContour(
  cf: CharacteristicFunction,
  tau: number,
  k: number,
  isCall: boolean,
  shape: ContourShape = SHAPES[0],
): Contour {
  const strip = cf.momentStrip(tau);
  const [pole, end] = isCall ? [1, strip[1]] : [0, strip[0]];
  const cost = (p: number): number => {
    const value = cf.logPhi(new Complex(0, -p), tau).re - p * k;
    return Number.isNaN(value) ? Infinity : value;
  };
  const [low, high] = zone(cost, pole, end);
  const drift = cf.asymptoticDrift(tau);
  const tilt = shape.tilt * (k >= drift ? -TILT : TILT);
  const width = shape.width * HALF_WIDTH;
  return hyperbola(low, high, tilt, width);
}

/**
 * The contour between the poles, which suits every strike on the same side of
 * the drift as `k`.
 *
 * @param cf Law of `ln(S_T / F)`.
 * @param tau Time to expiry, in years.
 * @param k Log moneyness of a strike of the group.
 * @returns The contour.
 */
export function sharedContour(
  cf: CharacteristicFunction,
  tau: number,
  k: number,
): Contour {
  const tilt = k >= cf.asymptoticDrift(tau) ? -TILT : TILT;
  return hyperbola(0, 1, tilt, HALF_WIDTH);
}

/** The hyperbola at `tilt` whose strip `tilt ± width` ends at low and high. */
function hyperbola(
  low: number,
  high: number,
  tilt: number,
  width: number,
): Contour {
  // The hyperbolas at ω ± d cross the axis at −Im u = low and high.
  const [top, bottom] = [Math.sin(tilt + width), Math.sin(tilt - width)];
  const scale = (high - low) / (top - bottom);
  return { shift: -low - scale * top, scale, tilt };
}

/**
 * The part of `(pole, end)` on which `cost`, a convex function, is within
 * {@linkcode CLIMB} of its least value.
 */
function zone(
  cost: (p: number) => number,
  pole: number,
  end: number,
): readonly [low: number, high: number] {
  const sign = end > pole ? 1 : -1;
  const reach = Math.min(Math.abs(end - pole), WIDEST);
  const at = (t: number) => cost(pole + sign * t);
  const saddle = least(at, reach);
  const ceiling = at(saddle) + CLIMB;
  const far = crossing(at, saddle, reach, ceiling);
  const near = at(0) <= ceiling ? 0 : crossing(at, saddle, 0, ceiling);
  const [a, b] = [pole + sign * near, pole + sign * far];
  return a < b ? [a, b] : [b, a];
}

/** Where a convex function is least on `(0, reach)`, to a few per cent. */
function least(at: (t: number) => number, reach: number): number {
  let high = Math.min(reach, 1);
  while (high < reach && at(high) < at(high / 2)) {
    high = Math.min(2 * high, reach);
  }
  let low = 0;
  const ratio = 0.381966;
  for (let i = 0; i < 12; ++i) {
    const [a, b] = [low + ratio * (high - low), high - ratio * (high - low)];
    if (at(a) <= at(b)) high = b;
    else low = a;
  }
  return (low + high) / 2;
}

/** Where `at` first exceeds `ceiling` between `from` and `to`, roughly. */
function crossing(
  at: (t: number) => number,
  from: number,
  to: number,
  ceiling: number,
): number {
  // Walk out from the saddle by doubling steps, then bisect.
  const toward = to > from ? 1 : -1;
  const span = Math.abs(to - from);
  let inside = 0;
  let outside = Math.min(span, 0.5);
  while (outside < span && at(from + toward * outside) <= ceiling) {
    inside = outside;
    outside = Math.min(2 * outside, span);
  }
  if (outside >= span) {
    // The open end itself may be singular: test just inside it.
    if (at(from + toward * span * 0.999) <= ceiling) return to;
    outside = span;
  }
  for (let i = 0; i < 6; ++i) {
    const middle = (inside + outside) / 2;
    if (at(from + toward * middle) <= ceiling) inside = middle;
    else outside = middle;
  }
  return from + toward * (inside + outside) / 2;
}
