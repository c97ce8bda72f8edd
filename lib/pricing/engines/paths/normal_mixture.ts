/**
 * Laws whose log price is normal over each fixing interval once the variance
 * path and the number of jumps are known: Black–Scholes, Merton, Heston, Bates.
 *
 * Under Heston only the variance needs small steps: given its path, the log
 * price over a whole interval is one normal draw (the sum of the steps' means
 * and variances), which is exact for the scheme.
 *
 * @module
 */

import type {
  PathBlock,
  PathLaw,
  PathOptions,
} from "lib/pricing/engines/paths/path_law.ts";
import {
  type JumpParams,
  PoissonJumps,
} from "lib/pricing/engines/paths/poisson_jumps.ts";
import {
  type QeStep,
  qeStep,
  qeStepInto,
} from "lib/pricing/kernels/mc_heston_qe.ts";
import type { HestonParams } from "lib/pricing/laws/heston.ts";

/** Parts of the law: a variance, constant or Heston's, and maybe jumps. */
export interface MixtureParts {
  /** Constant volatility, or Heston's parameters. */
  readonly diffusion: { readonly sigma: number } | HestonParams;
  /** Normal jumps at Poisson times. */
  readonly jumps?: JumpParams;
}

/**
 * Builds the path law.
 *
 * @param parts Diffusion and jumps.
 * @param options Fixings, maturity, steps of the variance.
 * @returns The law; its chains are prices, variances, jump counts.
 */
export function normalMixture(
  parts: MixtureParts,
  options: PathOptions,
): PathLaw {
  return new NormalMixture(parts, options);
}

class NormalMixture implements PathLaw {
  readonly fixings: number;
  readonly mixture: boolean;
  readonly missing = 0;
  readonly chains: readonly number[];
  readonly first?: { readonly kind: "normal" };
  readonly #flat: number;
  readonly #heston: { v0: number; step: QeStep } | undefined;
  /** Draws of the variance an interval, and how many make up a step. */
  readonly #draws: number;
  readonly #merged: number;
  readonly #jumps: PoissonJumps | undefined;
  #v = new Float64Array(0);
  #variance = new Float64Array(0);
  #sum = new Float64Array(0);

  constructor(parts: MixtureParts, options: PathOptions) {
    const { maturity, fixings, conditional, steps } = options;
    const { coarse = false } = options;
    const interval = maturity / fixings;
    this.fixings = fixings;
    this.#draws = steps;
    this.#merged = coarse ? 2 : 1;
    if (conditional) this.first = { kind: "normal" };
    const { diffusion, jumps } = parts;
    this.#flat = "sigma" in diffusion ? diffusion.sigma ** 2 * interval : 0;
    if (!("sigma" in diffusion)) {
      const step = qeStep(diffusion, interval / steps * this.#merged);
      this.#heston = { v0: diffusion.v0, step };
    }
    this.mixture = this.#heston !== undefined || jumps !== undefined;
    if (jumps !== undefined) this.#jumps = new PoissonJumps(jumps, interval);
    this.chains = [
      conditional ? fixings - 1 : fixings,
      this.#heston === undefined ? 0 : fixings * steps,
      jumps === undefined ? 0 : fixings,
    ];
  }

  pathsInto(normals: Float64Array, block: PathBlock): void {
    const { size, increments: mean } = block;
    if (this.#v.length !== size) {
      this.#v = new Float64Array(size);
      this.#variance = new Float64Array(size);
      this.#sum = new Float64Array(size);
    }
    if (!this.mixture) {
      this.#gaussianInto(normals, block);
      return;
    }
    const variance = this.#variance;
    if (this.#heston !== undefined) this.#v.fill(this.#heston.v0);
    block.logMean.fill(0);
    block.logVariance.fill(0);
    for (let i = 0; i < this.fixings; ++i) {
      const row = i * size;
      this.#mixInto(normals, i, mean, size);
      // Increment i is in all fixings from i on.
      const share = (this.fixings - i) / this.fixings;
      for (let k = 0; k < size; ++k) {
        block.logMean[k] += share * mean[row + k];
        block.logVariance[k] += share * share * variance[k];
      }
      if (this.first === undefined) {
        addNoise(variance, normals, row, size, mean, row);
      } else if (i === 0) {
        block.firstVariance.set(variance);
      } else {
        addNoise(variance, normals, row - size, size, mean, row);
      }
    }
  }

  /** Black–Scholes: nothing to condition on. */
  #gaussianInto(normals: Float64Array, block: PathBlock): void {
    const { size, increments, firstVariance } = block;
    const mean = -0.5 * this.#flat;
    const deviation = Math.sqrt(this.#flat);
    const start = this.first === undefined ? 0 : size;
    if (start > 0) {
      increments.fill(mean, 0, size);
      firstVariance.fill(this.#flat);
    }
    for (let i = start; i < increments.length; ++i) {
      increments[i] = mean + deviation * normals[i - start];
    }
  }

  /** Mean and variance of interval `i` given variance path and jumps. */
  #mixInto(
    normals: Float64Array,
    i: number,
    mean: Float64Array,
    size: number,
  ): void {
    const row = i * size;
    const variance = this.#variance;
    variance.fill(this.#flat);
    mean.fill(-0.5 * this.#flat, row, row + size);
    let at = this.chains[0] * size;
    const heston = this.#heston;
    if (heston !== undefined) {
      const v = this.#v;
      const draws = this.#draws;
      for (let j = 0; j < draws; j += this.#merged) {
        const from = at + (i * draws + j) * size;
        if (this.#merged === 1) {
          qeStepInto(heston.step, v, normals, from, size, mean, variance, row);
          continue;
        }
        const sum = this.#sum;
        for (let k = 0; k < size; ++k) {
          sum[k] = Math.SQRT1_2 *
            (normals[from + k] + normals[from + size + k]);
        }
        qeStepInto(heston.step, v, sum, 0, size, mean, variance, row);
      }
    }
    at += this.chains[1] * size;
    this.#jumps?.addInto(normals, at + row, size, mean, variance, row);
  }
}

/** `mean += √variance·z`. */
function addNoise(
  variance: Float64Array,
  normals: Float64Array,
  at: number,
  size: number,
  mean: Float64Array,
  to: number,
): void {
  for (let i = 0; i < size; ++i) {
    mean[to + i] += Math.sqrt(variance[i]) * normals[at + i];
  }
}
