/**
 * Rows of a kernel matrix, made when asked for and kept while there is room.
 *
 * Stored in float32, as LIBSVM does: a row fits twice, and its rounding is far
 * below the tolerance to which a machine is trained.
 *
 * @module
 */

import { dot } from "lib/math/dot.ts";
import { tableExp } from "lib/math/table_exp.ts";

/** A kernel: `x·z`, or `exp(−gamma·|x − z|²)`. */
export type Kernel =
  | { readonly name: "linear" }
  | {
    readonly name: "rbf";
    /** Inverse of the squared width, above 0. */
    readonly gamma: number;
  };

/** Bytes of rows that are kept. */
const ROOM = 512 * 2 ** 20;

/** The kernel matrix of a table, a row at a time. */
export class KernelRows {
  /** Number of rows. */
  readonly n: number;
  /** Kernel of each row with itself `[n]`. */
  readonly diagonal: Float64Array;
  readonly #x: Float64Array;
  readonly #p: number;
  readonly #kernel: Kernel;
  readonly #squares: Float64Array;
  /** In the order in which they were last asked for. */
  readonly #kept: Map<number, Float32Array> = new Map();
  readonly #most: number;
  readonly #products: Float64Array;

  /**
   * Makes the matrix; nothing is computed yet.
   *
   * @param x Row-major `[n × p]`.
   * @param p Number of columns.
   * @param kernel The kernel.
   */
  constructor(x: Float64Array, p: number, kernel: Kernel) {
    this.n = x.length / p;
    this.#x = x;
    this.#p = p;
    this.#kernel = kernel;
    this.#squares = Float64Array.from(
      { length: this.n },
      (_, i) => dot(x, i * p, x, i * p, p),
    );
    this.diagonal = kernel.name === "linear"
      ? this.#squares
      : new Float64Array(this.n).fill(1);
    this.#products = new Float64Array(this.n);
    this.#most = Math.max(2, Math.floor(ROOM / (4 * this.n)));
  }

  /**
   * Row i, valid until two others have been asked for.
   *
   * @param i Which.
   * @returns Shape `[n]`; not to be changed.
   */
  row(i: number): Float32Array {
    const found = this.#kept.get(i);
    if (found) {
      this.#kept.delete(i);
      this.#kept.set(i, found);
      return found;
    }
    let row: Float32Array;
    if (this.#kept.size < this.#most) row = new Float32Array(this.n);
    else {
      const [oldest, old] = this.#kept.entries().next().value!;
      this.#kept.delete(oldest);
      row = old;
    }
    this.#computeInto(row, i);
    this.#kept.set(i, row);
    return row;
  }

  #computeInto(row: Float32Array, i: number): void {
    const [x, p, squares] = [this.#x, this.#p, this.#squares];
    const own = x.slice(i * p, (i + 1) * p);
    const products = this.#products;
    productsInto(products, own, x);
    if (this.#kernel.name === "linear") {
      row.set(products);
      return;
    }
    const { gamma } = this.#kernel;
    for (let k = 0; k < row.length; ++k) {
      const distance = squares[i] + squares[k] - 2 * products[k];
      // Rounding may make a distance a little less than 0.
      const exponent = gamma * Math.max(distance, 0);
      row[k] = exponent < FARTHEST ? tableExp(-exponent) : 0;
    }
    row[i] = 1;
  }
}

/** Exponent below which the kernel is 0 in float32. */
const FARTHEST = 110;

/**
 * Products of one row with all, two at a time.
 *
 * @param out Where they go `[n]`.
 * @param own The row `[p]`.
 * @param x All rows, row-major `[n × p]`.
 */
export function productsInto(
  out: Float64Array,
  own: Float64Array,
  x: Float64Array,
): void {
  const [n, p] = [out.length, own.length];
  let k = 0;
  for (; k + 1 < n; k += 2) {
    const [a, b] = [k * p, k * p + p];
    let [s0, s1, t0, t1] = [0, 0, 0, 0];
    let j = 0;
    for (; j + 1 < p; j += 2) {
      const [u, v] = [own[j], own[j + 1]];
      s0 += u * x[a + j];
      s1 += v * x[a + j + 1];
      t0 += u * x[b + j];
      t1 += v * x[b + j + 1];
    }
    if (j < p) {
      s0 += own[j] * x[a + j];
      t0 += own[j] * x[b + j];
    }
    out[k] = s0 + s1;
    out[k + 1] = t0 + t1;
  }
  if (k < n) out[k] = dot(own, 0, x, k * p, p);
}
