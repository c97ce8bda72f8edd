/**
 * The sample covariance shrunk towards a multiple of the identity:
 *
 *     Σ* = (1 − δ)·S + δ·μ·I,   μ = tr(S)/n,   δ = min(b², d²)/d²
 *     d² = ‖S − μI‖²,   b² = T⁻² Σ_t ‖x_t·x_tᵀ − S‖²
 *
 * Ledoit and Wolf (2004), A well-conditioned estimator for large-dimensional
 * covariance matrices, J. Multivariate Anal. 88(2), 365–411, section 3. S has
 * divisor T, as in the paper and in scikit-learn's `LedoitWolf`. The target
 * wants columns of like scale.
 *
 * @module
 */

import type { Matrix } from "lib/math/matrix.ts";
import { checkPanel } from "lib/risk/checked_input.ts";
import {
  centredColumns,
  sampleCovariance,
} from "lib/risk/covariance/sample.ts";

/** A shrunk covariance and how far it went. */
export interface ShrunkCovariance {
  /** The estimate, shape `[n × n]`, in the period of the rows. */
  readonly covariance: Matrix;
  /** Weight of the target, in [0, 1]. */
  readonly shrinkage: number;
}

/**
 * Ledoit–Wolf covariance with the identity as target.
 *
 * @param returns Returns `[T × n]`, T ≥ 2; n may exceed T.
 * @returns The estimate and its shrinkage.
 * @throws {TypeError} If there are fewer than two rows.
 * @throws {RangeError} At the first return that is not finite.
 *
 * @example Fewer days than assets, and still positive definite
 * ```ts
 * import { assert } from "@std/assert";
 * import { choleskyFactor } from "lib/math/linear_solve.ts";
 * import { ledoitWolfIdentity } from "lib/risk/covariance/ledoit_wolf_identity.ts";
 *
 * const data = Float64Array.of(1, 2, -1, 0, -1, 1, 2, 3, 2, 0, 1, -2);
 * const { covariance, shrinkage } = ledoitWolfIdentity({ data, rows: 3, cols: 4 });
 * assert(shrinkage > 0 && shrinkage <= 1);
 * assert(choleskyFactor(covariance.data, 4) !== null);
 * ```
 */
export function ledoitWolfIdentity(returns: Matrix): ShrunkCovariance {
  checkPanel("shrink a covariance", "returns", returns, 2);
  const { rows, cols: n } = returns;
  const sample = sampleCovariance(returns, { ddof: 0 });
  const { data: x } = centredColumns(returns);
  let mu = 0;
  for (let i = 0; i < n; ++i) mu += sample.data[i * n + i] / n;
  const target = (at: number) => Math.floor(at / n) === at % n ? mu : 0;
  let distance = 0;
  for (let at = 0; at < n * n; ++at) {
    distance += (sample.data[at] - target(at)) ** 2;
  }
  let noise = 0;
  for (let t = 0; t < rows; ++t) {
    for (let at = 0; at < n * n; ++at) {
      const product = x[t * n + Math.floor(at / n)] * x[t * n + at % n];
      noise += (product - sample.data[at]) ** 2;
    }
  }
  noise /= rows * rows;
  // A sample that is the target already needs no shrinking.
  const shrinkage = distance > 0 ? Math.min(noise, distance) / distance : 0;
  return {
    covariance: {
      data: sample.data.map((s, at) =>
        (1 - shrinkage) * s + shrinkage * target(at)
      ),
      rows: n,
      cols: n,
    },
    shrinkage,
  };
}
