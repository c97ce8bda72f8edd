/**
 * Bates: Heston's variance plus Merton's jumps, independent of each other.
 *
 * ```text
 * ln φ(u) = ln φ_Heston(u) + τ·[λ(e^(iuμ − ½s²u²) − 1) − iuλ(e^(μ + ½s²) − 1)]
 * ```
 *
 * Bates (1996), Rev. Financial Studies 9(1), 69–107, section 1.
 *
 * @module
 */

import { Complex, ONE } from "lib/math/complex.ts";
import { type ComplexVector, complexVector } from "lib/math/complex_vector.ts";
import { HESTON_PARAMETERS, hestonFunction } from "lib/pricing/laws/heston.ts";
import type { Law } from "lib/pricing/laws/law.ts";
import { levyLaw } from "lib/pricing/laws/levy_law.ts";
import { NORMAL_JUMPS, normalJumpsInto } from "lib/pricing/laws/merton.ts";
import { ParameterSpace } from "lib/pricing/laws/parameter_space.ts";

const space = new ParameterSpace("bates", [
  ...HESTON_PARAMETERS,
  ...NORMAL_JUMPS,
]);

/** The Bates law, Heston's parameters and `{ lambda, muJ, sigmaJ }`. */
export const bates: Law = {
  name: "bates",
  levy: false,
  space,
  characteristicFunction(params) {
    space.check(params);
    const { v0, kappa, theta, xi, rho, lambda, muJ, sigmaJ } = params;
    const diffusion = hestonFunction({ v0, kappa, theta, xi, rho });
    const jumps = jumpLaw(lambda, muJ, sigmaJ);
    let other = complexVector(0);
    const scratch = (size: number): ComplexVector => {
      if (other.re.length !== size) other = complexVector(size);
      return other;
    };
    return {
      name: "bates",
      size: 8,
      logPhi: (u, tau) => diffusion.logPhi(u, tau).add(jumps.logPhi(u, tau)),
      phiInto(u, tau, out) {
        const other = scratch(u.re.length);
        diffusion.phiInto(u, tau, out);
        jumps.phiInto(u, tau, other);
        multiplyInto(out, other, u.re.length);
      },
      gradientInto(u, tau, out, gradient) {
        const other = scratch(u.re.length);
        diffusion.gradientInto(u, tau, out, gradient.slice(0, 5));
        jumps.gradientInto(u, tau, other, gradient.slice(5));
        multiplyInto(out, other, u.re.length);
      },
      tauDerivativeInto(u, tau, out) {
        const other = scratch(u.re.length);
        diffusion.tauDerivativeInto(u, tau, out);
        jumps.tauDerivativeInto(u, tau, other);
        for (let i = 0; i < u.re.length; ++i) {
          out.re[i] += other.re[i];
          out.im[i] += other.im[i];
        }
      },
      cumulants(tau) {
        const [a, b] = [diffusion.cumulants(tau), jumps.cumulants(tau)];
        return { c1: a.c1 + b.c1, c2: a.c2 + b.c2, c4: a.c4 + b.c4 };
      },
      momentStrip: diffusion.momentStrip,
      asymptoticDrift: diffusion.asymptoticDrift,
    };
  },
};

/** Compensated normal jumps alone, as a Lévy law in `{ lambda, muJ, sigmaJ }`. */
function jumpLaw(lambda: number, muJ: number, sigmaJ: number) {
  const [m2, s2] = [muJ * muJ, sigmaJ * sigmaJ];
  return levyLaw({
    name: "jumps",
    size: 3,
    exponent(u: Complex): Complex {
      const jump = u.timesI().scale(muJ).sub(u.mul(u).scale(s2 / 2)).exp();
      return jump.sub(ONE).scale(lambda);
    },
    exponentInto: (u, out) => normalJumpsInto(lambda, muJ, sigmaJ, u, out),
    gradientInto: (u, out, gradient) =>
      normalJumpsInto(lambda, muJ, sigmaJ, u, out, gradient),
    cumulants: {
      c1: lambda * muJ,
      c2: lambda * (m2 + s2),
      c4: lambda * (m2 * m2 + 6 * m2 * s2 + 3 * s2 * s2),
    },
    strip: [-Infinity, Infinity],
    pureJump: false,
  });
}

function multiplyInto(
  out: ComplexVector,
  other: ComplexVector,
  length: number,
): void {
  for (let i = 0; i < length; ++i) {
    const re = out.re[i] * other.re[i] - out.im[i] * other.im[i];
    out.im[i] = out.re[i] * other.im[i] + out.im[i] * other.re[i];
    out.re[i] = re;
  }
}
