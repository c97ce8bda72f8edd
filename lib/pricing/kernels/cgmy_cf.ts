/**
 * The CGMY exponent and its gradient over arrays, by scalars; the plain form
 * stands in `laws/cgmy.ts` and is tested equal.
 *
 * With `L = ln(1 + r)`, `E(ε) = (e^(εL) − 1)/ε` and
 * `q(r) = A·((1 + r)·E(Y−1) − r)` for `Y ≥ ½` (`A = Γ(2−Y)/Y`), or
 * `q(r) = A·(E(Y) − r)` below (`A = −Γ(1−Y)`):
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

/** How `q` is written at a value of `Y`. */
export interface PowerScale {
  /** `A` of the header. */
  readonly factor: number;
  /** `d ln A / dY`. */
  readonly factorSlope: number;
  /** `Y − 1` or `Y`. */
  readonly epsilon: number;
  /** Whether `E` carries the factor `1 + r`. */
  readonly linear: boolean;
}

/** The form of `q` that is stable at `y`. */
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

/** `q(r)`, `∂q/∂Y` and `r·q′(r)`, filled by {@linkcode powerAt}. */
interface PowerValue {
  re: number;
  im: number;
  yRe: number;
  yIm: number;
  rRe: number;
  rIm: number;
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
  const blank = { re: 0, im: 0, yRe: 0, yIm: 0, rRe: 0, rIm: 0 };
  const [up, down] = [{ ...blank }, { ...blank }];
  const [mY, gY] = [c * Math.pow(m, y), c * Math.pow(g, y)];
  const [lnM, lnG] = [Math.log(m), Math.log(g)];
  return {
    exponentInto(u, out) {
      for (let i = 0; i < u.re.length; ++i) {
        powerAt(scale, u.im[i] / m, -u.re[i] / m, false, up);
        powerAt(scale, -u.im[i] / g, u.re[i] / g, false, down);
        out.re[i] = mY * up.re + gY * down.re;
        out.im[i] = mY * up.im + gY * down.im;
      }
    },
    gradientInto(u, out, [dC, dG, dM, dY]) {
      for (let i = 0; i < u.re.length; ++i) {
        powerAt(scale, u.im[i] / m, -u.re[i] / m, true, up);
        powerAt(scale, -u.im[i] / g, u.re[i] / g, true, down);
        out.re[i] = mY * up.re + gY * down.re;
        out.im[i] = mY * up.im + gY * down.im;
        dC.re[i] = out.re[i] / c;
        dC.im[i] = out.im[i] / c;
        // ∂(M^Y·q(−iu/M))/∂M = M^(Y−1)·(Yq − r·q′)
        dG.re[i] = gY / g * (y * down.re - down.rRe);
        dG.im[i] = gY / g * (y * down.im - down.rIm);
        dM.re[i] = mY / m * (y * up.re - up.rRe);
        dM.im[i] = mY / m * (y * up.im - up.rIm);
        dY.re[i] = mY * (lnM * up.re + up.yRe) +
          gY * (lnG * down.re + down.yRe);
        dY.im[i] = mY * (lnM * up.im + up.yIm) +
          gY * (lnG * down.im + down.yIm);
      }
    },
  };
}

/** Fills `out` with `q` at `rr + i·ri` and, if asked, its derivatives. */
function powerAt(
  scale: PowerScale,
  rr: number,
  ri: number,
  derivatives: boolean,
  out: PowerValue,
): void {
  const { factor, factorSlope, epsilon, linear } = scale;
  const zr = 1 + rr, zi = ri;
  const square = rr * (2 + rr) + ri * ri;
  const lnRe = 0.5 *
    (square > -0.5 ? Math.log1p(square) : Math.log(zr * zr + zi * zi));
  const lnIm = Math.atan2(zi, zr);
  const wr = epsilon * lnRe, wi = epsilon * lnIm;
  // E(ε); near ε = 0 by expm1, elsewhere by the cheaper plain power.
  const near = wr * wr + wi * wi < 0.25;
  const size = Math.exp(wr);
  const pr = size * Math.cos(wi), pi = size * Math.sin(wi);
  const half = near ? Math.sin(wi / 2) : 0;
  const mr = near ? Math.expm1(wr) * Math.cos(wi) - 2 * half * half : pr - 1;
  const er = epsilon === 0 ? lnRe : mr / epsilon;
  const ei = epsilon === 0 ? lnIm : pi / epsilon;
  const qr = factor * ((linear ? zr * er - zi * ei : er) - rr);
  const qi = factor * ((linear ? zr * ei + zi * er : ei) - ri);
  out.re = qr;
  out.im = qi;
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
  out.yRe = qr * factorSlope + factor * (linear ? zr * dr - zi * di : dr);
  out.yIm = qi * factorSlope + factor * (linear ? zr * di + zi * dr : di);
  // q′ = A·Y·E(Y−1) with the factor 1 + r, A·(e^(YL)/(1 + r) − 1) without.
  let sr = (epsilon + 1) * er, si = (epsilon + 1) * ei;
  if (!linear) {
    const inv = 1 / (zr * zr + zi * zi);
    sr = ((mr - rr) * zr + (pi - ri) * zi) * inv;
    si = ((pi - ri) * zr - (mr - rr) * zi) * inv;
  }
  out.rRe = factor * (rr * sr - ri * si);
  out.rIm = factor * (rr * si + ri * sr);
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
