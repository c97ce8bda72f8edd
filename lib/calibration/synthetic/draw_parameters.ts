/**
 * Parameters spread evenly over a law's region by a scrambled Sobol sequence.
 *
 * Point `i` depends on the seed and `i` alone, so chunks can be made in any
 * order, by any number of workers.
 *
 * @module
 */

import type { Region } from "lib/calibration/neural/training_region.ts";
import { makeRng } from "lib/core/rng.ts";
import { Sobol } from "lib/math/sobol.ts";
import type { Law } from "lib/pricing/laws/law.ts";

/** Parameters of many surfaces. */
export interface DrawnParameters {
  /** Parameters `[count × p]`, row-major, each a valid point of the law. */
  readonly parameters: Float64Array;
  /** Number of points. */
  readonly count: number;
  /** Place of each point in the sequence, shape `[count]`. */
  readonly indices: Uint32Array;
  /** Points of the sequence that are not valid for the law. */
  readonly invalid: number;
}

/**
 * Points `start … start + length − 1` of the sequence that the law allows.
 *
 * @param law The law.
 * @param region Its box.
 * @param range Which points, and the seed of the scrambling.
 */
export function drawParameters(
  law: Law,
  region: Region,
  range: {
    readonly start: number;
    readonly length: number;
    readonly seed: number;
  },
): DrawnParameters {
  const { start, length, seed } = range;
  const { names, size } = law.space;
  const sobol = new Sobol(size, {
    rng: makeRng(seed).child("sobol"),
    skip: start,
  });
  // Dimension after dimension: coordinate j of point i is at j · length + i.
  const uniforms = new Float64Array(size * length);
  sobol.uniformsInto(uniforms, length);
  const parameters = new Float64Array(length * size);
  const indices = new Uint32Array(length);
  let count = 0;
  for (let i = 0; i < length; ++i) {
    const at = count * size;
    names.forEach((name, j) => {
      const [low, high] = region[name];
      parameters[at + j] = low + (high - low) * uniforms[j * length + i];
    });
    const values = law.space.toParams(parameters.subarray(at, at + size));
    if (law.space.violation(values) !== null) continue;
    indices[count] = start + i;
    ++count;
  }
  return {
    parameters: parameters.slice(0, count * size),
    count,
    indices: indices.slice(0, count),
    invalid: length - count,
  };
}
