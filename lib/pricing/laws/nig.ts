/**
 * Normal inverse Gaussian: Brownian motion on an inverse Gaussian clock.
 *
 * ```text
 * κ(u) = δ·(γ − R),  γ = √(α² − β²),  R = √(α² − (β + iu)²)
 *      = δ·iu(2β + iu)/(γ + R)
 * ```
 *
 * Barndorff-Nielsen (1998), Finance and Stochastics 2, 41–68, eq. (2.2). The
 * product under the root has factors `α ∓ (β + iu)` whose imaginary parts are
 * opposite, so one principal root is continuous on the whole moment strip and
 * its cones. The second form keeps its digits however large `δα` is. Valid for `−α < β` and `β + 1 ≤ α`, taken here strictly.
 *
 * @module
 */

import { Complex } from "lib/math/complex.ts";
import { nigKernel } from "lib/pricing/kernels/nig_cf.ts";
import type { Law } from "lib/pricing/laws/law.ts";
import { levyLaw } from "lib/pricing/laws/levy_law.ts";
import { ParameterSpace } from "lib/pricing/laws/parameter_space.ts";

const space = new ParameterSpace("nig", [
  {
    name: "alpha",
    description: "tail heaviness: both tails decay as exp(−(α ∓ β)|x|)",
    valid: [0, Infinity],
    search: [0.6, 200],
    scale: "log",
    prior: { kind: "lognormal", median: 10, logSd: 0.8 },
    start: 10,
  },
  {
    name: "beta",
    description: "asymmetry; negative gives a left skew",
    valid: [-Infinity, Infinity],
    search: [-150, 60],
    scale: "linear",
    prior: { kind: "normal", mean: -4, sd: 4 },
    start: -4,
  },
  {
    name: "delta",
    description: "scale, per year",
    valid: [0, Infinity],
    search: [0.001, 10],
    scale: "log",
    prior: { kind: "lognormal", median: 0.3, logSd: 0.8 },
    start: 0.3,
  },
], ({ alpha, beta }) => {
  if (alpha > Math.abs(beta) && alpha > beta + 1) return null;
  return `alpha must be > |beta| and > beta + 1: current values are alpha = ${alpha}, beta = ${beta}`;
});

/** The normal inverse Gaussian law, parameters `{ alpha, beta, delta }`. */
export const nig: Law = {
  name: "nig",
  levy: true,
  space,
  characteristicFunction(params) {
    space.check(params);
    const { alpha, beta, delta } = params;
    const gamma = Math.sqrt((alpha - beta) * (alpha + beta));
    const a2 = alpha * alpha;
    return levyLaw({
      name: "nig",
      size: 3,
      exponent(u: Complex): Complex {
        const low = new Complex(alpha - beta).sub(u.timesI());
        const high = new Complex(alpha + beta).add(u.timesI());
        const sum = low.mul(high).sqrt().add(new Complex(gamma));
        const iu = u.timesI();
        return iu.mul(iu.add(new Complex(2 * beta))).div(sum).scale(delta);
      },
      ...nigKernel(alpha, beta, delta),
      cumulants: {
        c1: delta * beta / gamma,
        c2: delta * a2 / gamma ** 3,
        c4: 3 * delta * a2 * (a2 + 4 * beta * beta) / gamma ** 7,
      },
      strip: [-alpha - beta, alpha - beta],
      pureJump: true,
    });
  },
};
