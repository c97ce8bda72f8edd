/**
 * Repair of a covariance or correlation that pairs estimated apart have left
 * with negative eigenvalues.
 *
 * `clipEigenvalues` is the nearest positive semidefinite matrix in the Frobenius
 * norm: Higham (1988), Linear Algebra Appl. 103, 103–118. `nearestCorrelation`
 * also keeps the diagonal at 1, by alternating projections with Dykstra's
 * correction: Higham (2002), IMA J. Numer. Anal. 22, 329–343, algorithm 3.3.
 *
 * @module
 */

import { ConvergenceError } from "lib/core/errors.ts";
import { symmetricEigen } from "lib/math/linear_solve.ts";
import type { Matrix } from "lib/math/matrix.ts";
import { checkBetween, checkCovariance } from "lib/risk/checked_input.ts";
import {
  correlationOf,
  covarianceOf,
} from "lib/risk/covariance/correlation.ts";

/**
 * The nearest matrix whose eigenvalues are at least a floor.
 *
 * @param matrix Symmetric, shape `[n × n]`.
 * @param floor Least eigenvalue of the answer. @default 0
 * @returns Shape `[n × n]`; the matrix itself if it has no smaller eigenvalue.
 */
export function clipEigenvalues(matrix: Matrix, floor = 0): Matrix {
  const { data, rows: n } = matrix;
  const { values, vectors } = symmetricEigen(data, n);
  if (values[0] >= floor) return matrix;
  const out = data.slice();
  for (let k = 0; k < n && values[k] < floor; ++k) {
    for (let i = 0; i < n; ++i) {
      for (let j = 0; j < n; ++j) {
        out[i * n + j] += (floor - values[k]) * vectors[k][i] * vectors[k][j];
      }
    }
  }
  return { data: out, rows: n, cols: n };
}

/** Options of {@linkcode nearestCorrelation}. */
export interface NearestCorrelationOptions {
  /** Change of an element at which to stop. @default 1e-12 */
  readonly tolerance?: number;
  /** Most projections before giving up. @default 5000 */
  readonly maxIterations?: number;
}

/**
 * The nearest correlation matrix in the Frobenius norm.
 *
 * @param matrix Symmetric, shape `[n × n]`.
 * @param options When to stop.
 * @returns Unit diagonal, positive semidefinite to the tolerance.
 * @throws {ConvergenceError} If the iterations do not suffice.
 *
 * @example Higham (2002), section 5
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { nearestCorrelation } from "lib/risk/covariance/nearest_psd.ts";
 *
 * const data = Float64Array.of(1, 1, 0, 1, 1, 1, 0, 1, 1);
 * const near = nearestCorrelation({ data, rows: 3, cols: 3 });
 * assertAlmostEquals(near.data[1], 0.7607, 5e-5);
 * assertAlmostEquals(near.data[2], 0.1573, 5e-5);
 * ```
 */
export function nearestCorrelation(
  matrix: Matrix,
  options: NearestCorrelationOptions = {},
): Matrix {
  const { tolerance = 1e-12, maxIterations = 5000 } = options;
  const doing = "find the nearest correlation";
  checkCovariance(doing, "matrix", matrix);
  checkBetween(doing, "tolerance", tolerance, {
    least: 0,
    most: 1,
    open: true,
  });
  const n = matrix.rows;
  let y = matrix.data.slice();
  let correction = new Float64Array(n * n);
  let change = Infinity;
  for (let step = 0; step < maxIterations; ++step) {
    const shifted = y.map((value, at) => value - correction[at]);
    const { data: x } = clipEigenvalues({ data: shifted, rows: n, cols: n });
    correction = x.map((value, at) => value - shifted[at]);
    const next = x.slice();
    for (let i = 0; i < n; ++i) next[i * n + i] = 1;
    change = next.reduce(
      (most, value, at) =>
        Math.max(most, Math.abs(value - y[at]), Math.abs(value - x[at])),
      0,
    );
    y = next;
    if (change <= tolerance) return { data: y, rows: n, cols: n };
  }
  throw new ConvergenceError(
    `Cannot ${doing} as its projections must settle in maxIterations: current value is ${maxIterations}; allow more, or a larger tolerance`,
    { reached: change, tolerance },
  );
}

/**
 * A covariance with the same variances and the nearest correlations that can be.
 *
 * @param covariance Symmetric with a diagonal above 0, shape `[n × n]`.
 * @param options When to stop.
 * @returns Shape `[n × n]`.
 * @throws {RangeError} If it is not symmetric, or a variance is not above 0.
 */
export function repairCovariance(
  covariance: Matrix,
  options: NearestCorrelationOptions = {},
): Matrix {
  const { volatilities, correlation } = correlationOf(covariance);
  return covarianceOf({
    volatilities,
    correlation: nearestCorrelation(correlation, options),
  });
}
