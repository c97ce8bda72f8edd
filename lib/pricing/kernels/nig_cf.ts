/**
 * The normal inverse Gaussian exponent and its gradient over arrays, by
 * scalars; the plain form stands in `laws/nig.ts` and is tested equal.
 *
 * With `R = √(α² − (β + iu)²)`, `γ = √(α² − β²)` and
 * `γ − R = iu(2β + iu)/(γ + R)`:
 *
 * ```text
 * ∂κ/∂α = δα(1/γ − 1/R),  ∂κ/∂β = δ((β + iu)/R − β/γ),  ∂κ/∂δ = γ − R
 * ```
 *
 * @module
 */

import type { LevyExponent } from "lib/pricing/laws/levy_law.ts";

/** The two array functions of a normal inverse Gaussian exponent. */
export function nigKernel(
  alpha: number,
  beta: number,
  delta: number,
): Pick<LevyExponent, "exponentInto" | "gradientInto"> {
  const gamma = Math.sqrt((alpha - beta) * (alpha + beta));
  return {
    exponentInto(u, out) {
      const { re: outRe, im: outIm } = out;
      for (let i = 0; i < u.re.length; ++i) {
        const x = u.re[i], y = u.im[i];
        const lo = alpha - beta + y, hi = alpha + beta - y;
        const zr = lo * hi + x * x, zi = x * (lo - hi);
        const modulus = Math.sqrt(zr * zr + zi * zi);
        const s = Math.sqrt((modulus + Math.abs(zr)) / 2);
        const t = zi / (2 * s);
        const rootRe = zr >= 0 ? s : Math.abs(t);
        const rootIm = zr >= 0 ? t : zi < 0 ? -s : s;
        const pr = -y * (2 * beta - y) - x * x, pi = 2 * x * (beta - y);
        const sr = gamma + rootRe;
        const scale = delta / (sr * sr + rootIm * rootIm);
        outRe[i] = scale * (pr * sr + pi * rootIm);
        outIm[i] = scale * (pi * sr - pr * rootIm);
      }
    },
    gradientInto(u, out, [dAlpha, dBeta, dDelta]) {
      for (let i = 0; i < u.re.length; ++i) {
        const x = u.re[i], y = u.im[i];
        const lo = alpha - beta + y, hi = alpha + beta - y;
        const zr = lo * hi + x * x, zi = x * (lo - hi);
        const modulus = Math.sqrt(zr * zr + zi * zi);
        const s = Math.sqrt((modulus + Math.abs(zr)) / 2);
        const t = zi / (2 * s);
        const rootRe = zr >= 0 ? s : Math.abs(t);
        const rootIm = zr >= 0 ? t : zi < 0 ? -s : s;
        const pr = -y * (2 * beta - y) - x * x, pi = 2 * x * (beta - y);
        const sr = gamma + rootRe;
        const scale = 1 / (sr * sr + rootIm * rootIm);
        dDelta.re[i] = scale * (pr * sr + pi * rootIm);
        dDelta.im[i] = scale * (pi * sr - pr * rootIm);
        out.re[i] = delta * dDelta.re[i];
        out.im[i] = delta * dDelta.im[i];
        // 1/R = conj(R)/|R|², and |R|² = |z|.
        const ir = rootRe / modulus, ii = -rootIm / modulus;
        dAlpha.re[i] = delta * alpha * (1 / gamma - ir);
        dAlpha.im[i] = -delta * alpha * ii;
        const br = beta - y;
        dBeta.re[i] = delta * (br * ir - x * ii - beta / gamma);
        dBeta.im[i] = delta * (br * ii + x * ir);
      }
    },
  };
}
