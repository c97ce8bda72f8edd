/**
 * The Sobol sequence, plain or randomised.
 *
 * ```text
 * xᵢ = g₁V₁ ⊕ g₂V₂ ⊕ …,   g = i ⊕ (i >> 1)
 * ```
 *
 * Antonov and Saleev (1979), USSR Comput. Math. Math. Phys. 19(1), 252–256, with
 * the direction numbers of {@link "lib/math/sobol_directions.ts"}. A randomised
 * sequence multiplies each dimension's directions by a random lower-triangular
 * matrix of bits and adds a random digital shift: Matoušek (1998), J. Complexity
 * 14(4), 527–556. Any one point is then uniform, every `2^k` points keep their
 * equidistribution, and independent randomisations give a standard error; it
 * costs nothing a point. Points have 32 bits: take fewer than `2^32`.
 *
 * @module
 */

import type { Rng } from "lib/core/rng.ts";
import {
  SOBOL_DIMENSIONS,
  sobolPolynomials,
} from "lib/math/sobol_directions.ts";

const BITS = 32;
const UNIT = 2 ** -32;

/** Options of {@linkcode Sobol}. */
export interface SobolOptions {
  /** Stream for the scrambling; without it the sequence is the plain one. */
  readonly rng?: Rng;
  /**
   * Points left out at the start.
   *
   * @default {0}
   */
  readonly skip?: number;
}

/**
 * A Sobol sequence that is read in blocks.
 *
 * @example The first points in two dimensions
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { Sobol } from "lib/math/sobol.ts";
 *
 * const words = new Int32Array(2 * 4);
 * new Sobol(2).bitsInto(words, 4);
 * const points = Array.from(words, (word) => (word >>> 0) / 2 ** 32);
 * assertEquals(points, [0, 0.5, 0.75, 0.25, 0, 0.5, 0.25, 0.75]);
 * ```
 */
export class Sobol {
  /** Number of dimensions. */
  readonly dimensions: number;
  readonly #directions: Int32Array;
  readonly #shift: Int32Array;
  readonly #state: Int32Array;
  #index: number;

  /**
   * Starts the sequence.
   *
   * @param dimensions From 1 to 1,024.
   * @param options Scrambling and skip.
   * @throws {RangeError} If there is no table for so many dimensions.
   */
  constructor(dimensions: number, options: SobolOptions = {}) {
    const { rng, skip = 0 } = options;
    checkWhole("dimensions", dimensions, 1, SOBOL_DIMENSIONS);
    checkWhole("skip", skip, 0, 2 ** 32 - 1);
    this.dimensions = dimensions;
    this.#directions = directionNumbers(dimensions);
    this.#shift = new Int32Array(dimensions);
    if (rng !== undefined) scramble(this.#directions, this.#shift, rng);
    this.#state = new Int32Array(dimensions);
    this.#index = skip;
    const gray = (skip ^ (skip >>> 1)) >>> 0;
    for (let d = 0; d < dimensions; ++d) {
      for (let bit = 0; bit < BITS; ++bit) {
        if ((gray >>> bit) & 1) {
          this.#state[d] ^= this.#directions[d * BITS + bit];
        }
      }
    }
  }

  /**
   * The next points as 32-bit words, the binary digits of each coordinate.
   *
   * @param out Filled, dimension after dimension: shape `[dimensions × count]`.
   * @param count Number of points.
   */
  bitsInto(out: Int32Array, count: number): void {
    const directions = this.#directions;
    const start = this.#index;
    for (let d = 0; d < this.dimensions; ++d) {
      const row = d * BITS;
      const shift = this.#shift[d];
      const base = d * count;
      let x = this.#state[d];
      for (let i = 0; i < count; ++i) {
        out[base + i] = x ^ shift;
        // The lowest zero bit of the index says which direction comes next.
        const free = ~(start + i);
        x ^= directions[row + 31 - Math.clz32(free & -free)];
      }
      this.#state[d] = x;
    }
    this.#index += count;
  }

  /**
   * The next points, each at the middle of its cell and so inside `(0, 1)`.
   *
   * @param out Filled, dimension after dimension: shape `[dimensions × count]`.
   * @param count Number of points.
   */
  uniformsInto(out: Float64Array, count: number): void {
    const words = new Int32Array(this.dimensions * count);
    this.bitsInto(words, count);
    for (let i = 0; i < words.length; ++i) {
      out[i] = ((words[i] >>> 0) + 0.5) * UNIT;
    }
  }
}

/** Directions of each dimension, most significant bit first. */
function directionNumbers(dimensions: number): Int32Array {
  const out = new Int32Array(dimensions * BITS);
  for (let k = 0; k < BITS; ++k) out[k] = 1 << (BITS - 1 - k);
  sobolPolynomials(dimensions).forEach((polynomial, j) => {
    const { degree, coefficients, initial } = polynomial;
    const row = (j + 1) * BITS;
    for (let k = 0; k < BITS; ++k) {
      if (k < degree) {
        out[row + k] = initial[k] << (BITS - 1 - k);
        continue;
      }
      let v = out[row + k - degree] ^ (out[row + k - degree] >>> degree);
      for (let i = 1; i < degree; ++i) {
        if ((coefficients >>> (degree - 1 - i)) & 1) v ^= out[row + k - i];
      }
      out[row + k] = v;
    }
  });
  return out;
}

/** Multiplies by random triangular matrices and draws the shift, in place. */
function scramble(
  directions: Int32Array,
  shift: Int32Array,
  rng: Rng,
): void {
  const word = () => (rng.uniform() * 2 ** 32) | 0;
  const column = new Int32Array(BITS);
  for (let d = 0; d < shift.length; ++d) {
    for (let bit = 0; bit < BITS; ++bit) {
      const top = 1 << bit;
      column[bit] = top | (word() & (top - 1));
    }
    for (let k = d * BITS; k < (d + 1) * BITS; ++k) {
      let product = 0;
      for (let bit = 0; bit < BITS; ++bit) {
        if ((directions[k] >>> bit) & 1) product ^= column[bit];
      }
      directions[k] = product;
    }
    shift[d] = word();
  }
}

function checkWhole(
  name: string,
  value: number,
  low: number,
  high: number,
): void {
  if (Number.isInteger(value) && value >= low && value <= high) return;
  throw new RangeError(
    `Cannot make a Sobol sequence as ${name} must be a whole number from ${low} to ${high}: current value is ${value}`,
  );
}
