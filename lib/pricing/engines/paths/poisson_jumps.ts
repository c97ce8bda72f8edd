/**
 * Normal jumps at Poisson times, as they are seen over one step: given their
 * number `N`, their sum is normal.
 *
 * `N` is the quantile of a standard normal, so one draw a step is enough.
 * Merton (1976), J. Financial Economics 3, 125–144; Glasserman (2003), section
 * 3.5.1.
 *
 * @module
 */

import { inverseNormalCdf } from "lib/math/normal.ts";
import { NORMAL_REACH } from "lib/pricing/engines/paths/hermite_table.ts";

/** Parameters of the jumps. */
export interface JumpParams {
  /** Jumps a year. */
  readonly lambda: number;
  /** Mean jump of the log price. */
  readonly muJ: number;
  /** Its standard deviation. */
  readonly sigmaJ: number;
}

/** Jumps over steps of one length. */
export class PoissonJumps {
  readonly #thresholds: Float64Array;
  readonly #mean: number;
  readonly #variance: number;
  readonly #drift: number;

  /**
   * Prepares the counts.
   *
   * @param jumps Parameters.
   * @param step Length of a step, in years.
   */
  constructor(jumps: JumpParams, step: number) {
    const { lambda, muJ, sigmaJ } = jumps;
    this.#mean = muJ;
    this.#variance = sigmaJ * sigmaJ;
    this.#drift = -lambda * step * Math.expm1(muJ + 0.5 * sigmaJ * sigmaJ);
    this.#thresholds = countThresholds(lambda * step);
  }

  /**
   * Adds the jumps of one step to conditional means and variances.
   *
   * @param normals Draws; those from `at` on are used.
   * @param at Place of the first.
   * @param size How many.
   * @param mean Means, from `to` on.
   * @param variance Variances, shape `[size]`.
   * @param to Place of the first mean.
   */
  addInto(
    normals: Float64Array,
    at: number,
    size: number,
    mean: Float64Array,
    variance: Float64Array,
    to: number,
  ): void {
    const thresholds = this.#thresholds;
    const last = thresholds.length;
    for (let i = 0; i < size; ++i) {
      const z = normals[at + i];
      let count = 0;
      while (count < last && z > thresholds[count]) ++count;
      mean[to + i] += this.#drift + count * this.#mean;
      variance[i] += count * this.#variance;
    }
  }
}

/** `Φ⁻¹(P(N ≤ k))` for `k = 0, 1, …` as far as normals reach. */
function countThresholds(mean: number): Float64Array {
  const out: number[] = [];
  // Upward from 0, in logarithms so that a large mean does not underflow.
  let logTerm = -mean;
  let below = 0;
  for (let k = 0;; ++k) {
    below += Math.exp(logTerm);
    const z = inverseNormalCdf(Math.min(1, below));
    if (z > NORMAL_REACH) break;
    out.push(z);
    logTerm += Math.log(mean) - Math.log(k + 1);
    // Past the mean, terms below rounding no longer move the sum.
    if (k > mean && Math.exp(logTerm) < 1e-17) break;
  }
  return Float64Array.from(out);
}
