/**
 * Small dense symmetric systems: Cholesky, and the eigenvalues of Jacobi.
 *
 * Golub and Van Loan (2013), Matrix Computations, 4th ed., algs. 4.2.1, 8.5.2.
 *
 * @module
 */

/**
 * Solves `A·x = b` for a symmetric positive definite `A`.
 *
 * @param a Row-major, shape `[n × n]`.
 * @param b Right side, shape `[n]`.
 * @returns The solution, or null if `a` is not positive definite.
 */
export function choleskySolve(
  a: Float64Array,
  b: Float64Array,
): Float64Array | null {
  const l = choleskyFactor(a, b.length);
  if (l === null) return null;
  const x = b.slice();
  solveFactoredInto(l, x);
  return x;
}

/**
 * The lower triangle `L` of `A = L·Lᵀ`.
 *
 * @param a Row-major, shape `[n × n]`.
 * @param n Number of rows.
 * @returns `L` with zeros above, or null if `a` is not positive definite.
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { choleskyFactor } from "lib/math/linear_solve.ts";
 *
 * const l = choleskyFactor(Float64Array.of(4, 2, 2, 10), 2);
 * assertEquals(l, Float64Array.of(2, 0, 1, 3));
 * ```
 */
export function choleskyFactor(
  a: Float64Array,
  n: number,
): Float64Array | null {
  const l = new Float64Array(n * n);
  for (let i = 0; i < n; ++i) {
    for (let j = 0; j <= i; ++j) {
      let sum = a[i * n + j];
      for (let k = 0; k < j; ++k) sum -= l[i * n + k] * l[j * n + k];
      if (i === j) {
        if (!(sum > 0)) return null;
        l[i * n + i] = Math.sqrt(sum);
      } else {
        l[i * n + j] = sum / l[j * n + j];
      }
    }
  }
  return l;
}

/**
 * Solves `L·Lᵀ·x = b`.
 *
 * @param l What {@linkcode choleskyFactor} gave.
 * @param x The right side, overwritten by the solution, shape `[n]`.
 */
export function solveFactoredInto(l: Float64Array, x: Float64Array): void {
  const n = x.length;
  for (let i = 0; i < n; ++i) {
    for (let k = 0; k < i; ++k) x[i] -= l[i * n + k] * x[k];
    x[i] /= l[i * n + i];
  }
  for (let i = n - 1; i >= 0; --i) {
    for (let k = i + 1; k < n; ++k) x[i] -= l[k * n + i] * x[k];
    x[i] /= l[i * n + i];
  }
}

/** Eigenvalues, ascending, and the matching unit vectors. */
export interface SymmetricEigen {
  /** Eigenvalues, shape `[n]`. */
  readonly values: Float64Array;
  /** `vectors[k]` belongs to `values[k]`, shape `[n]` each. */
  readonly vectors: readonly Float64Array[];
}

/**
 * Eigenvalues and vectors of a symmetric matrix by cyclic Jacobi rotations.
 *
 * @param matrix Row-major, shape `[n × n]`.
 * @param n Number of rows.
 * @returns The decomposition.
 *
 * @example Usage
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { symmetricEigen } from "lib/math/linear_solve.ts";
 *
 * const { values } = symmetricEigen(Float64Array.of(2, 1, 1, 2), 2);
 * assertAlmostEquals(values[1], 3, 1e-14);
 * ```
 */
export function symmetricEigen(
  matrix: Float64Array,
  n: number,
): SymmetricEigen {
  const a = matrix.slice();
  const v = new Float64Array(n * n);
  for (let i = 0; i < n; ++i) v[i * n + i] = 1;
  for (let sweep = 0; sweep < 60; ++sweep) {
    let off = 0;
    for (let p = 0; p < n; ++p) {
      for (let q = p + 1; q < n; ++q) {
        off += a[p * n + q] ** 2;
        rotate(a, v, n, p, q);
      }
    }
    if (off < 1e-300) break;
  }
  const order = Array.from({ length: n }, (_, i) => i)
    .sort((i, j) => a[i * n + i] - a[j * n + j]);
  return {
    values: Float64Array.from(order, (i) => a[i * n + i]),
    vectors: order.map((i) =>
      Float64Array.from({ length: n }, (_, k) => v[k * n + i])
    ),
  };
}

/** Zeroes `a[p][q]` by a rotation, and turns `v` along. */
function rotate(
  a: Float64Array,
  v: Float64Array,
  n: number,
  p: number,
  q: number,
): void {
  const apq = a[p * n + q];
  if (apq === 0) return;
  const tau = (a[q * n + q] - a[p * n + p]) / (2 * apq);
  const t = (tau >= 0 ? 1 : -1) / (Math.abs(tau) + Math.sqrt(1 + tau * tau));
  const c = 1 / Math.sqrt(1 + t * t);
  const s = t * c;
  for (let k = 0; k < n; ++k) {
    const [kp, kq] = [a[k * n + p], a[k * n + q]];
    a[k * n + p] = c * kp - s * kq;
    a[k * n + q] = s * kp + c * kq;
  }
  for (let k = 0; k < n; ++k) {
    const [pk, qk] = [a[p * n + k], a[q * n + k]];
    a[p * n + k] = c * pk - s * qk;
    a[q * n + k] = s * pk + c * qk;
    const [vp, vq] = [v[k * n + p], v[k * n + q]];
    v[k * n + p] = c * vp - s * vq;
    v[k * n + q] = s * vp + c * vq;
  }
}
