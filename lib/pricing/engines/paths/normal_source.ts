/**
 * Blocks of independent normals for the chains of a path law, from Sobol points
 * or pseudo-random words.
 *
 * With Sobol points a Brownian bridge is laid through each chain, so that the
 * first and best coordinates decide the coarse shape of the path: Caflisch,
 * Morokoff and Owen (1997), J. Computational Finance 1(1), 27–46. The bridge is
 * an orthogonal map of the normals, so the law of the chain is unchanged
 * whatever it drives. Coordinates beyond the Sobol table are pseudo-random.
 * Pseudo-random blocks hold a draw and its mirror image (antithetic) in their
 * two halves.
 *
 * @module
 */

import type { Rng } from "lib/core/rng.ts";
import { Sobol } from "lib/math/sobol.ts";
import { SOBOL_DIMENSIONS } from "lib/math/sobol_directions.ts";
import { bridge, bridgeInto } from "lib/pricing/engines/paths/bridge.ts";
import type { Bridge } from "lib/pricing/engines/paths/bridge.ts";
import { PseudoBits } from "lib/pricing/kernels/mc_bits.ts";
import { normalsInto } from "lib/pricing/kernels/mc_normals.ts";

/** Where the random words come from. */
export type Sampler = "sobol" | "pseudo";

/** One replicate's stream of normals. */
export class NormalSource {
  readonly #size: number;
  readonly #rows: number;
  readonly #sobol: Sobol | undefined;
  readonly #pseudo: PseudoBits;
  readonly #words: Int32Array;
  readonly #raw: Float64Array;
  readonly #bridges: readonly Bridge[];
  /** `place[r]`: the row of a chain that coordinate `r` goes to. */
  readonly #place: Int32Array;

  /**
   * Opens the stream.
   *
   * @param chains Lengths of the chains.
   * @param size Paths a block, even.
   * @param sampler Sobol or pseudo-random.
   * @param rng The replicate's stream.
   */
  constructor(
    chains: readonly number[],
    size: number,
    sampler: Sampler,
    rng: Rng,
  ) {
    this.#size = size;
    this.#rows = chains.reduce((sum, length) => sum + length, 0);
    this.#pseudo = new PseudoBits(rng.child("pseudo"));
    this.#sobol = sampler === "sobol" && this.#rows > 0
      ? new Sobol(Math.min(this.#rows, SOBOL_DIMENSIONS), {
        rng: rng.child("sobol"),
      })
      : undefined;
    this.#words = new Int32Array(this.#rows * size);
    this.#raw = new Float64Array(this.#rows * size);
    this.#bridges = this.#sobol === undefined ? [] : chains.map(bridge);
    this.#place = interleave(chains);
  }

  /** The next block, chain after chain, shape `[Σ chains × size]`. */
  nextInto(normals: Float64Array): void {
    const [size, rows, words] = [this.#size, this.#rows, this.#words];
    if (this.#sobol === undefined) {
      this.#mirroredInto(normals);
      return;
    }
    const covered = this.#sobol.dimensions;
    this.#sobol.bitsInto(words, size);
    this.#pseudo.fillInto(words, covered * size, rows * size);
    if (rows === 1) {
      normalsInto(words, normals, size);
      return;
    }
    normalsInto(words, this.#raw, rows * size);
    const place = this.#place;
    let row = 0;
    for (const plan of this.#bridges) {
      bridgeInto(plan, this.#raw, place.subarray(row), size, normals, row);
      row += plan.length;
    }
  }

  #mirroredInto(normals: Float64Array): void {
    const half = this.#size / 2;
    for (let row = 0; row < this.#rows; ++row) {
      const start = row * this.#size;
      this.#pseudo.fillInto(this.#words, start, start + half);
      for (let i = start; i < start + half; ++i) {
        this.#words[i + half] = ~this.#words[i];
      }
    }
    normalsInto(this.#words, normals, this.#rows * this.#size);
  }
}

/**
 * Which coordinate each row of each chain takes: the first of every chain,
 * then the second of every chain, and so on.
 */
function interleave(chains: readonly number[]): Int32Array {
  const starts = chains.map((_, c) =>
    chains.slice(0, c).reduce((sum, length) => sum + length, 0)
  );
  const place = new Int32Array(chains.reduce((sum, n) => sum + n, 0));
  let next = 0;
  for (let level = 0; next < place.length; ++level) {
    chains.forEach((length, c) => {
      if (level < length) place[starts[c] + level] = next++;
    });
  }
  return place;
}
