/**
 * The directions in which rows vary most, by randomized subspace iteration.
 *
 * Halko, Martinsson and Tropp (2011), SIAM Review 53(2), 217–288, algorithms
 * 4.4 and 5.1: a random block is multiplied by the covariance a few times,
 * which leaves the span of its leading eigenvectors; a small eigenproblem does
 * the rest. No matrix of the size of the covariance is formed.
 *
 * @module
 */

import type { Rng } from "lib/core/rng.ts";
import { symmetricEigen } from "lib/math/linear_solve.ts";

/** Mean and leading directions of rows. */
export interface PrincipalComponents {
  /** Mean row, shape `[width]`. */
  readonly mean: Float64Array;
  /**
   * Orthonormal directions, row-major `[count × width]`, largest variance first;
   * zeros beyond the rank of the rows.
   */
  readonly directions: Float64Array;
  /** Variance along each direction (ddof 1), shape `[count]`. */
  readonly variances: Float64Array;
}

/** Options of {@linkcode principalComponents}. */
export interface PrincipalComponentsOptions {
  /** Number of directions. */
  readonly count: number;
  /** Source of the first block. */
  readonly rng: Rng;
}

/** Directions beyond those wanted, and multiplications by the covariance. */
const OVERSAMPLING = 10;
const POWERS = 4;
/** Share of a row that rounding leaves where the rows before it span it. */
const SPANNED = 1e-14;

/**
 * Leading principal components.
 *
 * @param rows Rows `[n × width]`, row-major, n ≥ 2.
 * @param width Length of a row.
 * @param options How many, and randomness.
 * @returns Mean, directions, and their variances.
 * @throws {RangeError} If more directions are wanted than rows or columns
 * allow.
 *
 * @example Points on a line
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { makeRng } from "lib/core/rng.ts";
 * import { principalComponents } from "lib/math/principal_components.ts";
 *
 * const rows = Float64Array.of(0, 0, 3, 4, 6, 8);
 * const { directions } = principalComponents(rows, 2, { count: 1, rng: makeRng(1) });
 * assertAlmostEquals(Math.abs(directions[0]), 0.6, 1e-12);
 * ```
 */
export function principalComponents(
  rows: Float32Array | Float64Array,
  width: number,
  options: PrincipalComponentsOptions,
): PrincipalComponents {
  const { count, rng } = options;
  const n = rows.length / width;
  const most = Math.min(n - 1, width);
  if (!(count >= 1 && count <= most)) {
    throw new RangeError(
      `Cannot find ${count} directions in ${n} rows of ${width} as there must be at least 1 and at most ${most}`,
    );
  }
  const mean = columnMeans(rows, n, width);
  const block = Math.min(count + OVERSAMPLING, most);
  const basis = Float64Array.from(
    { length: block * width },
    () => rng.normal(),
  );
  orthonormalize(basis, block, width);
  for (let power = 0; power < POWERS; ++power) {
    const scores = project(rows, mean, basis, n, width, block);
    combineInto(basis, rows, mean, scores, n, width, block);
    orthonormalize(basis, block, width);
  }
  const scores = project(rows, mean, basis, n, width, block);
  const { values, vectors } = symmetricEigen(gram(scores, n, block), block);
  const directions = new Float64Array(count * width);
  const variances = new Float64Array(count);
  for (let c = 0; c < count; ++c) {
    const from = block - 1 - c;
    variances[c] = Math.max(0, values[from]) / (n - 1);
    for (let b = 0; b < block; ++b) {
      const weight = vectors[from][b];
      for (let j = 0; j < width; ++j) {
        directions[c * width + j] += weight * basis[b * width + j];
      }
    }
  }
  return { mean, directions, variances };
}

function columnMeans(
  rows: Float32Array | Float64Array,
  n: number,
  width: number,
): Float64Array {
  const mean = new Float64Array(width);
  for (let i = 0; i < n; ++i) {
    for (let j = 0; j < width; ++j) mean[j] += rows[i * width + j];
  }
  for (let j = 0; j < width; ++j) mean[j] /= n;
  return mean;
}

/** Scores `[n × block]` of the centred rows along the basis. */
function project(
  rows: Float32Array | Float64Array,
  mean: Float64Array,
  basis: Float64Array,
  n: number,
  width: number,
  block: number,
): Float64Array {
  const scores = new Float64Array(n * block);
  const row = new Float64Array(width);
  for (let i = 0; i < n; ++i) {
    for (let j = 0; j < width; ++j) row[j] = rows[i * width + j] - mean[j];
    for (let b = 0; b < block; ++b) {
      let sum = 0;
      for (let j = 0; j < width; ++j) sum += row[j] * basis[b * width + j];
      scores[i * block + b] = sum;
    }
  }
  return scores;
}

/** `out[b] = Σᵢ scores[i][b] · centred row i`. */
function combineInto(
  out: Float64Array,
  rows: Float32Array | Float64Array,
  mean: Float64Array,
  scores: Float64Array,
  n: number,
  width: number,
  block: number,
): void {
  out.fill(0);
  const row = new Float64Array(width);
  for (let i = 0; i < n; ++i) {
    for (let j = 0; j < width; ++j) row[j] = rows[i * width + j] - mean[j];
    for (let b = 0; b < block; ++b) {
      const score = scores[i * block + b];
      for (let j = 0; j < width; ++j) out[b * width + j] += score * row[j];
    }
  }
}

/** Gram–Schmidt on the rows, each twice: once loses digits. */
function orthonormalize(
  basis: Float64Array,
  block: number,
  width: number,
): void {
  for (let b = 0; b < block; ++b) {
    const row = basis.subarray(b * width, (b + 1) * width);
    const before = Math.sqrt(dot(row, row));
    for (let pass = 0; pass < 2; ++pass) {
      for (let a = 0; a < b; ++a) {
        const other = basis.subarray(a * width, (a + 1) * width);
        const along = dot(row, other);
        for (let j = 0; j < width; ++j) row[j] -= along * other[j];
      }
    }
    const length = Math.sqrt(dot(row, row));
    // What is left of a row that the others span is rounding, which may well lie
    // along them: it becomes zero and stays so.
    const isNew = length > SPANNED * before;
    for (let j = 0; j < width; ++j) row[j] = isNew ? row[j] / length : 0;
  }
}

function gram(scores: Float64Array, n: number, block: number): Float64Array {
  const out = new Float64Array(block * block);
  for (let i = 0; i < n; ++i) {
    for (let a = 0; a < block; ++a) {
      for (let b = 0; b < block; ++b) {
        out[a * block + b] += scores[i * block + a] * scores[i * block + b];
      }
    }
  }
  return out;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let j = 0; j < a.length; ++j) sum += a[j] * b[j];
  return sum;
}
