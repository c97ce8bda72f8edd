/**
 * Weights of an ensemble's members.
 *
 * Numbers: min |y − Fw|², w ≥ 0, by cyclic coordinate descent on FᵀF, which
 * ends at the minimum as the problem is convex (Breiman 1996,
 * doi:10.1007/BF00117832, for why weights should not be negative).
 *
 * Classes: max Σ ln Σ wₖpₖ(yᵢ), w ≥ 0, Σw = 1, by the expectation-maximisation
 * step w ← w·mean(pₖ/Σwⱼpⱼ), which never lowers it (Dempster, Laird and Rubin
 * 1977, doi:10.1111/j.2517-6161.1977.tb01600.x).
 *
 * @module
 */

const MOST_STEPS = 10_000;
const TOLERANCE = 1e-10;

/**
 * Non-negative weights of least squared error.
 *
 * @param members Predictions of each member `[K][n]`.
 * @param y What was to be predicted `[n]`.
 * @returns Weights `[K]`; 0 for a member that predicts 0 everywhere.
 *
 * @example A member that only harms gets nothing
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { leastSquaresWeights } from "lib/models/forecast/ensemble/weights.ts";
 *
 * const y = Float64Array.of(1, 2, 3);
 * const [good, bad] = leastSquaresWeights([y.map((v) => v / 2), y.map((v) => -v)], y);
 * assertAlmostEquals(good, 2, 1e-9);
 * assertAlmostEquals(bad, 0, 1e-9);
 * ```
 */
export function leastSquaresWeights(
  members: readonly Float64Array[],
  y: Float64Array,
): Float64Array {
  const dot = (a: Float64Array, b: Float64Array) =>
    a.reduce((sum, v, i) => sum + v * b[i], 0);
  const gram = members.map((a) => members.map((b) => dot(a, b)));
  const aim = members.map((a) => dot(a, y));
  const weights = new Float64Array(members.length);
  for (let step = 0; step < MOST_STEPS; ++step) {
    let moved = 0;
    for (let k = 0; k < weights.length; ++k) {
      if (gram[k][k] === 0) continue;
      const rest = gram[k].reduce(
        (sum, g, j) => j === k ? sum : sum + g * weights[j],
        0,
      );
      const next = Math.max(0, (aim[k] - rest) / gram[k][k]);
      moved = Math.max(moved, Math.abs(next - weights[k]));
      weights[k] = next;
    }
    if (moved < TOLERANCE) break;
  }
  return weights;
}

/**
 * Weights of sum 1 of least log loss.
 *
 * @param members Probability that each member gave to what was seen `[K][n]`.
 * @returns Weights `[K]`.
 */
export function likeliestWeights(
  members: readonly Float64Array[],
): Float64Array {
  const count = members[0].length;
  let weights = new Float64Array(members.length).fill(1 / members.length);
  for (let step = 0; step < MOST_STEPS; ++step) {
    const next = new Float64Array(weights.length);
    for (let i = 0; i < count; ++i) {
      let mixed = 0;
      members.forEach((p, k) => mixed += weights[k] * p[i]);
      members.forEach((p, k) =>
        // A row that no member thought possible says nothing of them.
        next[k] += mixed > 0 ? weights[k] * p[i] / mixed : weights[k]
      );
    }
    const sum = next.reduce((a, b) => a + b, 0);
    let moved = 0;
    next.forEach((w, k) => {
      next[k] = w / sum;
      moved = Math.max(moved, Math.abs(next[k] - weights[k]));
    });
    weights = next;
    if (moved < TOLERANCE) break;
  }
  return weights;
}
