/**
 * The Cholesky factor of a curvature, or of the nearest multiple of the identity
 * above it that has one.
 *
 * Columns that depend on each other under a vanishing penalty, or rows that are
 * all certain, leave a direction flat to rounding. A Newton step by a curvature a
 * little too large is shorter and still goes down.
 *
 * @module
 */

import { choleskyFactor } from "lib/math/linear_solve.ts";

/** First share of the trace that is added, and by how much it grows. */
const [FIRST, GROWTH] = [1e-15, 10];

/**
 * Factors a symmetric matrix that is positive definite but for rounding.
 *
 * @param matrix Row-major `[m × m]`, of which the lower triangle counts.
 * @param m Number of rows.
 * @returns The factor, as {@linkcode choleskyFactor} gives it; null if the
 * diagonal is not finite.
 */
export function factorNearly(
  matrix: Float64Array,
  m: number,
): Float64Array | null {
  let trace = 0;
  for (let j = 0; j < m; ++j) trace += matrix[j * m + j];
  if (!Number.isFinite(trace)) return null;
  const raised = matrix.slice();
  let factor = choleskyFactor(raised, m);
  let share = Math.max(FIRST * trace, Number.MIN_VALUE);
  for (; factor === null && share < Infinity; share *= GROWTH) {
    for (let j = 0; j < m; ++j) raised[j * m + j] = matrix[j * m + j] + share;
    factor = choleskyFactor(raised, m);
  }
  return factor;
}
