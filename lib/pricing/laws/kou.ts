/**
 * Kou: Brownian motion plus double-exponential jumps at Poisson times.
 *
 * ```text
 * κ(u) = −½σ²u² + λ(p·η₁/(η₁ − iu) + (1 − p)·η₂/(η₂ + iu) − 1)
 * ```
 *
 * Kou (2002), Management Science 48(8), 1086–1101, sections 2 and 3. Upward
 * jumps have mean `1/η₁` and probability `p`; `η₁ > 1` keeps the forward finite.
 *
 * @module
 */

import { Complex, ONE } from "lib/math/complex.ts";
import type { ComplexVector } from "lib/math/complex_vector.ts";
import type { Law } from "lib/pricing/laws/law.ts";
import { levyLaw } from "lib/pricing/laws/levy_law.ts";
import { addDiffusion } from "lib/pricing/laws/merton.ts";
import { ParameterSpace } from "lib/pricing/laws/parameter_space.ts";

const space = new ParameterSpace("kou", [
  {
    name: "sigma",
    description: "volatility between jumps, per √year",
    valid: [0, Infinity],
    search: [0.005, 2],
    scale: "log",
    prior: { kind: "lognormal", median: 0.15, logSd: 0.6 },
    start: 0.15,
  },
  {
    name: "lambda",
    description: "jumps a year",
    valid: [0, Infinity],
    closedBelow: true,
    search: [0.001, 100],
    scale: "log",
    prior: { kind: "lognormal", median: 1, logSd: 1 },
    start: 1,
  },
  {
    name: "p",
    description: "probability that a jump is upward",
    valid: [0, 1],
    closedBelow: true,
    closedAbove: true,
    search: [0.0001, 0.9999],
    scale: "linear",
    prior: { kind: "uniform", lower: 0, upper: 1 },
    start: 0.3,
  },
  {
    name: "eta1",
    description: "rate of the upward jumps, 1 over their mean",
    valid: [1, Infinity],
    search: [1.01, 300],
    scale: "log",
    prior: { kind: "lognormal", median: 15, logSd: 0.8 },
    start: 15,
  },
  {
    name: "eta2",
    description: "rate of the downward jumps, 1 over their mean",
    valid: [0, Infinity],
    search: [0.2, 300],
    scale: "log",
    prior: { kind: "lognormal", median: 8, logSd: 0.8 },
    start: 8,
  },
]);

/** The Kou law, parameters `{ sigma, lambda, p, eta1, eta2 }`. */
export const kou: Law = {
  name: "kou",
  levy: true,
  space,
  characteristicFunction(params) {
    space.check(params);
    const { sigma, lambda, p, eta1, eta2 } = params;
    const half = 0.5 * sigma * sigma;
    const q = 1 - p;
    const jumps = { lambda, p, eta1, eta2 };
    return levyLaw({
      name: "kou",
      size: 5,
      exponent(u: Complex): Complex {
        const up = new Complex(eta1).div(new Complex(eta1).sub(u.timesI()));
        const down = new Complex(eta2).div(new Complex(eta2).add(u.timesI()));
        const jump = up.scale(p).add(down.scale(q)).sub(ONE);
        return jump.scale(lambda).sub(u.mul(u).scale(half));
      },
      exponentInto(u, out) {
        jumpsInto(jumps, u, out);
        addDiffusion(half, u, out);
      },
      gradientInto(u, out, [dSigma, ...rest]) {
        jumpsInto(jumps, u, out, rest);
        addDiffusion(half, u, out);
        dSigma.re.fill(0);
        dSigma.im.fill(0);
        addDiffusion(sigma, u, dSigma);
      },
      cumulants: {
        c1: lambda * (p / eta1 - q / eta2),
        c2: sigma * sigma + 2 * lambda * (p / eta1 ** 2 + q / eta2 ** 2),
        c4: 24 * lambda * (p / eta1 ** 4 + q / eta2 ** 4),
      },
      strip: [-eta2, eta1],
      pureJump: false,
    });
  },
};

/** The jump part into `out` and, with `gradient`, in λ, p, η₁ and η₂. */
function jumpsInto(
  jumps: Readonly<Record<"lambda" | "p" | "eta1" | "eta2", number>>,
  u: ComplexVector,
  out: ComplexVector,
  gradient?: readonly ComplexVector[],
): void {
  const { lambda, p, eta1, eta2 } = jumps;
  const q = 1 - p;
  for (let i = 0; i < u.re.length; ++i) {
    const x = u.re[i], y = u.im[i];
    // a = 1/(η₁ − iu), b = 1/(η₂ + iu)
    const ar0 = eta1 + y, br0 = eta2 - y;
    const aInv = 1 / (ar0 * ar0 + x * x), bInv = 1 / (br0 * br0 + x * x);
    const ar = ar0 * aInv, ai = x * aInv;
    const br = br0 * bInv, bi = -x * bInv;
    const jr = p * eta1 * ar + q * eta2 * br - 1;
    const ji = p * eta1 * ai + q * eta2 * bi;
    out.re[i] = lambda * jr;
    out.im[i] = lambda * ji;
    if (gradient === undefined) continue;
    const [dLambda, dP, dEta1, dEta2] = gradient;
    dLambda.re[i] = jr;
    dLambda.im[i] = ji;
    dP.re[i] = lambda * (eta1 * ar - eta2 * br);
    dP.im[i] = lambda * (eta1 * ai - eta2 * bi);
    // ∂(η₁a)/∂η₁ = a − η₁a² and likewise for η₂.
    dEta1.re[i] = lambda * p * (ar - eta1 * (ar * ar - ai * ai));
    dEta1.im[i] = lambda * p * (ai - eta1 * 2 * ar * ai);
    dEta2.re[i] = lambda * q * (br - eta2 * (br * br - bi * bi));
    dEta2.im[i] = lambda * q * (bi - eta2 * 2 * br * bi);
  }
}
