/**
 * How far surfaces on the grid are from quotes, in sums of squares of log
 * volatilities, for many surfaces and one set of quotes.
 *
 * A surface reaches the quotes through its coefficients `c` of the modes `M`
 * alone, so nothing of the quotes' number is left in what is summed:
 *
 * ```text
 * |t − M·c|² = t·t − c·(2·v − G·c),  v = Mᵀt,  G = MᵀM
 * ```
 *
 * @module
 */

import type { GridReader } from "lib/calibration/neural/surface_projector.ts";
import { dot } from "lib/math/dot.ts";

/** A surface's distance to the quotes. */
export interface Misfit {
  /** Sum of squares. */
  readonly cost: number;
  /** `Mᵀ·residual`: half the way down, in coefficients. */
  readonly pull: Float64Array;
}

/** `MᵀM` of readers: the same for all quotes at the same places. */
const grams = new WeakMap<GridReader, Float64Array>();

/** The distance of surfaces to some quotes. */
export class SurfaceMisfit {
  readonly #reader: GridReader | null;
  readonly #gram: Float64Array | null;
  readonly #right: Float64Array;
  readonly #square: number;

  /**
   * Takes quotes.
   *
   * @param target Their log volatilities.
   * @param reader How a surface is read at them; null where they are the grid.
   */
  constructor(target: Float64Array, reader: GridReader | null) {
    this.#reader = reader;
    if (reader === null) {
      this.#gram = null;
      this.#right = target;
      this.#square = dot(target, 0, target, 0, target.length);
      return;
    }
    const { modes, offset } = reader;
    const size = target.length;
    const count = modes.length / size;
    const rest = target.map((value, i) => value - offset[i]);
    this.#gram = gramOf(reader, size, count);
    this.#right = new Float64Array(count);
    for (let row = 0; row < size; ++row) {
      for (let j = 0; j < count; ++j) {
        this.#right[j] += modes[row * count + j] * rest[row];
      }
    }
    this.#square = dot(rest, 0, rest, 0, size);
  }

  /** What the coefficients are read with; the same for all quotes of a basis. */
  get solve(): Float64Array | null {
    return this.#reader?.solve ?? null;
  }

  /**
   * What the quotes see of a surface: its coefficients, or its nodes where they
   * are the quotes.
   *
   * @param logVols On the grid.
   */
  coefficients(logVols: Float64Array): Float64Array {
    if (this.#reader === null) return logVols;
    const { solve, nodes } = this.#reader;
    const c = new Float64Array(this.#right.length);
    for (let j = 0; j < c.length; ++j) {
      c[j] = dot(solve, j * nodes, logVols, 0, nodes);
    }
    return c;
  }

  /** The distance of a surface by its coefficients. */
  at(c: Float64Array): Misfit {
    const seen = this.metric(c);
    const pull = this.#right.map((value, j) => value - seen[j]);
    return { cost: this.cost(c), pull };
  }

  /** The sum of squares alone. */
  cost(c: Float64Array): number {
    const gram = this.#gram;
    const { length } = c;
    let sum = this.#square;
    for (let j = 0; j < length; ++j) {
      const seen = gram === null ? c[j] : dot(gram, j * length, c, 0, length);
      sum -= c[j] * (2 * this.#right[j] - seen);
    }
    // Rounding may leave less than nothing of a perfect fit.
    return Math.max(sum, 0);
  }

  /** `G·c`. */
  metric(c: Float64Array): Float64Array {
    const gram = this.#gram;
    if (gram === null) return c;
    return c.map((_, j) => dot(gram, j * c.length, c, 0, c.length));
  }
}

function gramOf(
  reader: GridReader,
  size: number,
  count: number,
): Float64Array {
  const known = grams.get(reader);
  if (known !== undefined) return known;
  const { modes } = reader;
  const gram = new Float64Array(count * count);
  for (let row = 0; row < size; ++row) {
    const first = row * count;
    for (let i = 0; i < count; ++i) {
      const left = modes[first + i];
      for (let j = 0; j <= i; ++j) {
        gram[i * count + j] += left * modes[first + j];
      }
    }
  }
  for (let i = 0; i < count; ++i) {
    for (let j = 0; j < i; ++j) gram[j * count + i] = gram[i * count + j];
  }
  grams.set(reader, gram);
  return gram;
}
