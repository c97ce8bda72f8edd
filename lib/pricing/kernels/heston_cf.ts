/**
 * The Heston characteristic function and its gradient over arrays, by scalars;
 * the plain form stands in `laws/heston.ts` and is tested equal.
 *
 * Every derivative follows from those of `b`, `d` and `n = b − d`: with a dot
 * for one of κ, ξ, ρ and `s = b + d`,
 *
 * ```text
 * ṅ = n·(2ξ̇/ξ − ṡ/s),  Ė = ḋ(τe^(−dτ) − E)/d,  ẋ = ½(ṅE + nĖ)
 * Ḋ = D(Ė/E − ẋ/(1+x)),  Ċ = (κθ/ξ²)(ṅτ − 2ẋ/(1+x)) + C(κ̇/κ − 2ξ̇/ξ)
 * ```
 *
 * Where Re b < 0, `1 + x` falls to `e^(−dτ)` and is formed, with its
 * derivatives, as `o = (s − n·e^(−dτ))/(2d)`, in which nothing cancels.
 *
 * @module
 */

import type { ComplexVector } from "lib/math/complex_vector.ts";
import type { CharacteristicFunction } from "lib/pricing/laws/law.ts";
import type { HestonParams } from "lib/pricing/laws/heston.ts";

/** The array functions of a Heston characteristic function. */
export function hestonKernel(
  params: HestonParams,
): Pick<
  CharacteristicFunction,
  "phiInto" | "gradientInto" | "tauDerivativeInto"
> {
  return {
    phiInto: (u, tau, out) => phiInto(params, u, tau, out),
    gradientInto: (u, tau, out, gradient) =>
      gradientInto(params, u, tau, out, gradient),
    tauDerivativeInto: (u, tau, out) => tauInto(params, u, tau, out),
  };
}

/** `φ(uᵢ)` into `out`. */
function phiInto(
  params: HestonParams,
  u: ComplexVector,
  tau: number,
  out: ComplexVector,
): void {
  const { v0, kappa, theta, xi, rho } = params;
  const xi2 = xi * xi, rx = rho * xi, scale = kappa * theta / xi2;
  const { re: uRe, im: uIm } = u;
  const { re: outRe, im: outIm } = out;
  for (let i = 0; i < uRe.length; ++i) {
    const x = uRe[i], y = uIm[i];
    const wr = x * x - y * y - y, wi = 2 * x * y + x;
    const br = kappa + rx * y, bi = -rx * x;
    // d = √(b² + ξ²w), Re d ≥ 0
    const zr = br * br - bi * bi + xi2 * wr, zi = 2 * br * bi + xi2 * wi;
    const size = Math.sqrt(zr * zr + zi * zi);
    const big = Math.sqrt((size + Math.abs(zr)) * 0.5);
    const small = big === 0 ? 0 : zi / (2 * big);
    const dr = zr >= 0 ? big : Math.abs(small);
    const di = zr >= 0 ? small : zi < 0 ? -big : big;
    // n = b − d, from −ξ²w/(b + d) unless Re b < 0
    let sr = br + dr, si = bi + di;
    let nr = br - dr, ni = bi - di;
    if (br >= 0) {
      const inv = -xi2 / (sr * sr + si * si);
      nr = (wr * sr + wi * si) * inv;
      ni = (wi * sr - wr * si) * inv;
    } else {
      // s = −ξ²w/n, the same identity from the other side.
      const inv = -xi2 / (nr * nr + ni * ni);
      sr = (wr * nr + wi * ni) * inv;
      si = (wi * nr - wr * ni) * inv;
    }
    // E = (1 − e^(−dτ))/d
    const decay = Math.exp(-dr * tau);
    const cos = Math.cos(di * tau), sin = Math.sin(di * tau);
    const d2 = dr * dr + di * di;
    let pr = 1 - decay * cos;
    const pi = decay * sin;
    const near = d2 * tau * tau < 0.25;
    if (near) {
      const h = Math.sin(di * tau / 2);
      pr = 2 * h * h - Math.expm1(-dr * tau) * cos;
    }
    const er = d2 === 0 ? tau : (pr * dr + pi * di) / d2;
    const ei = d2 === 0 ? 0 : (pi * dr - pr * di) / d2;
    const xr = 0.5 * (nr * er - ni * ei), xi_ = 0.5 * (nr * ei + ni * er);
    // o = 1 + x, and D = −½wE/o
    let or = 1 + xr, oi = xi_;
    let square = xr * (2 + xr) + xi_ * xi_;
    if (br < 0 && !near) {
      const tr = sr - decay * (nr * cos + ni * sin);
      const ti = si - decay * (ni * cos - nr * sin);
      or = 0.5 * (tr * dr + ti * di) / d2;
      oi = 0.5 * (ti * dr - tr * di) / d2;
      square = or * or + oi * oi - 1;
    }
    const o2 = 0.5 / (or * or + oi * oi);
    const fr = wr * er - wi * ei, fi = wr * ei + wi * er;
    const Dr = -(fr * or + fi * oi) * o2, Di = -(fi * or - fr * oi) * o2;
    const lnRe = square < -0.5
      ? 0.5 * Math.log(or * or + oi * oi)
      : 0.5 * Math.log1p(square);
    const lnIm = Math.atan2(oi, or);
    const grow = Math.exp(scale * (nr * tau - 2 * lnRe) + v0 * Dr);
    const angle = scale * (ni * tau - 2 * lnIm) + v0 * Di;
    outRe[i] = grow * Math.cos(angle);
    outIm[i] = grow * Math.sin(angle);
  }
}

/** `φ(uᵢ)` into `out` and `∂ ln φ/∂(v0, κ, θ, ξ, ρ)` into `gradient`. */
function gradientInto(
  params: HestonParams,
  u: ComplexVector,
  tau: number,
  out: ComplexVector,
  gradient: readonly ComplexVector[],
): void {
  const { v0, kappa, theta, xi, rho } = params;
  const xi2 = xi * xi, rx = rho * xi, scale = kappa * theta / xi2;
  const [gV0, gKappa, gTheta, gXi, gRho] = gradient;
  const { re: uRe, im: uIm } = u;
  for (let i = 0; i < uRe.length; ++i) {
    const x = uRe[i], y = uIm[i];
    const wr = x * x - y * y - y, wi = 2 * x * y + x;
    const br = kappa + rx * y, bi = -rx * x;
    const zr = br * br - bi * bi + xi2 * wr, zi = 2 * br * bi + xi2 * wi;
    const size = Math.sqrt(zr * zr + zi * zi);
    const big = Math.sqrt((size + Math.abs(zr)) * 0.5);
    const small = big === 0 ? 0 : zi / (2 * big);
    const dr = zr >= 0 ? big : Math.abs(small);
    const di = zr >= 0 ? small : zi < 0 ? -big : big;
    let sr = br + dr, si = bi + di;
    let nr = br - dr, ni = bi - di;
    if (br >= 0) {
      const inv = -xi2 / (sr * sr + si * si);
      nr = (wr * sr + wi * si) * inv;
      ni = (wi * sr - wr * si) * inv;
    } else {
      // s = −ξ²w/n, the same identity from the other side.
      const inv = -xi2 / (nr * nr + ni * ni);
      sr = (wr * nr + wi * ni) * inv;
      si = (wi * nr - wr * ni) * inv;
    }
    const decay = Math.exp(-dr * tau);
    const cos = Math.cos(di * tau), sin = Math.sin(di * tau);
    const qr = decay * cos, qi = -decay * sin;
    const d2 = Math.max(dr * dr + di * di, 1e-300);
    let pr = 1 - qr;
    const pi = -qi;
    const near = d2 * tau * tau < 0.25;
    if (near) {
      const h = Math.sin(di * tau / 2);
      pr = 2 * h * h - Math.expm1(-dr * tau) * cos;
    }
    const er = (pr * dr + pi * di) / d2, ei = (pi * dr - pr * di) / d2;
    const xr = 0.5 * (nr * er - ni * ei), xim = 0.5 * (nr * ei + ni * er);
    // o = 1 + x
    const steep = br < 0 && !near;
    let or = 1 + xr, oi = xim;
    let square = xr * (2 + xr) + xim * xim;
    if (steep) {
      const tr = sr - (nr * qr - ni * qi), ti = si - (nr * qi + ni * qr);
      or = 0.5 * (tr * dr + ti * di) / d2;
      oi = 0.5 * (ti * dr - tr * di) / d2;
      square = or * or + oi * oi - 1;
    }
    const o2 = 1 / (or * or + oi * oi);
    const ir = or * o2, ii = -oi * o2;
    const fr = -0.5 * (wr * er - wi * ei), fi = -0.5 * (wr * ei + wi * er);
    const Dr = fr * ir - fi * ii, Di = fr * ii + fi * ir;
    const lnRe = square < -0.5
      ? 0.5 * Math.log(or * or + oi * oi)
      : 0.5 * Math.log1p(square);
    const lnIm = Math.atan2(oi, or);
    const Br = nr * tau - 2 * lnRe, Bi = ni * tau - 2 * lnIm;
    const grow = Math.exp(scale * Br + v0 * Dr);
    const angle = scale * Bi + v0 * Di;
    out.re[i] = grow * Math.cos(angle);
    out.im[i] = grow * Math.sin(angle);
    gV0.re[i] = Dr;
    gV0.im[i] = Di;
    gTheta.re[i] = kappa / xi2 * Br;
    gTheta.im[i] = kappa / xi2 * Bi;

    // Ė/ḋ = (τe^(−dτ) − E)/d, by its series where the difference cancels.
    let hr: number, hi: number;
    if (near) {
      [hr, hi] = slopeSeries(dr, di, tau);
    } else {
      const tr = tau * qr - er, ti = tau * qi - ei;
      hr = (tr * dr + ti * di) / d2;
      hi = (ti * dr - tr * di) / d2;
    }
    const s2 = 1 / (sr * sr + si * si), n2 = 1 / (nr * nr + ni * ni);
    const isr = sr * s2, isi = -si * s2;
    const inr = nr * n2, ini = -ni * n2;
    const idr = dr / d2, idi = -di / d2;
    const e2 = 1 / (er * er + ei * ei);
    const ier = er * e2, iei = -ei * e2;
    for (let k = 0; k < 3; ++k) {
      // ḃ: 1 for κ, −iρu for ξ, −iξu for ρ (iu = −y + ix)
      const slope = k === 0 ? 0 : k === 1 ? rho : xi;
      const dbr = k === 0 ? 1 : slope * y, dbi = -slope * x;
      let mr = br * dbr - bi * dbi, mi = br * dbi + bi * dbr;
      if (k === 1) {
        mr += xi * wr;
        mi += xi * wi;
      }
      const ddr = mr * idr - mi * idi, ddi = mr * idi + mi * idr;
      // Of s and n the larger by its own difference, the smaller by sn = −ξ²w.
      const twice = k === 1 ? 2 / xi : 0;
      let dnr = dbr - ddr, dni = dbi - ddi;
      let dsr = dbr + ddr, dsi = dbi + ddi;
      if (br >= 0) {
        const relR = twice - (dsr * isr - dsi * isi);
        const relI = -(dsr * isi + dsi * isr);
        dnr = nr * relR - ni * relI;
        dni = nr * relI + ni * relR;
      } else {
        const relR = twice - (dnr * inr - dni * ini);
        const relI = -(dnr * ini + dni * inr);
        dsr = sr * relR - si * relI;
        dsi = sr * relI + si * relR;
      }
      const der = ddr * hr - ddi * hi, dei = ddr * hi + ddi * hr;
      let dxr = 0.5 * (dnr * er - dni * ei + nr * der - ni * dei);
      let dxi = 0.5 * (dnr * ei + dni * er + nr * dei + ni * der);
      if (steep) {
        // ȯ = ½(ṡ − (ṅ − nτḋ)q)/d − o·ḋ/d
        const gr = dnr - tau * (nr * ddr - ni * ddi);
        const gi = dni - tau * (nr * ddi + ni * ddr);
        const pr2 = 0.5 * (dsr - (gr * qr - gi * qi)) - (or * ddr - oi * ddi);
        const pi2 = 0.5 * (dsi - (gr * qi + gi * qr)) - (or * ddi + oi * ddr);
        dxr = pr2 * idr - pi2 * idi;
        dxi = pr2 * idi + pi2 * idr;
      }
      const rr = dxr * ir - dxi * ii, ri = dxr * ii + dxi * ir; // ȯ/o
      const tr = der * ier - dei * iei - rr, ti = der * iei + dei * ier - ri;
      let cr = scale * (dnr * tau - 2 * rr), ci = scale * (dni * tau - 2 * ri);
      if (k === 0) {
        cr += theta / xi2 * Br;
        ci += theta / xi2 * Bi;
      } else if (k === 1) {
        cr -= 2 * scale / xi * Br;
        ci -= 2 * scale / xi * Bi;
      }
      const g = k === 0 ? gKappa : k === 1 ? gXi : gRho;
      g.re[i] = cr + v0 * (Dr * tr - Di * ti);
      g.im[i] = ci + v0 * (Dr * ti + Di * tr);
    }
  }
}

/** `(τe^(−z) − (1 − e^(−z))/d)/d` at `z = dτ` small: `−τ²·Σ (k+1)(−z)ᵏ/(k+2)!`. */
function slopeSeries(
  dr: number,
  di: number,
  tau: number,
): [re: number, im: number] {
  const zr = -dr * tau, zi = -di * tau;
  let [re, im, termRe, termIm] = [0, 0, 1, 0];
  let factorial = 2;
  for (let k = 0; k < 14; ++k) {
    re += (k + 1) / factorial * termRe;
    im += (k + 1) / factorial * termIm;
    const t = termRe * zr - termIm * zi;
    termIm = termRe * zi + termIm * zr;
    termRe = t;
    factorial *= k + 3;
  }
  return [-tau * tau * re, -tau * tau * im];
}

/** `∂ ln φ(uᵢ)/∂τ`: the Riccati equation, `κθ·D + v₀·(−½w − bD + ½ξ²D²)`. */
function tauInto(
  params: HestonParams,
  u: ComplexVector,
  tau: number,
  out: ComplexVector,
): void {
  const { v0, kappa, theta, xi, rho } = params;
  const xi2 = xi * xi;
  const size = u.re.length;
  // ∂ ln φ/∂v₀ is D itself.
  const parts = Array.from({ length: 5 }, () => ({
    re: new Float64Array(size),
    im: new Float64Array(size),
  }));
  gradientInto(params, u, tau, out, parts);
  const D = parts[0];
  for (let i = 0; i < size; ++i) {
    const x = u.re[i], y = u.im[i];
    const wr = x * x - y * y - y, wi = 2 * x * y + x;
    const br = kappa + rho * xi * y, bi = -rho * xi * x;
    const p = D.re[i], q = D.im[i];
    const slopeRe = -0.5 * wr - (br * p - bi * q) + 0.5 * xi2 * (p * p - q * q);
    const slopeIm = -0.5 * wi - (br * q + bi * p) + xi2 * p * q;
    out.re[i] = kappa * theta * p + v0 * slopeRe;
    out.im[i] = kappa * theta * q + v0 * slopeIm;
  }
}
