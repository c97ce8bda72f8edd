/**
 * Variance gamma: Brownian motion with drift `theta`, run on a gamma clock.
 *
 * ```text
 * κ(u) = −ln(1 − iuθν + ½σ²νu²)/ν = −[ln(1 − iuη₊) + ln(1 + iuη₋)]/ν
 * η± = ½(√(θ²ν² + 2σ²ν) ± θν)
 * ```
 *
 * Madan, Carr and Chang (1998), European Finance Review 2, 79–105, eq. (7). The
 * factors have arguments of opposite sign wherever Re(±iu) stays inside the moment
 * strip, so both forms take principal logarithms; the first, by `ln(1 + w)`,
 * keeps its digits as `ν → 0`, the second near the ends of the strip. Valid for `θν + ½σ²ν < 1` (a finite forward).
 *
 * @module
 */

import { Complex, ONE } from "lib/math/complex.ts";
import { varianceGammaKernel } from "lib/pricing/kernels/variance_gamma_cf.ts";
import type { Law } from "lib/pricing/laws/law.ts";
import { levyLaw } from "lib/pricing/laws/levy_law.ts";
import { ParameterSpace } from "lib/pricing/laws/parameter_space.ts";

const space = new ParameterSpace("variance-gamma", [
  {
    name: "sigma",
    description: "volatility of the Brownian motion, per √year",
    valid: [0, Infinity],
    search: [0.01, 2],
    scale: "log",
    prior: { kind: "lognormal", median: 0.2, logSd: 0.5 },
    start: 0.2,
  },
  {
    name: "nu",
    description: "variance rate of the gamma clock, years",
    valid: [0, Infinity],
    search: [0.001, 5],
    scale: "log",
    prior: { kind: "gamma", shape: 2, rate: 2 },
    start: 0.3,
  },
  {
    name: "theta",
    description: "drift of the Brownian motion, per year",
    valid: [-Infinity, Infinity],
    search: [-3, 1.5],
    scale: "linear",
    prior: { kind: "normal", mean: -0.2, sd: 0.2 },
    start: -0.2,
  },
], ({ sigma, nu, theta }) => {
  const margin = 1 - theta * nu - 0.5 * sigma * sigma * nu;
  return margin > 0
    ? null
    : `1 - theta*nu - sigma^2*nu/2 must be > 0: current value is ${margin}`;
});

/** The variance gamma law, parameters `{ sigma, nu, theta }`. */
export const varianceGamma: Law = {
  name: "variance-gamma",
  levy: true,
  space,
  characteristicFunction(params) {
    space.check(params);
    const { sigma, nu, theta } = params;
    const s2 = sigma * sigma;
    const t2 = theta * theta;
    const root = Math.sqrt(t2 * nu * nu + 2 * s2 * nu);
    // The smaller of the two from their product, ½σ²ν, without cancellation.
    const large = (root + Math.abs(theta) * nu) / 2;
    const small = 0.5 * s2 * nu / large;
    const [up, down] = theta > 0 ? [large, small] : [small, large];
    return levyLaw({
      name: "variance-gamma",
      size: 3,
      exponent(u: Complex): Complex {
        const iu = u.timesI();
        const w = u.mul(u).scale(0.5 * s2 * nu).sub(iu.scale(theta * nu));
        if (w.abs() < 0.5) return w.log1p().scale(-1 / nu);
        const plus = ONE.sub(iu.scale(up)).log();
        const minus = ONE.add(iu.scale(down)).log();
        return plus.add(minus).scale(-1 / nu);
      },
      ...varianceGammaKernel(sigma, nu, theta, up, down),
      cumulants: {
        c1: theta,
        c2: s2 + nu * t2,
        c4: 3 * nu * (s2 * s2 + 4 * nu * s2 * t2 + 2 * nu * nu * t2 * t2),
      },
      strip: [-1 / down, 1 / up],
      pureJump: true,
    });
  },
};
