/**
 * Tail probabilities and partial expectations of a Lévy increment, from its
 * characteristic function.
 *
 * ```text
 * P(X > x)       = 1/2π ∫ φ(u)·e^(−iux)/(iu) du            (−Im u > 0)
 * E[e^X; X > x]  = 1/2π ∫ φ(u)·e^(x − iux)/(iu − 1) du     (−Im u > 1)
 * f(x)           = 1/2π ∫ φ(u)·e^(−iux) du
 * ```
 *
 * along the tilted hyperbolas of {@link "lib/pricing/engines/lewis_contour.ts"};
 * below the drift the lower tails are integrated instead, with `−Im u < 0`. So
 * small tails keep their relative accuracy, and a density that is unbounded at
 * the drift (variance gamma over a day) costs no more than a smooth one.
 *
 * @module
 */

import { ConvergenceError } from "lib/core/errors.ts";
import { Complex } from "lib/math/complex.ts";
import {
  chooseContour,
  type Contour,
  SHAPES,
} from "lib/pricing/engines/lewis_contour.ts";
import type { CharacteristicFunction } from "lib/pricing/laws/law.ts";

/** What is known of the increment at one point. */
export interface TailPoint {
  /** Log return `x`. */
  readonly x: number;
  /** `P(X > x)` on the upper side, `P(X < x)` on the lower. */
  readonly tail: number;
  /** `E[e^X; X > x]` or `E[e^X; X < x]` likewise. */
  readonly share: number;
  /** Density. */
  readonly density: number;
}

/** Nodes on one side of a centre at even steps of `ln|x − centre|`. */
export interface TailGrid {
  /** `ln|x − centre|` of the first point. */
  readonly first: number;
  /** Step of `ln|x − centre|`. */
  readonly step: number;
  /** Points outward. */
  readonly points: readonly TailPoint[];
}

/** Points that share one contour. */
const GROUP = 8;
const FIRST_STEP = 1 / 8;
const HALVINGS = 5;
const LAST_Y = 90;
/** Agreement of two step lengths: absolute, and relative to the tail. */
const TOLERANCE = 1e-13;
const RELATIVE = 1e-9;

/**
 * Walks outward from a centre until a tail is negligible.
 *
 * @param cf Law of the increment.
 * @param tau Its length, in years.
 * @param centre Where the walk begins.
 * @param upper Whether to walk up.
 * @param grid First point, step and the tail to stop at.
 * @returns The points.
 * @throws {ConvergenceError} If no contour settles.
 */
export function walkTail(
  cf: CharacteristicFunction,
  tau: number,
  centre: number,
  upper: boolean,
  grid: {
    readonly first: number;
    readonly step: number;
    readonly smallest: number;
  },
): TailGrid {
  const { first, step, smallest } = grid;
  const points: TailPoint[] = [];
  const sign = upper ? 1 : -1;
  while (points.length < 4000) {
    const xs = Float64Array.from(
      { length: GROUP },
      (_, j) => centre + sign * Math.exp(first + step * (points.length + j)),
    );
    points.push(...tailsAt(cf, { tau, centre, xs }, upper));
    if (points[points.length - 1].tail < smallest) break;
  }
  return { first, step, points };
}

/** Points that are treated together. */
interface Span {
  /** Length of the increment, in years. */
  readonly tau: number;
  /** The point that distances are taken from. */
  readonly centre: number;
  /** The points. */
  readonly xs: Float64Array;
}

/** Tails at a few neighbouring points. */
function tailsAt(
  cf: CharacteristicFunction,
  span: Span,
  upper: boolean,
): TailPoint[] {
  const { tau, xs } = span;
  const middle = xs[xs.length >> 1];
  let gap = Infinity;
  for (const shape of SHAPES) {
    const contour = chooseContour(cf, tau, middle, upper, shape);
    const found = integrate(cf, span, contour);
    if (found.settled) {
      const sign = upper ? 1 : -1;
      return Array.from(xs, (x, j) => ({
        x,
        tail: Math.max(0, sign * found.sums[3 * j]),
        share: Math.max(0, sign * found.sums[3 * j + 1]),
        density: Math.max(0, found.sums[3 * j + 2]),
      }));
    }
    gap = Math.min(gap, found.gap);
  }
  throw new ConvergenceError(
    `Cannot tabulate increments of ${cf.name} over ${tau} years: the tail at ${middle} is known to ${gap} only. Use fewer fixings`,
    { reached: gap, tolerance: TOLERANCE },
  );
}

/** The trapezoid rule with halving, for all points at once. */
function integrate(
  cf: CharacteristicFunction,
  span: Span,
  contour: Contour,
): { sums: Float64Array; settled: boolean; gap: number } {
  const { xs } = span;
  const sums = new Float64Array(3 * xs.length);
  let step = FIRST_STEP;
  const reach = addNodes(cf, span, contour, sums, 0, step, Infinity);
  let previous = sums.map((sum) => sum * step / Math.PI);
  let gap = Infinity;
  for (let level = 0; level < HALVINGS; ++level) {
    step /= 2;
    addNodes(cf, span, contour, sums, step, 2 * step, reach);
    const current = sums.map((sum) => sum * step / Math.PI);
    gap = 0;
    let settled = true;
    for (let j = 0; j < xs.length; ++j) {
      const change = Math.abs(current[3 * j] - previous[3 * j]);
      const size = Math.abs(current[3 * j]);
      gap = Math.max(gap, change);
      // The error of the finer sum is near the square of the change.
      if (!(change ** 1.5 <= TOLERANCE + RELATIVE * size)) settled = false;
      if (!(change <= 1e-6)) settled = false;
    }
    previous = current;
    if (settled) return { sums: current, settled, gap };
  }
  return { sums: previous, settled: false, gap };
}

/**
 * Adds nodes `from, from + step, …` up to `reach`; returns where it stopped.
 *
 * The drift is taken out of `ln φ` before anything is exponentiated: near it,
 * `φ` and `e^(−iux)` each overflow where their product does not.
 */
function addNodes(
  cf: CharacteristicFunction,
  span: Span,
  contour: Contour,
  sums: Float64Array,
  from: number,
  step: number,
  reach: number,
): number {
  const { shift, scale, tilt } = contour;
  const [sin, cos] = [Math.sin(tilt), Math.cos(tilt)];
  let y = from;
  let largest = 0;
  for (let last = Infinity; y < Math.min(reach, LAST_Y); y += step) {
    const [sinh, cosh] = [scale * Math.sinh(y), scale * Math.cosh(y)];
    const u = new Complex(sinh * cos, shift + cosh * sin);
    const weight = y === 0 ? 0.5 : 1;
    const slope = new Complex(weight * cosh * cos, weight * sinh * sin);
    const logPhi = cf.logPhi(u, span.tau).sub(u.timesI().scale(span.centre));
    last = addTerms(span, sums, logPhi, slope, u);
    largest = Math.max(largest, last);
    if (reach === Infinity && y > 1 && !(last > 1e-18 * largest)) break;
  }
  return y;
}

/** Adds one node to every point; returns the size of the largest term. */
function addTerms(
  span: Span,
  sums: Float64Array,
  logPhi: Complex,
  slope: Complex,
  u: Complex,
): number {
  const { centre, xs } = span;
  const { re: ur, im: ui } = u;
  const n0 = ui * ui + ur * ur;
  const n1 = (1 + ui) * (1 + ui) + ur * ur;
  let largest = 0;
  for (let j = 0; j < xs.length; ++j) {
    const x = xs[j];
    const distance = x - centre;
    const size = Math.exp(logPhi.re + ui * distance);
    if (size === 0) continue;
    const angle = logPhi.im - ur * distance;
    const er = size * Math.cos(angle), ei = size * Math.sin(angle);
    const ar = slope.re * er - slope.im * ei;
    const ai = slope.re * ei + slope.im * er;
    // 1/(iu) and 1/(iu − 1), with iu = −Im u + i·Re u.
    sums[3 * j] += (-ar * ui + ai * ur) / n0;
    sums[3 * j + 1] += Math.exp(x) * (-ar * (1 + ui) + ai * ur) / n1;
    sums[3 * j + 2] += ar;
    largest = Math.max(largest, Math.abs(ar) + Math.abs(ai));
  }
  return largest;
}
