/**
 * Least squares by Householder reflections: rows are folded into a triangle a
 * block at a time, and where they leave a direction undetermined the shortest
 * solution is taken.
 *
 * Golub and Van Loan (2013), Matrix Computations, 4th ed., alg. 5.1.1 and
 * section 5.5.6 (complete orthogonal decomposition). Nothing is squared, so a
 * condition number up to 1e15 costs digits and not the answer.
 *
 * @module
 */

import { dot } from "lib/math/dot.ts";

/**
 * Folds rows into the triangle of those before them: `RᵀR` grows by `BᵀB`.
 *
 * The last column may be the right side; what it holds above its diagonal is
 * then `Qᵀb`, and on it the length of the residual.
 *
 * @param triangle Upper triangle R, row-major `[m × m]`, overwritten.
 * @param block Rows to fold in, column by column `[m × rows]`, overwritten.
 * @param rows Number of rows.
 */
export function foldRowsInto(
  triangle: Float64Array,
  block: Float64Array,
  rows: number,
): void {
  const m = block.length / rows;
  for (let j = 0; j < m; ++j) {
    const below = dot(block, j * rows, block, j * rows, rows);
    if (below === 0) continue;
    const top = triangle[j * m + j];
    const length = Math.sqrt(top * top + below);
    // The sign that adds: the other would cancel.
    const head = top >= 0 ? top + length : top - length;
    const twice = 2 / (head * head + below);
    triangle[j * m + j] = top >= 0 ? -length : length;
    for (let k = j + 1; k < m; ++k) {
      const along = twice *
        (head * triangle[j * m + k] +
          dot(block, j * rows, block, k * rows, rows));
      triangle[j * m + k] -= along * head;
      addInto(block, k * rows, -along, block, j * rows, rows);
    }
  }
}

/**
 * Solves `R·x = z` for the triangle of {@linkcode foldRowsInto} whose last
 * column is the right side.
 *
 * @param triangle Row-major `[(p + 1) × (p + 1)]`.
 * @returns The solution `[p]`, or null where a column is, to rounding, a
 * combination of those before it.
 */
export function solveTriangle(triangle: Float64Array): Float64Array | null {
  const m = Math.round(Math.sqrt(triangle.length));
  const p = m - 1;
  const x = new Float64Array(p);
  for (let j = 0; j < p; ++j) {
    let square = 0;
    for (let i = 0; i <= j; ++i) square += triangle[i * m + j] ** 2;
    const own = Math.abs(triangle[j * m + j]);
    if (!(own > ROUNDING * m * Math.sqrt(square))) return null;
  }
  for (let i = p - 1; i >= 0; --i) {
    let sum = triangle[i * m + p];
    for (let k = i + 1; k < p; ++k) sum -= triangle[i * m + k] * x[k];
    x[i] = sum / triangle[i * m + i];
  }
  return x;
}

/** Share of a column that rounding leaves of it, a row of the matrix. */
const ROUNDING = 2 ** -50;

/**
 * The x that minimises `|A·x − b|² + alpha·|x|²`, of several the shortest.
 *
 * @param a Row-major `[n × p]`.
 * @param b Right side `[n]`.
 * @param alpha Penalty, at least 0. @default {0}
 * @returns x, shape `[p]`.
 *
 * @example Two equal columns share what one would have
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { leastNorm } from "lib/math/least_norm.ts";
 *
 * const x = leastNorm(Float64Array.of(1, 1, 2, 2, 3, 3), Float64Array.of(2, 4, 6));
 * assertAlmostEquals(x[0], 1, 1e-14);
 * assertAlmostEquals(x[1], 1, 1e-14);
 * ```
 */
export function leastNorm(
  a: Float64Array,
  b: Float64Array,
  alpha = 0,
): Float64Array {
  const n = b.length;
  const p = a.length / n;
  // A row of A is a column of Aᵀ·P = Q·R; x lies in their span: x = Q·gamma,
  // and A·x = P·Rᵀ·gamma.
  const { columns, order, rank, heads } = pivotedQr(a, n, p);
  const m = rank + 1;
  const triangle = new Float64Array(m * m);
  const block = new Float64Array(m * n);
  for (let i = 0; i < n; ++i) {
    for (let k = 0; k < Math.min(rank, i + 1); ++k) {
      block[k * n + i] = columns[i * p + k];
    }
    block[rank * n + i] = b[order[i]];
  }
  foldRowsInto(triangle, block, n);
  if (alpha > 0 && rank > 0) {
    const penalty = new Float64Array(m * rank);
    for (let k = 0; k < rank; ++k) penalty[k * rank + k] = Math.sqrt(alpha);
    foldRowsInto(triangle, penalty, rank);
  }
  const x = new Float64Array(p);
  const gamma = solveTriangle(triangle);
  if (gamma === null) return x;
  x.set(gamma);
  for (let k = rank - 1; k >= 0; --k) reflect(columns, k, p, heads[k], x, 0);
  return x;
}

/** `Aᵀ·P = Q·R`, with the reflectors of Q below R's diagonal. */
interface PivotedQr {
  /** Column i, of length p, begins at `i·p`: R to its diagonal, then a reflector. */
  readonly columns: Float64Array;
  /** Which row of A each column was. */
  readonly order: Int32Array;
  /** First element of each reflector; R's diagonal stands in its place. */
  readonly heads: Float64Array;
  /** Number of independent rows. */
  readonly rank: number;
}

function pivotedQr(a: Float64Array, n: number, p: number): PivotedQr {
  const columns = a.slice();
  const order = Int32Array.from({ length: n }, (_, i) => i);
  const heads = new Float64Array(Math.min(n, p));
  let largest = 0;
  for (let k = 0; k < heads.length; ++k) {
    const [pivot, square] = longest(columns, k, n, p);
    const length = Math.sqrt(square);
    if (k === 0) largest = length;
    if (!(length > ROUNDING * Math.max(n, p) * largest)) {
      return { columns, order, heads, rank: k };
    }
    swapColumns(columns, order, k, pivot, p);
    const top = columns[k * p + k];
    heads[k] = top >= 0 ? top + length : top - length;
    for (let i = k + 1; i < n; ++i) {
      reflect(columns, k, p, heads[k], columns, i * p);
    }
    columns[k * p + k] = top >= 0 ? -length : length;
  }
  return { columns, order, heads, rank: heads.length };
}

/** The column from k on that is longest below its first k elements. */
function longest(
  columns: Float64Array,
  k: number,
  n: number,
  p: number,
): readonly [number, number] {
  let [pivot, square] = [k, -1];
  for (let i = k; i < n; ++i) {
    const own = dot(columns, i * p + k, columns, i * p + k, p - k);
    if (own > square) [pivot, square] = [i, own];
  }
  return [pivot, square];
}

function swapColumns(
  columns: Float64Array,
  order: Int32Array,
  i: number,
  j: number,
  p: number,
): void {
  if (i === j) return;
  const kept = columns.slice(i * p, (i + 1) * p);
  columns.copyWithin(i * p, j * p, (j + 1) * p);
  columns.set(kept, j * p);
  [order[i], order[j]] = [order[j], order[i]];
}

/** Reflects the vector at `at` by reflector k. */
function reflect(
  columns: Float64Array,
  k: number,
  p: number,
  head: number,
  vector: Float64Array,
  at: number,
): void {
  const [tail, count] = [k * p + k + 1, p - k - 1];
  const square = head * head + dot(columns, tail, columns, tail, count);
  const along = 2 / square *
    (head * vector[at + k] + dot(columns, tail, vector, at + k + 1, count));
  vector[at + k] -= along * head;
  addInto(vector, at + k + 1, -along, columns, tail, count);
}

/** Adds `scale` times a part of one vector to a part of another. */
function addInto(
  out: Float64Array,
  to: number,
  scale: number,
  a: Float64Array,
  from: number,
  n: number,
): void {
  for (let i = 0; i < n; ++i) out[to + i] += scale * a[from + i];
}
