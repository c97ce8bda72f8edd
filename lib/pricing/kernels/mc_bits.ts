/**
 * Blocks of pseudo-random 32-bit words: xoshiro128** of Blackman and Vigna
 * (2021), ACM Trans. Math. Softw. 47(4), 36, with its state in local variables.
 *
 * @module
 */

import type { Rng } from "lib/core/rng.ts";

/** A stream of pseudo-random words, read in blocks. */
export class PseudoBits {
  readonly #state: Int32Array;

  /**
   * Opens the stream.
   *
   * @param rng Read four times, for the state.
   */
  constructor(rng: Rng) {
    this.#state = Int32Array.from(
      { length: 4 },
      () => (rng.uniform() * 2 ** 32) | 0,
    );
    // The one state that xoshiro cannot leave.
    if (this.#state.every((word) => word === 0)) this.#state[0] = 1;
  }

  /**
   * The next words.
   *
   * @param out Where they go.
   * @param start First place filled.
   * @param end One past the last.
   */
  fillInto(out: Int32Array, start: number, end: number): void {
    const state = this.#state;
    let s0 = state[0], s1 = state[1], s2 = state[2], s3 = state[3];
    for (let i = start; i < end; ++i) {
      const x = Math.imul(s1, 5);
      out[i] = Math.imul((x << 7) | (x >>> 25), 9);
      const t = s1 << 9;
      s2 ^= s0;
      s3 ^= s1;
      s1 ^= s2;
      s0 ^= s3;
      s2 ^= t;
      s3 = (s3 << 11) | (s3 >>> 21);
    }
    state[0] = s0;
    state[1] = s1;
    state[2] = s2;
    state[3] = s3;
  }
}
