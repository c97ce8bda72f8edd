/**
 * Heston: the variance of the log price is a square-root process.
 *
 * ```text
 * dv = κ(θ − v)dt + ξ√v dW,   corr(dW, dB) = ρ
 * ln φ(u) = (κθ/ξ²)·(nτ − 2 ln(1 + x)) + v₀·D
 * b = κ − iρξu,  d = √(b² + ξ²(u² + iu)),  n = b − d = −ξ²(u² + iu)/(b + d)
 * E = (1 − e^(−dτ))/d,  x = nE/2,  D = −½(u² + iu)·E/(1 + x)
 * ```
 *
 * Heston (1993), Rev. Financial Studies 6(2), 327–343, in the "little trap"
 * form of Albrecher, Mayer, Schoutens and Tistaert (2007), Wilmott Magazine,
 * January, 83–92, rearranged so that nothing cancels as `ξ → 0` or `τ → 0`: the
 * smaller of `b ± d` is never formed by subtraction, nor `1 + x` where it is
 * small. `1 + x` stays off the
 * negative axis for real `u` (Lord and Kahl 2010, Math. Finance 20(4), 671–694),
 * so the principal logarithm is continuous. The Feller condition is not needed.
 *
 * @module
 */

import { Complex, ONE } from "lib/math/complex.ts";
import { hestonKernel } from "lib/pricing/kernels/heston_cf.ts";
import { cumulantsByContour } from "lib/pricing/laws/cumulants.ts";
import { hestonMomentStrip } from "lib/pricing/laws/heston_moments.ts";
import type { CharacteristicFunction, Law } from "lib/pricing/laws/law.ts";
import {
  type Parameter,
  ParameterSpace,
} from "lib/pricing/laws/parameter_space.ts";

/** Parameters of the variance process. */
export interface HestonParams {
  /** Variance today, per year. */
  readonly v0: number;
  /** Speed of mean reversion, per year. */
  readonly kappa: number;
  /** Long-run variance, per year. */
  readonly theta: number;
  /** Volatility of variance. */
  readonly xi: number;
  /** Correlation of price and variance. */
  readonly rho: number;
}

/** The parameters that Heston and Bates share. */
export const HESTON_PARAMETERS: readonly Parameter[] = [
  {
    name: "v0",
    description: "variance today, per year",
    valid: [0, Infinity],
    search: [0.0001, 2],
    scale: "log",
    prior: { kind: "lognormal", median: 0.04, logSd: 0.8 },
    start: 0.04,
  },
  {
    name: "kappa",
    description: "speed of mean reversion, per year",
    valid: [0, Infinity],
    search: [0.005, 50],
    scale: "log",
    prior: { kind: "lognormal", median: 2, logSd: 0.8 },
    start: 1.5,
  },
  {
    name: "theta",
    description: "long-run variance, per year",
    valid: [0, Infinity],
    search: [0.0001, 2],
    scale: "log",
    prior: { kind: "lognormal", median: 0.05, logSd: 0.8 },
    start: 0.05,
  },
  {
    name: "xi",
    description: "volatility of variance",
    valid: [0, Infinity],
    search: [0.005, 10],
    scale: "log",
    prior: { kind: "lognormal", median: 0.5, logSd: 0.8 },
    start: 0.5,
  },
  {
    name: "rho",
    description: "correlation of price and variance",
    valid: [-1, 1],
    search: [-0.9999, 0.9999],
    scale: "linear",
    prior: { kind: "uniform", lower: -1, upper: 0.5 },
    start: -0.6,
  },
];

const space = new ParameterSpace("heston", HESTON_PARAMETERS);

/** The Heston law, parameters `{ v0, kappa, theta, xi, rho }`. */
export const heston: Law = {
  name: "heston",
  levy: false,
  space,
  characteristicFunction(params) {
    space.check(params);
    const { v0, kappa, theta, xi, rho } = params;
    return hestonFunction({ v0, kappa, theta, xi, rho });
  },
};

/** The Heston characteristic function at checked parameters. */
export function hestonFunction(params: HestonParams): CharacteristicFunction {
  const logPhi = (u: Complex, tau: number) => hestonLogPhi(params, u, tau);
  const momentStrip = (tau: number) => hestonMomentStrip(params, tau);
  return {
    name: "heston",
    size: 5,
    logPhi,
    ...hestonKernel(params),
    cumulants: (tau) => cumulantsByContour(logPhi, tau, momentStrip(tau)),
    momentStrip,
    // For large u the exponent is −(v₀ + κθτ)(√(1 − ρ²) + iρ)u/ξ.
    asymptoticDrift: (tau) =>
      -params.rho * (params.v0 + params.kappa * params.theta * tau) / params.xi,
  };
}

/** `ln φ(u)` as in the header. */
function hestonLogPhi(params: HestonParams, u: Complex, tau: number): Complex {
  const { v0, kappa, theta, xi, rho } = params;
  const iu = u.timesI();
  const w = u.mul(u).add(iu);
  const b = new Complex(kappa).sub(iu.scale(rho * xi));
  const d = b.mul(b).add(w.scale(xi * xi)).sqrt();
  const n = b.re >= 0 ? w.scale(-xi * xi).div(b.add(d)) : b.sub(d);
  const e = d.abs() === 0
    ? new Complex(tau)
    : d.scale(-tau).expm1().scale(-1).div(d);
  const x = n.mul(e).scale(0.5);
  // Where Re b < 0, 1 + x falls to e^(−dτ): (s − n·e^(−dτ))/(2d), s = b + d.
  const steep = b.re < 0 && d.abs() * tau >= 0.5;
  const one = steep
    ? w.scale(-xi * xi).div(n).sub(n.mul(d.scale(-tau).exp())).div(d.scale(2))
    : ONE.add(x);
  const big = w.mul(e).scale(-0.5).div(one);
  const mean = n.scale(tau).sub((steep ? one.log() : x.log1p()).scale(2));
  return mean.scale(kappa * theta / (xi * xi)).add(big.scale(v0));
}
