/**
 * Merton: Brownian motion plus normal jumps at Poisson times.
 *
 * ```text
 * κ(u) = −½σ²u² + λ(exp(iuμ − ½s²u²) − 1),   μ = muJ, s = sigmaJ
 * ```
 *
 * Merton (1976), J. Financial Economics 3, 125–144, eq. (14), in the form of
 * Cont and Tankov (2004), table 4.3.
 *
 * @module
 */

import { Complex, ONE } from "lib/math/complex.ts";
import type { ComplexVector } from "lib/math/complex_vector.ts";
import type { Law } from "lib/pricing/laws/law.ts";
import { levyLaw } from "lib/pricing/laws/levy_law.ts";
import {
  type Parameter,
  ParameterSpace,
} from "lib/pricing/laws/parameter_space.ts";

/** The jump parameters that Merton and Bates share. */
export const NORMAL_JUMPS: readonly Parameter[] = [
  {
    name: "lambda",
    description: "jumps a year",
    valid: [0, Infinity],
    closedBelow: true,
    search: [0.001, 50],
    scale: "log",
    prior: { kind: "lognormal", median: 0.5, logSd: 1 },
    start: 0.5,
  },
  {
    name: "muJ",
    description: "mean jump of the log price",
    valid: [-Infinity, Infinity],
    search: [-2, 1],
    scale: "linear",
    prior: { kind: "normal", mean: -0.1, sd: 0.2 },
    start: -0.1,
  },
  {
    name: "sigmaJ",
    description: "standard deviation of a jump of the log price",
    valid: [0, Infinity],
    closedBelow: true,
    search: [0.001, 1],
    scale: "log",
    prior: { kind: "lognormal", median: 0.15, logSd: 0.7 },
    start: 0.15,
  },
];

const space = new ParameterSpace("merton", [
  {
    name: "sigma",
    description: "volatility between jumps, per √year",
    valid: [0, Infinity],
    search: [0.005, 2],
    scale: "log",
    prior: { kind: "lognormal", median: 0.15, logSd: 0.6 },
    start: 0.15,
  },
  ...NORMAL_JUMPS,
]);

/** The Merton law, parameters `{ sigma, lambda, muJ, sigmaJ }`. */
export const merton: Law = {
  name: "merton",
  levy: true,
  space,
  characteristicFunction(params) {
    space.check(params);
    const { sigma, lambda, muJ, sigmaJ } = params;
    const half = 0.5 * sigma * sigma;
    const [m2, s2] = [muJ * muJ, sigmaJ * sigmaJ];
    return levyLaw({
      name: "merton",
      size: 4,
      exponent(u: Complex): Complex {
        const jumps = u.timesI().scale(muJ).sub(u.mul(u).scale(s2 / 2)).exp();
        return jumps.sub(ONE).scale(lambda).sub(u.mul(u).scale(half));
      },
      exponentInto(u, out) {
        normalJumpsInto(lambda, muJ, sigmaJ, u, out);
        addDiffusion(half, u, out);
      },
      gradientInto(u, out, [dSigma, ...jumps]) {
        normalJumpsInto(lambda, muJ, sigmaJ, u, out, jumps);
        addDiffusion(half, u, out);
        dSigma.re.fill(0);
        dSigma.im.fill(0);
        addDiffusion(sigma, u, dSigma);
      },
      cumulants: {
        c1: lambda * muJ,
        c2: sigma * sigma + lambda * (m2 + s2),
        c4: lambda * (m2 * m2 + 6 * m2 * s2 + 3 * s2 * s2),
      },
      strip: [-Infinity, Infinity],
      pureJump: false,
    });
  },
};

/** Adds `−half·u²` in place. */
export function addDiffusion(
  half: number,
  u: ComplexVector,
  out: ComplexVector,
): void {
  for (let i = 0; i < u.re.length; ++i) {
    const x = u.re[i], y = u.im[i];
    out.re[i] -= half * (x * x - y * y);
    out.im[i] -= half * 2 * x * y;
  }
}

/**
 * `λ(e^(iuμ − ½s²u²) − 1)` into `out` and, with `gradient`, its derivatives in
 * `λ`, `μ` and `s`.
 */
export function normalJumpsInto(
  lambda: number,
  muJ: number,
  sigmaJ: number,
  u: ComplexVector,
  out: ComplexVector,
  gradient?: readonly ComplexVector[],
): void {
  const halfVar = 0.5 * sigmaJ * sigmaJ;
  for (let i = 0; i < u.re.length; ++i) {
    const x = u.re[i], y = u.im[i];
    const u2r = x * x - y * y, u2i = 2 * x * y;
    const size = Math.exp(-y * muJ - halfVar * u2r);
    const angle = x * muJ - halfVar * u2i;
    const er = size * Math.cos(angle), ei = size * Math.sin(angle);
    out.re[i] = lambda * (er - 1);
    out.im[i] = lambda * ei;
    if (gradient === undefined) continue;
    const [dLambda, dMu, dSigma] = gradient;
    dLambda.re[i] = er - 1;
    dLambda.im[i] = ei;
    dMu.re[i] = lambda * (-y * er - x * ei);
    dMu.im[i] = lambda * (x * er - y * ei);
    dSigma.re[i] = -lambda * sigmaJ * (u2r * er - u2i * ei);
    dSigma.im[i] = -lambda * sigmaJ * (u2r * ei + u2i * er);
  }
}
