/**
 * The mass matrix of Hamiltonian Monte Carlo and how it is learned.
 *
 * The inverse mass is the covariance of the draws of a window, shrunk towards a
 * small multiple of the identity as Stan does: `n/(n+5)·S + 10⁻³·5/(n+5)·I`
 * (Stan Reference Manual, "HMC algorithm parameters"). Sums are Welford's
 * (1962), Technometrics 4(3), 419–420.
 *
 * @module
 */

import type { Rng } from "lib/core/rng.ts";

/** Which matrix is learned. */
export type MetricKind = "diagonal" | "dense";

/** A mass matrix, given by its inverse. */
export class Metric {
  /** Dimension. */
  readonly size: number;
  /** Diagonal or dense. */
  readonly kind: MetricKind;
  /** Inverse mass: the diagonal `[d]`, or row-major `[d × d]`. */
  readonly #inverse: Float64Array;
  /** Roots of the diagonal, or the lower Cholesky factor of the inverse. */
  readonly #root: Float64Array;
  readonly #mean: Float64Array;
  readonly #moments: Float64Array;
  readonly #gap: Float64Array;
  #count = 0;

  /** The identity, or the inverse of a covariance, row-major `[d × d]`. */
  constructor(size: number, kind: MetricKind, covariance?: Float64Array) {
    this.size = size;
    this.kind = kind;
    const entries = kind === "dense" ? size * size : size;
    const stride = kind === "dense" ? size + 1 : 1;
    this.#inverse = new Float64Array(entries);
    for (let i = 0; i < size; ++i) {
      this.#inverse[i * stride] = covariance?.[i * (size + 1)] ?? 1;
    }
    if (covariance !== undefined && kind === "dense") {
      this.#inverse.set(covariance);
    }
    this.#root = new Float64Array(entries);
    this.#factor();
    this.#mean = new Float64Array(size);
    this.#moments = new Float64Array(entries);
    this.#gap = new Float64Array(size);
  }

  /** `M⁻¹p` into `out`. */
  velocityInto(p: Float64Array, out: Float64Array): void {
    const { size } = this;
    const inverse = this.#inverse;
    if (this.kind === "diagonal") {
      for (let i = 0; i < size; ++i) out[i] = inverse[i] * p[i];
      return;
    }
    for (let i = 0; i < size; ++i) {
      let sum = 0;
      for (let j = 0; j < size; ++j) sum += inverse[i * size + j] * p[j];
      out[i] = sum;
    }
  }

  /** A momentum of covariance `M` into `out`. */
  momentumInto(rng: Rng, out: Float64Array): void {
    const { size } = this;
    const root = this.#root;
    for (let i = 0; i < size; ++i) out[i] = rng.normal();
    if (this.kind === "diagonal") {
      for (let i = 0; i < size; ++i) out[i] /= root[i];
      return;
    }
    // M⁻¹ = LLᵀ, so L⁻ᵀz has covariance M.
    for (let i = size - 1; i >= 0; --i) {
      let sum = out[i];
      for (let j = i + 1; j < size; ++j) sum -= root[j * size + i] * out[j];
      out[i] = sum / root[i * size + i];
    }
  }

  /** Adds a draw to the window. */
  learn(q: Float64Array): void {
    const { size } = this;
    const [mean, gap, moments] = [this.#mean, this.#gap, this.#moments];
    const n = ++this.#count;
    for (let i = 0; i < size; ++i) {
      gap[i] = q[i] - mean[i];
      mean[i] += gap[i] / n;
    }
    const dense = this.kind === "dense";
    for (let i = 0; i < size; ++i) {
      if (!dense) moments[i] += gap[i] * (q[i] - mean[i]);
      else {
        for (let j = 0; j < size; ++j) {
          moments[i * size + j] += gap[i] * (q[j] - mean[j]);
        }
      }
    }
  }

  /** Takes the window's covariance for the inverse mass and empties it. */
  adopt(): void {
    const { size } = this;
    const n = this.#count;
    if (n > 1) {
      const inverse = this.#inverse;
      const shrink = n / (n + 5);
      for (let k = 0; k < inverse.length; ++k) {
        inverse[k] = shrink * this.#moments[k] / (n - 1);
      }
      const stride = this.kind === "dense" ? size + 1 : 1;
      for (let i = 0; i < size; ++i) {
        inverse[i * stride] += 1e-3 * (1 - shrink);
      }
      this.#factor();
    }
    this.#count = 0;
    this.#mean.fill(0);
    this.#moments.fill(0);
  }

  #factor(): void {
    const { size } = this;
    const [a, root] = [this.#inverse, this.#root];
    if (this.kind === "diagonal") {
      for (let i = 0; i < size; ++i) root[i] = Math.sqrt(a[i]);
      return;
    }
    for (let i = 0; i < size; ++i) {
      for (let j = 0; j <= i; ++j) {
        let sum = a[i * size + j];
        for (let k = 0; k < j; ++k) {
          sum -= root[i * size + k] * root[j * size + k];
        }
        root[i * size + j] = i === j
          ? Math.sqrt(Math.max(sum, 1e-300))
          : sum / root[j * size + j];
      }
    }
  }
}
