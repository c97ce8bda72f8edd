/**
 * The variance gamma exponent and its gradient over arrays, by scalars; the
 * plain form stands in `laws/variance_gamma.ts` and is tested equal.
 *
 * With `B = 1 + w = 1 − iuθν + ½σ²νu²`, the product of the two factors, whose
 * arguments are of opposite sign, so that `ln B` is principal:
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
        const br = pr * mr - pi * mi, bi = pr * mi + pi * mr;
        // |B|² − 1 without cancellation, for |B| near 1.
        const wr = nu * (halfVar * (x * x - y * y) + y * theta);
        const wi = nu * x * (2 * halfVar * y - theta);
        outRe[i] = -0.5 * invNu *
          (wr * wr + wi * wi < 0.25
            ? Math.log1p(wr * (2 + wr) + wi * wi)
            : Math.log(br * br + bi * bi));
        outIm[i] = -invNu * Math.atan2(bi, br);
      }
    },
    gradientInto(u, out, [dSigma, dNu, dTheta]) {
      for (let i = 0; i < u.re.length; ++i) {
        const x = u.re[i], y = u.im[i];
        const pr = 1 + y * up, pi = -x * up;
        const mr = 1 - y * down, mi = x * down;
        const br = pr * mr - pi * mi, bi = pr * mi + pi * mr;
        const wr = nu * (halfVar * (x * x - y * y) + y * theta);
        const wi = nu * x * (2 * halfVar * y - theta);
        const lnRe = 0.5 *
          (wr * wr + wi * wi < 0.25
            ? Math.log1p(wr * (2 + wr) + wi * wi)
            : Math.log(br * br + bi * bi));
        const lnIm = Math.atan2(bi, br);
        out.re[i] = -invNu * lnRe;
        out.im[i] = -invNu * lnIm;
        // 1/B, with B the product of the two factors.
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
