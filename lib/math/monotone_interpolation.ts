/**
 * Monotone cubic interpolation: between two knots the curve never leaves their
 * values' range, so that an increasing table has an increasing curve.
 *
 * Cubic Hermite pieces with the tangents of PCHIP: at an inner knot the
 * weighted harmonic mean of the slopes d₋, d₊ beside it,
 *
 *     m = (w₁ + w₂) / (w₁/d₋ + w₂/d₊),   w₁ = 2h₊ + h₋,  w₂ = h₊ + 2h₋,
 *
 * and 0 where they differ in sign (Fritsch and Butland, 1984, SIAM J. Sci.
 * Stat. Comput. 5(2), 300–304, with Brodlie's weights); at an end the three-point
 * formula, held to the sign and to three times the slope (Moler, 2004, Numerical
 * Computing with MATLAB, section 3.6). They are multiplied by `steepness`, then
 * held to the circle in which a piece is monotone, with d the slope of a piece
 * and m₀, m₁ its tangents:
 *
 *     (m₀/d)² + (m₁/d)² ≤ 9
 *
 * (Fritsch and Carlson, 1980, SIAM J. Numer. Anal. 17(2), section 4): both are
 * multiplied by 3 over the root of the left side where they are outside, and a
 * tangent shared by two pieces by the smaller factor. At steepness 1 the curve
 * is PCHIP wherever PCHIP is inside the circle. Before the first and after the
 * last knot it is flat.
 *
 * @module
 */

/** Evaluates a curve at points, shape `[m]` to shape `[m]`. */
export type Curve = (points: ArrayLike<number>) => Float64Array;

/**
 * A monotone curve through knots.
 *
 * @param x Knots, strictly increasing, shape `[n]`, n ≥ 1.
 * @param y Values, shape `[n]`; monotone or not, each piece is.
 * @param options Factor of the tangents, at least 0: below 1 the curve is
 * flatter at its knots, above 1 steeper. @default {1}
 * @returns The curve; evaluating throws a RangeError at NaN.
 * @throws {TypeError} If the lengths differ.
 * @throws {RangeError} If there is no knot, a value is not finite, the knots do
 * not increase or the steepness is negative.
 *
 * @example Flat beyond the ends, monotone between
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { monotoneInterpolation } from "lib/math/monotone_interpolation.ts";
 *
 * const curve = monotoneInterpolation([0, 1, 2], [0, 0, 1]);
 * assertEquals([...curve([-1, 0.5, 1, 2, 9])], [0, 0, 0, 1, 1]);
 * ```
 */
export function monotoneInterpolation(
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  options: { readonly steepness?: number } = {},
): Curve {
  const { steepness = 1 } = options;
  check(x, y, steepness);
  const knots = Float64Array.from(x);
  const values = Float64Array.from(y);
  const tangents = monotoneTangents(knots, values, steepness);
  return (points) =>
    Float64Array.from(
      points,
      (point) => evaluate(knots, { values, tangents }, point),
    );
}

function evaluate(
  knots: Float64Array,
  { values, tangents }: {
    readonly values: Float64Array;
    readonly tangents: Float64Array;
  },
  point: number,
): number {
  const last = knots.length - 1;
  if (Number.isNaN(point)) {
    throw new RangeError("Cannot interpolate as points must not be NaN");
  }
  if (point <= knots[0]) return values[0];
  if (point >= knots[last]) return values[last];
  let i = 0;
  for (let high = last; high - i > 1;) {
    const middle = (i + high) >> 1;
    if (knots[middle] <= point) i = middle;
    else high = middle;
  }
  const h = knots[i + 1] - knots[i];
  const t = (point - knots[i]) / h;
  const rise = values[i + 1] - values[i];
  const s = 1 - t;
  // As a step from the lower knot, so that a level piece is level exactly.
  const inner = rise * t * t * (3 - 2 * t) +
    h * t * s * (tangents[i] * s - tangents[i + 1] * t);
  // Rounding may leave the piece's range by a last digit.
  const low = Math.min(values[i], values[i + 1]);
  const high = Math.max(values[i], values[i + 1]);
  return Math.min(high, Math.max(low, values[i] + inner));
}

function monotoneTangents(
  x: Float64Array,
  y: Float64Array,
  steepness: number,
): Float64Array {
  const pieces = x.length - 1;
  const h = Float64Array.from({ length: pieces }, (_, i) => x[i + 1] - x[i]);
  const d = h.map((width, i) => (y[i + 1] - y[i]) / width);
  const m = new Float64Array(x.length);
  if (pieces === 1) m.fill(d[0]);
  if (pieces > 1) {
    for (let i = 1; i < pieces; ++i) {
      if (!(d[i - 1] * d[i] > 0)) continue;
      const before = 2 * h[i] + h[i - 1];
      const after = h[i] + 2 * h[i - 1];
      m[i] = (before + after) / (before / d[i - 1] + after / d[i]);
    }
    m[0] = endTangent([h[0], h[1]], [d[0], d[1]]);
    m[pieces] = endTangent(
      [h[pieces - 1], h[pieces - 2]],
      [d[pieces - 1], d[pieces - 2]],
    );
  }
  for (let i = 0; i <= pieces; ++i) m[i] *= steepness;
  // From tangents not yet held, so that the curve does not depend on the side
  // from which one counts; both factors of a piece are then small enough.
  const held = d.map((slope, i) => circleFactor(slope, m[i], m[i + 1]));
  return m.map((tangent, i) =>
    tangent * Math.min(held[i - 1] ?? 1, held[i] ?? 1)
  );
}

/** Tangent at an end from the two pieces next to it, the outer first. */
function endTangent(
  [h0, h1]: readonly [number, number],
  [d0, d1]: readonly [number, number],
): number {
  const m = ((2 * h0 + h1) * d0 - h0 * d1) / (h0 + h1);
  if (!(m * d0 > 0)) return 0;
  if (d0 * d1 < 0 && Math.abs(m) > 3 * Math.abs(d0)) return 3 * d0;
  return m;
}

/** What brings the tangents at both ends of a piece into its circle. */
function circleFactor(slope: number, before: number, after: number): number {
  // PCHIP's tangents at the ends of a level piece are 0 already.
  if (slope === 0) return 0;
  return Math.min(1, 3 / Math.hypot(before / slope, after / slope));
}

function check(
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  steepness: number,
): void {
  if (y.length !== x.length) {
    throw new TypeError(
      `Cannot interpolate as there must be a value for each of ${x.length} knots: there are ${y.length}`,
    );
  }
  if (x.length === 0) {
    throw new RangeError("Cannot interpolate as there must be a knot");
  }
  if (!(steepness >= 0 && steepness < Infinity)) {
    throw new RangeError(
      `Cannot interpolate as steepness must be finite and ≥ 0: current value is ${steepness}`,
    );
  }
  for (let i = 0; i < x.length; ++i) {
    if (!Number.isFinite(x[i]) || !Number.isFinite(y[i])) {
      throw new RangeError(
        `Cannot interpolate as knots must be finite: knot ${i} is (${x[i]}, ${
          y[i]
        })`,
      );
    }
    if (i === 0 || x[i] > x[i - 1]) continue;
    throw new RangeError(
      `Cannot interpolate as knots must increase: knot ${i} is ${x[i]} after ${
        x[i - 1]
      }`,
    );
  }
}
