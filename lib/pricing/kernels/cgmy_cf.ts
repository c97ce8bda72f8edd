/**
 * The CGMY exponent and its gradient over arrays, by scalars; the plain form
 * stands in `laws/cgmy.ts` and is tested equal.
 *
 * With `E(ε, L) = (e^(εL) − 1)/ε` and `h(z) = A·z·E(Y−1, ln z)` for `Y ≥ ½`
 * (`A = Γ(2−Y)/Y`), or `h(z) = A·E(Y, ln z)` below (`A = −Γ(1−Y)`):
 *
 * ```text
 * ∂E/∂ε = (L·e^(εL) − E)/ε = L²·Σₖ (k+1)(εL)ᵏ/(k+2)!
 * ```
 *
 * the series where `|εL|` is small, as the quotient loses its digits there.
 *
 * @module
 */

import { digamma, gamma } from "lib/math/gamma.ts";
import type { LevyExponent } from "lib/pricing/laws/levy_law.ts";

/** How `h` is written at a value of `Y`. */
export interface PowerScale {
  /** `A` of the header. */
  readonly factor: number;
  /** `d ln A / dY`. */
  readonly factorSlope: number;
  /** `Y − 1` or `Y`. */
  readonly epsilon: number;
  /** Whether `h` carries the factor `z`. */
  readonly linear: boolean;
}

/** The form of `h` that is stable at `y`. */
export function powerScale(y: number): PowerScale {
  return y >= 0.5
    ? {
      factor: gamma(2 - y) / y,
      factorSlope: -digamma(2 - y) - 1 / y,
      epsilon: y - 1,
      linear: true,
    }
    : {
      factor: -gamma(1 - y),
      factorSlope: -digamma(1 - y),
      epsilon: y,
      linear: false,
    };
}

/** `h(z)`, its derivative in `Y` and in `z`, filled by {@linkcode powerAt}. */
interface PowerValue {
  re: number;
  im: number;
  yRe: number;
  yIm: number;
  zRe: number;
  zIm: number;
}

/** Below this `|εL|` the series for `∂E/∂ε` has all its digits. */
const SERIES_RADIUS = 0.35;
const SERIES = seriesCoefficients(14);

/** The two array functions of a CGMY exponent. */
export function cgmyKernel(
  c: number,
  g: number,
  m: number,
  y: number,
): Pick<LevyExponent, "exponentInto" | "gradientInto"> {
  const scale = powerScale(y);
  const blank = { re: 0, im: 0, yRe: 0, yIm: 0, zRe: 0, zIm: 0 };
  const [up, down] = [{ ...blank }, { ...blank }];
  const [atM, atG] = [{ ...blank }, { ...blank }];
  powerAt(scale, m, 0, true, atM);
  powerAt(scale, g, 0, true, atG);
  return {
    exponentInto(u, out) {
      for (let i = 0; i < u.re.length; ++i) {
        powerAt(scale, m + u.im[i], -u.re[i], false, up);
        powerAt(scale, g - u.im[i], u.re[i], false, down);
        out.re[i] = c * (up.re - atM.re + down.re - atG.re);
        out.im[i] = c * (up.im + down.im);
      }
    },
    gradientInto(u, out, [dC, dG, dM, dY]) {
      for (let i = 0; i < u.re.length; ++i) {
        powerAt(scale, m + u.im[i], -u.re[i], true, up);
        powerAt(scale, g - u.im[i], u.re[i], true, down);
        dC.re[i] = up.re - atM.re + down.re - atG.re;
        dC.im[i] = up.im + down.im;
        out.re[i] = c * dC.re[i];
        out.im[i] = c * dC.im[i];
        dG.re[i] = c * (down.zRe - atG.zRe);
        dG.im[i] = c * down.zIm;
        dM.re[i] = c * (up.zRe - atM.zRe);
        dM.im[i] = c * up.zIm;
        dY.re[i] = c * (up.yRe - atM.yRe + down.yRe - atG.yRe);
        dY.im[i] = c * (up.yIm + down.yIm);
      }
    },
  };
}

/** Fills `out` with `h` at `zr + i·zi` and, if asked, its derivatives. */
function powerAt(
  scale: PowerScale,
  zr: number,
  zi: number,
  derivatives: boolean,
  out: PowerValue,
): void {
  const { factor, factorSlope, epsilon, linear } = scale;
  const lnRe = 0.5 * Math.log(zr * zr + zi * zi);
  const lnIm = Math.atan2(zi, zr);
  const wr = epsilon * lnRe, wi = epsilon * lnIm;
  // E(ε, L); near ε = 0 by expm1, elsewhere by the cheaper plain power.
  const near = wr * wr + wi * wi < 0.25;
  const size = Math.exp(wr);
  const pr = size * Math.cos(wi), pi = size * Math.sin(wi);
  const half = near ? Math.sin(wi / 2) : 0;
  const mr = near ? Math.expm1(wr) * Math.cos(wi) - 2 * half * half : pr - 1;
  const er = epsilon === 0 ? lnRe : mr / epsilon;
  const ei = epsilon === 0 ? lnIm : pi / epsilon;
  const hr = factor * (linear ? zr * er - zi * ei : er);
  const hi = factor * (linear ? zr * ei + zi * er : ei);
  out.re = hr;
  out.im = hi;
  if (!derivatives) return;

  let dr: number, di: number;
  if (wr * wr + wi * wi < SERIES_RADIUS * SERIES_RADIUS) {
    [dr, di] = [SERIES[SERIES.length - 1], 0];
    for (let k = SERIES.length - 2; k >= 0; --k) {
      const t = dr * wr - di * wi + SERIES[k];
      di = dr * wi + di * wr;
      dr = t;
    }
    const l2r = lnRe * lnRe - lnIm * lnIm, l2i = 2 * lnRe * lnIm;
    const t = dr * l2r - di * l2i;
    di = dr * l2i + di * l2r;
    dr = t;
  } else {
    dr = (lnRe * pr - lnIm * pi - er) / epsilon;
    di = (lnRe * pi + lnIm * pr - ei) / epsilon;
  }
  out.yRe = hr * factorSlope + factor * (linear ? zr * dr - zi * di : dr);
  out.yIm = hi * factorSlope + factor * (linear ? zr * di + zi * dr : di);
  // h′(z) = A(E + e^(εL)) with the factor z, A·e^(εL)/z without.
  const inv = 1 / (zr * zr + zi * zi);
  out.zRe = factor * (linear ? er + pr : (pr * zr + pi * zi) * inv);
  out.zIm = factor * (linear ? ei + pi : (pi * zr - pr * zi) * inv);
}

/** `(k + 1)/(k + 2)!` for `k = 0 … terms − 1`. */
function seriesCoefficients(terms: number): Float64Array {
  const out = new Float64Array(terms);
  let factorial = 1;
  for (let k = 0; k < terms; ++k) {
    factorial *= k + 2;
    out[k] = (k + 1) / factorial;
  }
  return out;
}
