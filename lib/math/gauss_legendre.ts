/**
 * Gauss–Legendre quadrature on [−1, 1]:
 *
 *   ∫₋₁¹ f(x) dx ≈ Σ wᵢ f(xᵢ),  Pₙ(xᵢ) = 0,  wᵢ = 2 / ((1 − xᵢ²) Pₙ′(xᵢ)²),
 *
 * exact for polynomials of degree 2n − 1. (Abramowitz & Stegun 25.4.29.) The
 * nodes come from Newton's method on the three-term recurrence, started at
 * Tricomi's cos(π(i + ¾)/(n + ½)); good to a few units of rounding for n up to
 * the thousands. Rules are kept once made, so asking again costs nothing.
 *
 * @module
 */

/** The nodes and weights of one quadrature rule; shared, not to be written to. */
export interface QuadratureRule {
  /** Nodes in (−1, 1), ascending. */
  readonly nodes: Float64Array;
  /** Weights, all positive, that add to 2. */
  readonly weights: Float64Array;
}

const rules = new Map<number, QuadratureRule>();

/**
 * The n-point Gauss–Legendre rule on [−1, 1].
 *
 * @param n Number of points, an integer of at least 1.
 * @returns The rule, the same object at every call with this n.
 * @throws {RangeError} When n is not a positive integer.
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { gaussLegendre } from "lib/math/gauss_legendre.ts";
 *
 * const { nodes, weights } = gaussLegendre(8);
 * let integral = 0;
 * for (let i = 0; i < 8; i++) integral += weights[i] * Math.exp(nodes[i]);
 * assertAlmostEquals(integral, Math.E - 1 / Math.E, 1e-14);
 * ```
 */
export function gaussLegendre(n: number): QuadratureRule {
  const known = rules.get(n);
  if (known !== undefined) return known;
  if (!Number.isInteger(n) || n < 1) {
    throw new RangeError(
      `Cannot make a Gauss-Legendre rule as n must be an integer of at least 1: current value is ${n}`,
    );
  }
  const rule = makeRule(n);
  rules.set(n, rule);
  return rule;
}

function makeRule(n: number): QuadratureRule {
  const nodes = new Float64Array(n);
  const weights = new Float64Array(n);
  for (let i = 0; 2 * i < n; i++) {
    const middle = 2 * i === n - 1;
    let x = middle ? 0 : Math.cos(Math.PI * (i + 0.75) / (n + 0.5));
    let slope = 0;
    for (let iteration = 0; iteration < 100; iteration++) {
      const [value, derivative] = legendre(n, x);
      slope = derivative;
      if (middle) break;
      const step = value / derivative;
      x -= step;
      if (Math.abs(step) < 1e-15) {
        slope = legendre(n, x)[1];
        break;
      }
    }
    const weight = 2 / ((1 - x * x) * slope * slope);
    nodes[i] = -x;
    nodes[n - 1 - i] = x;
    weights[i] = weight;
    weights[n - 1 - i] = weight;
  }
  return { nodes, weights };
}

/** Pₙ(x) and Pₙ′(x). */
function legendre(n: number, x: number): [number, number] {
  let before = 1;
  let value = x;
  for (let k = 2; k <= n; k++) {
    const next = ((2 * k - 1) * x * value - (k - 1) * before) / k;
    before = value;
    value = next;
  }
  return [value, n * (before - x * value) / ((1 - x) * (1 + x))];
}
