/**
 * The normal that a density looks like around a point: what chains may start
 * from and begin to learn the mass matrix with.
 *
 * Its precision is `−∂²ln p/∂q²` by central differences of the gradient, with
 * eigenvalues in `[least, most]`, so that a flat or rising direction has a
 * finite width too: the Laplace approximation, made safe.
 *
 * @module
 */

import { symmetricEigen } from "lib/math/linear_solve.ts";
import type { LogDensity } from "lib/math/sampling/log_density.ts";

/** A covariance and a root of it, row-major `[d × d]` each. */
export interface LocalNormal {
  /** Covariance `C`. */
  readonly covariance: Float64Array;
  /** `R` with `C = RRᵀ`. */
  readonly root: Float64Array;
}

const STEP = 1e-4;
/** Widest and narrowest standard deviations, in the sampler's coordinates. */
const WIDEST = 1;
const NARROWEST = 1e-6;

/**
 * Looks at the curvature of a log density.
 *
 * @param target The density.
 * @param at Where, shape `[d]`.
 * @returns The normal; of standard deviation 1 where the density is not finite.
 *
 * @example Usage
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { localNormal } from "lib/math/sampling/curvature.ts";
 *
 * const target = {
 *   size: 1,
 *   evaluateInto(q: Float64Array, gradient?: Float64Array) {
 *     if (gradient !== undefined) gradient[0] = -25 * q[0];
 *     return -12.5 * q[0] * q[0];
 *   },
 * };
 * const { covariance } = localNormal(target, Float64Array.of(0.3));
 * assertAlmostEquals(covariance[0], 0.04, 1e-9);
 * ```
 */
export function localNormal(
  target: LogDensity,
  at: Float64Array,
): LocalNormal {
  const { size } = target;
  const precision = new Float64Array(size * size);
  const point = at.slice();
  const [above, below] = [new Float64Array(size), new Float64Array(size)];
  for (let j = 0; j < size; ++j) {
    point[j] = at[j] + STEP;
    const high = target.evaluateInto(point, above);
    point[j] = at[j] - STEP;
    const low = target.evaluateInto(point, below);
    point[j] = at[j];
    const known = Number.isFinite(high + low);
    for (let i = 0; i < size; ++i) {
      // Half to each side of the diagonal makes it symmetric.
      const second = known
        ? (below[i] - above[i]) / (2 * STEP)
        : i === j
        ? 1
        : 0;
      precision[i * size + j] += second / 2;
      precision[j * size + i] += second / 2;
    }
  }
  const { values, vectors } = symmetricEigen(precision, size);
  const covariance = new Float64Array(size * size);
  const root = new Float64Array(size * size);
  for (let k = 0; k < size; ++k) {
    const sd = values[k] > 0 ? 1 / Math.sqrt(values[k]) : WIDEST;
    const width = Math.min(Math.max(sd, NARROWEST), WIDEST);
    for (let i = 0; i < size; ++i) {
      root[i * size + k] = vectors[k][i] * width;
      for (let j = 0; j < size; ++j) {
        covariance[i * size + j] += vectors[k][i] * vectors[k][j] * width ** 2;
      }
    }
  }
  return { covariance, root };
}
