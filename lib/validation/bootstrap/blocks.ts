/**
 * Resampling of neighbours: how a series is cut into blocks that are drawn with
 * replacement, so that dependence within a block is kept.
 *
 * - `stationary`: blocks start anywhere and have a geometric length of the given
 *   mean, round a circle; Politis and Romano (1994), J. Am. Stat. Assoc. 89, 1303.
 * - `circular`: blocks of one length that start anywhere, round a circle; Politis
 *   and Romano (1992).
 * - `moving`: blocks of one length that lie within the series; Künsch (1989), Ann.
 *   Stat. 17, 1217.
 *
 * The last block of a resample is cut off at n values.
 *
 * @module
 */

import type { Rng } from "lib/core/rng.ts";

/** A way of cutting a series into blocks. */
export type BlockKind = "stationary" | "circular" | "moving";

/** How blocks are drawn. */
export interface BlockOptions {
  /** Source of the draws. */
  readonly rng: Rng;
  /** How blocks are cut. @default {"stationary"} */
  readonly kind?: BlockKind;
  /** Values a block, the mean number for `stationary`; from 1 to n. */
  readonly blockLength: number;
}

/** Draws one resample as runs of neighbouring values. */
export interface BlockSampler {
  /** First value of each run of the last draw; only the first `count` count. */
  readonly starts: Int32Array;
  /** The value after the last of each run, likewise; a run never wraps. */
  readonly ends: Int32Array;
  /** Draws a resample and returns its number of runs. */
  draw(): number;
}

/**
 * Makes a sampler of blocks of a series.
 *
 * @param count Values of the series n.
 * @param options Stream, kind, block length.
 * @returns A sampler; every draw's runs hold n values together.
 * @throws {RangeError} If there are no values, or the block length is not in
 * [1, n], or not whole where blocks have one length.
 */
export function blockSampler(
  count: number,
  options: BlockOptions,
): BlockSampler {
  const { rng, kind = "stationary", blockLength } = options;
  check(count, blockLength, kind);
  // A block that wraps is two runs, so there may be twice as many.
  const starts = new Int32Array(2 * count);
  const ends = new Int32Array(2 * count);
  const places = kind === "moving" ? count - blockLength + 1 : count;
  const logStay = Math.log1p(-1 / blockLength);
  const lengthOf = kind === "stationary" && blockLength > 1
    // 1 − u is in (0, 1], so that its logarithm is finite.
    ? () => 1 + Math.floor(Math.log(1 - rng.uniform()) / logStay)
    : () => blockLength;

  function draw(): number {
    let runs = 0;
    for (let left = count; left > 0;) {
      let start = Math.floor(rng.uniform() * places);
      let length = Math.min(lengthOf(), left);
      left -= length;
      while (length > 0) {
        const end = Math.min(start + length, count);
        starts[runs] = start;
        ends[runs++] = end;
        length -= end - start;
        start = 0;
      }
    }
    return runs;
  }

  return { starts, ends, draw };
}

/**
 * Resamples of a series, as indices.
 *
 * @param count Values of the series n.
 * @param options Stream, kind, block length, number of resamples.
 * @yields Indices in [0, n), shape `[n]`: a new array each time.
 * @throws {RangeError} As {@linkcode blockSampler}.
 *
 * @example Neighbours stay neighbours
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { makeRng } from "lib/core/rng.ts";
 * import { blockIndices } from "lib/validation/bootstrap/blocks.ts";
 *
 * const [indices] = blockIndices(6, {
 *   rng: makeRng(1),
 *   kind: "circular",
 *   blockLength: 3,
 *   replications: 1,
 * });
 * assertEquals((indices[0] + 1) % 6, indices[1]);
 * assertEquals((indices[4] + 1) % 6, indices[5]);
 * ```
 */
export function* blockIndices(
  count: number,
  options: BlockOptions & {
    /** Number of resamples. */
    readonly replications: number;
  },
): Generator<Int32Array, void, void> {
  const sampler = blockSampler(count, options);
  for (let r = 0; r < options.replications; ++r) {
    const runs = sampler.draw();
    const indices = new Int32Array(count);
    for (let run = 0, at = 0; run < runs; ++run) {
      const end = sampler.ends[run];
      for (let i = sampler.starts[run]; i < end; ++i) indices[at++] = i;
    }
    yield indices;
  }
}

function check(count: number, blockLength: number, kind: BlockKind): void {
  if (!(Number.isInteger(count) && count >= 1)) {
    throw new RangeError(
      `Cannot resample as count must be a whole number ≥ 1: current value is ${count}`,
    );
  }
  const whole = kind === "stationary" || Number.isInteger(blockLength);
  if (blockLength >= 1 && blockLength <= count && whole) return;
  throw new RangeError(
    `Cannot resample ${count} values as blockLength must be a ${
      kind === "stationary" ? "number" : "whole number"
    } in [1, ${count}]: current value is ${blockLength}`,
  );
}
