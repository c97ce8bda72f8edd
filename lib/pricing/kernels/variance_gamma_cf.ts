/**
 * The variance gamma exponent and its gradient over arrays, by scalars; the
 * plain form stands in `laws/variance_gamma.ts` and is tested equal.
 *
 * With `B = 1 − iuθν + ½σ²νu²`:
 *
 * ```text
 * ∂κ/∂σ = −σu²/B,  ∂κ/∂ν = ln(B)/ν² − (½σ²u² − iuθ)/(νB),  ∂κ/∂θ = iu/B
 * ```
 *
 * @module
 */

import type { LevyExponent } from "lib/pricing/laws/levy_law.ts";

/** The two array functions of a variance gamma exponent. */
export function varianceGammaKernel(
  sigma: number,
  nu: number,
  theta: number,
  up: number,
  down: number,
): Pick<LevyExponent, "exponentInto" | "gradientInto"> {
  const invNu = 1 / nu;
  const halfVar = 0.5 * sigma * sigma;
  return {
    exponentInto(u, out) {
      const { re: outRe, im: outIm } = out;
      for (let i = 0; i < u.re.length; ++i) {
        const x = u.re[i], y = u.im[i];
        const pr = 1 + y * up, pi = -x * up;
        const mr = 1 - y * down, mi = x * down;
        const size = (pr * pr + pi * pi) * (mr * mr + mi * mi);
        outRe[i] = -0.5 * invNu * Math.log(size);
        outIm[i] = -invNu * (Math.atan2(pi, pr) + Math.atan2(mi, mr));
      }
    },
    gradientInto(u, out, [dSigma, dNu, dTheta]) {
      for (let i = 0; i < u.re.length; ++i) {
        const x = u.re[i], y = u.im[i];
        const pr = 1 + y * up, pi = -x * up;
        const mr = 1 - y * down, mi = x * down;
        const lnRe = 0.5 *
          Math.log((pr * pr + pi * pi) * (mr * mr + mi * mi));
        const lnIm = Math.atan2(pi, pr) + Math.atan2(mi, mr);
        out.re[i] = -invNu * lnRe;
        out.im[i] = -invNu * lnIm;
        // 1/B, with B the product of the two factors.
        const br = pr * mr - pi * mi, bi = pr * mi + pi * mr;
        const inv = 1 / (br * br + bi * bi);
        const rr = br * inv, ri = -bi * inv;
        const u2r = x * x - y * y, u2i = 2 * x * y;
        dSigma.re[i] = -sigma * (u2r * rr - u2i * ri);
        dSigma.im[i] = -sigma * (u2r * ri + u2i * rr);
        const nr = halfVar * u2r + y * theta;
        const ni = halfVar * u2i - x * theta;
        dNu.re[i] = invNu * (invNu * lnRe - (nr * rr - ni * ri));
        dNu.im[i] = invNu * (invNu * lnIm - (nr * ri + ni * rr));
        dTheta.re[i] = -y * rr - x * ri;
        dTheta.im[i] = -y * ri + x * rr;
      }
    },
  };
}
