/**
 * Discretisations of the American integral equation, with everything that does
 * not depend on the contract computed once: Chebyshev nodes in `√τ`, quadrature
 * nodes, and the matrices that carry a polynomial from the one to the other.
 *
 * The boundary is a polynomial of degree `n` in `√(τ/T)` through the points
 * `xᵢ = (1 + cos(iπ/n))/2`. Integrals over `u ∈ [0, τ]` are taken in
 * `y ∈ [−1, 1]` with `τ − u = τ(1 + y)²/4`, so every point at which the
 * boundary is wanted is a fixed multiple of `√T`.
 *
 * Andersen, Lake and Offengenden (2016), J. Computational Finance 20(1),
 * 39–87, § 5.
 *
 * @module
 */

import { gaussLegendre } from "lib/math/gauss_legendre.ts";

/** Sizes of one discretisation. */
export interface SchemeSize {
  /** Degree of the boundary's polynomial. */
  readonly degree: number;
  /** Quadrature points of the boundary equation. */
  readonly points: number;
  /** Most fixed-point iterations. */
  readonly iterations: number;
  /** Quadrature points of the premium. */
  readonly premiumPoints: number;
}

/** A discretisation, ready to use. */
export interface Scheme extends SchemeSize {
  /** `(τᵢ/T)^¼`, the Chebyshev points, falling from 1 to 0, `[n + 1]`. */
  readonly nodes: Float64Array;
  /** `√(τᵢ/T)` of the boundary's points, falling from 1 to 0, `[n + 1]`. */
  readonly roots: Float64Array;
  /** Barycentric weights of those points, `[n + 1]`. */
  readonly weights: Float64Array;
  /** `(1 + y)/2` of the inner quadrature, `[l]`. */
  readonly innerRoots: Float64Array;
  /** Weights on `[−1, 1]` of the inner quadrature, `[l]`. */
  readonly innerWeights: Float64Array;
  /** From boundary values to the values at `√u`, `[n·l × n]`; the value at 0 is 0. */
  readonly inner: Float64Array;
  /** `√(u/T)` of the premium's points, `[p]`. */
  readonly premiumRoots: Float64Array;
  /** `√((T − u)/T)` there, `[p]`. */
  readonly premiumGaps: Float64Array;
  /** Weights of `du/T` there, `[p]`. */
  readonly premiumWeights: Float64Array;
  /** From boundary values to the values at the premium's points, `[p × n]`. */
  readonly premium: Float64Array;
}

/** From rough to fine: each gives two digits or more over the one before. */
export const SCHEME_SIZES: readonly SchemeSize[] = [
  { degree: 6, points: 9, iterations: 6, premiumPoints: 19 },
  { degree: 9, points: 15, iterations: 10, premiumPoints: 33 },
  { degree: 14, points: 25, iterations: 30, premiumPoints: 61 },
  { degree: 22, points: 41, iterations: 60, premiumPoints: 101 },
  { degree: 34, points: 65, iterations: 100, premiumPoints: 161 },
  { degree: 52, points: 99, iterations: 150, premiumPoints: 257 },
  { degree: 80, points: 151, iterations: 100, premiumPoints: 501 },
];

const schemes = new Map<number, Scheme>();

/**
 * The discretisation of one level of {@linkcode SCHEME_SIZES}.
 *
 * @param level Place in the list.
 * @returns The scheme, made once.
 */
export function schemeOf(level: number): Scheme {
  const known = schemes.get(level);
  if (known !== undefined) return known;
  const scheme = makeScheme(SCHEME_SIZES[level]);
  schemes.set(level, scheme);
  return scheme;
}

function makeScheme(size: SchemeSize): Scheme {
  const { degree: n, points, premiumPoints } = size;
  const nodes = new Float64Array(n + 1);
  const weights = new Float64Array(n + 1);
  for (let i = 0; i <= n; ++i) {
    nodes[i] = Math.cos(i * Math.PI / (2 * n)) ** 2;
    weights[i] = (i % 2 === 0 ? 1 : -1) * (i === 0 || i === n ? 0.5 : 1);
  }
  nodes[n] = 0;
  const roots = nodes.map((x) => x * x);
  const rule = gaussLegendre(points);
  const halves = rule.nodes.map((y) => (1 + y) / 2);
  const innerAngles = halves.map((s) => Math.PI / 2 * s * s);
  const innerRoots = innerAngles.map(Math.cos);
  const innerWeights = rule.weights.map((w, k) =>
    w * Math.PI * halves[k] * Math.sin(innerAngles[k])
  );
  const inner = new Float64Array(n * points * n);
  for (let i = 0; i < n; ++i) {
    for (let k = 0; k < points; ++k) {
      const at = nodes[i] * Math.sqrt(Math.sin(innerAngles[k]));
      const row = (i * points + k) * n;
      interpolationRow(at, nodes, weights, inner.subarray(row, row + n));
    }
  }
  const outer = gaussLegendre(premiumPoints);
  const outerHalves = outer.nodes.map((y) => (1 + y) / 2);
  const angles = outerHalves.map((s) => Math.PI / 2 * s * s);
  const premiumRoots = angles.map(Math.sin);
  const premiumGaps = angles.map(Math.cos);
  const premium = new Float64Array(premiumPoints * n);
  for (let k = 0; k < premiumPoints; ++k) {
    const row = premium.subarray(k * n, (k + 1) * n);
    interpolationRow(Math.sqrt(premiumRoots[k]), nodes, weights, row);
  }
  return {
    ...size,
    nodes,
    roots,
    weights,
    innerRoots,
    innerWeights,
    inner,
    premiumRoots,
    premiumGaps,
    premiumWeights: outer.weights.map((w, k) =>
      w * Math.PI * outerHalves[k] * premiumRoots[k] * premiumGaps[k]
    ),
    premium,
  };
}

/** Barycentric interpolation at `x` as weights of the first n values. */
export function interpolationRow(
  x: number,
  nodes: Float64Array,
  weights: Float64Array,
  out: Float64Array,
): void {
  const n = out.length;
  let sum = 0;
  for (let j = 0; j <= n; ++j) {
    if (x === nodes[j]) {
      out.fill(0);
      if (j < n) out[j] = 1;
      return;
    }
    const term = weights[j] / (x - nodes[j]);
    sum += term;
    if (j < n) out[j] = term;
  }
  for (let j = 0; j < n; ++j) out[j] /= sum;
}
