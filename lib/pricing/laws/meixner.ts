/**
 * Meixner: a pure-jump law with exponential tails.
 *
 * ```text
 * κ(u) = 2d·[ln cos(b/2) − ln cosh((au − ib)/2)]
 * ```
 *
 * Schoutens (2002), "Meixner processes: theory and applications in finance",
 * EURANDOM report 2002-004, eq. (1). The hyperbolic cosine is taken as
 * `z + ln(1 + e^(−2z)) − ln 2` on the side `Re z ≥ 0`, which neither overflows
 * nor leaves its branch; for small `au` it is
 * `−2d·ln(1 + 2 sinh²(au/4) − i·tan(b/2)·sinh(au/2))`, in which nothing cancels.
 * Valid for `|b| < π` and `a + b < π`.
 *
 * @module
 */

import { Complex } from "lib/math/complex.ts";
import type { ComplexVector } from "lib/math/complex_vector.ts";
import type { Law } from "lib/pricing/laws/law.ts";
import { levyLaw } from "lib/pricing/laws/levy_law.ts";
import { ParameterSpace } from "lib/pricing/laws/parameter_space.ts";

const space = new ParameterSpace(
  "meixner",
  [
    {
      name: "a",
      description: "scale of the jumps",
      valid: [0, Infinity],
      search: [0.002, 3],
      scale: "log",
      prior: { kind: "lognormal", median: 0.2, logSd: 0.8 },
      start: 0.2,
    },
    {
      name: "b",
      description: "skewness angle; negative gives a left skew",
      valid: [-Math.PI, Math.PI],
      search: [-3.1, 3.1],
      scale: "linear",
      prior: { kind: "uniform", lower: -3, upper: 1 },
      start: -1,
    },
    {
      name: "d",
      description: "activity, per year",
      valid: [0, Infinity],
      search: [0.001, 200],
      scale: "log",
      prior: { kind: "lognormal", median: 0.6, logSd: 1 },
      start: 0.6,
    },
  ],
  ({ a, b }) =>
    a + b < Math.PI
      ? null
      : `a + b must be < pi: current values are a = ${a}, b = ${b}`,
);

/** The Meixner law, parameters `{ a, b, d }`. */
export const meixner: Law = {
  name: "meixner",
  levy: true,
  space,
  characteristicFunction(params) {
    space.check(params);
    const { a, b, d } = params;
    const cos2 = Math.cos(b / 2) ** 2;
    const lnCos = Math.log(Math.cos(b / 2));
    return levyLaw({
      name: "meixner",
      size: 3,
      exponent(u: Complex): Complex {
        const w = ratioLessOne(u.scale(a / 4), Math.tan(b / 2));
        if (u.abs() * a < 1 && w.abs() < 0.5) return w.log1p().scale(-2 * d);
        const z = new Complex(a * u.re / 2, (a * u.im - b) / 2);
        return new Complex(lnCos).sub(logCosh(z)).scale(2 * d);
      },
      exponentInto: (u, out) => fill(a, b, d, lnCos, u, out),
      gradientInto: (u, out, gradient) =>
        fill(a, b, d, lnCos, u, out, gradient),
      cumulants: {
        c1: a * d * Math.tan(b / 2),
        c2: a * a * d / (2 * cos2),
        c4: a ** 4 * d * (2 - Math.cos(b)) / (4 * cos2 * cos2),
      },
      strip: [(-Math.PI - b) / a, (Math.PI - b) / a],
      pureJump: true,
    });
  },
};

/** `cosh(2q − ib/2)/cos(b/2) − 1 = 2 sinh²q − 2i·tan(b/2)·sinh q·cosh q`. */
function ratioLessOne(q: Complex, tan: number): Complex {
  const sinh = new Complex(
    Math.sinh(q.re) * Math.cos(q.im),
    Math.cosh(q.re) * Math.sin(q.im),
  );
  const cosh = new Complex(
    Math.cosh(q.re) * Math.cos(q.im),
    Math.sinh(q.re) * Math.sin(q.im),
  );
  return sinh.mul(sinh.sub(cosh.timesI().scale(tan))).scale(2);
}

function logCosh(z: Complex): Complex {
  const side = z.re >= 0 ? z : z.scale(-1);
  return side.add(side.scale(-2).exp().log1p()).sub(new Complex(Math.LN2));
}

/**
 * The exponent by scalars and, with `gradient`, `∂κ/∂a = −d·u·tanh z`,
 * `∂κ/∂b = d(i·tanh z − tan(b/2))`, `∂κ/∂d = κ/d`, for `z = (au − ib)/2`.
 */
function fill(
  a: number,
  b: number,
  d: number,
  lnCos: number,
  u: ComplexVector,
  out: ComplexVector,
  gradient?: readonly ComplexVector[],
): void {
  const tan = Math.tan(b / 2);
  for (let i = 0; i < u.re.length; ++i) {
    const x = u.re[i], y = u.im[i];
    const sign = x >= 0 ? 1 : -1;
    const zr = sign * a * x / 2, zi = sign * (a * y - b) / 2;
    const size = Math.exp(-2 * zr);
    const er = size * Math.cos(2 * zi), ei = -size * Math.sin(2 * zi);
    const coshRe = zr + 0.5 * Math.log1p(er * (2 + er) + ei * ei) - Math.LN2;
    const coshIm = zi + Math.atan2(ei, 1 + er);
    let re = 2 * (lnCos - coshRe), im = -2 * coshIm;
    if (a * a * (x * x + y * y) < 1) {
      const sh = Math.sinh(a * x / 4), ch = Math.cosh(a * x / 4);
      const cos = Math.cos(a * y / 4), sin = Math.sin(a * y / 4);
      const sr = sh * cos, si = ch * sin, cr = ch * cos, ci = sh * sin;
      const kr = sr + tan * ci, ki = si - tan * cr;
      const wr = 2 * (sr * kr - si * ki), wi = 2 * (sr * ki + si * kr);
      if (wr * wr + wi * wi < 0.25) {
        re = -Math.log1p(wr * (2 + wr) + wi * wi);
        im = -2 * Math.atan2(wi, 1 + wr);
      }
    }
    out.re[i] = d * re;
    out.im[i] = d * im;
    if (gradient === undefined) continue;
    const inv = sign / ((1 + er) * (1 + er) + ei * ei);
    const tanhRe = (1 - size * size) * inv;
    const tanhIm = -2 * ei * inv;
    const [dA, dB, dD] = gradient;
    dA.re[i] = -d * (x * tanhRe - y * tanhIm);
    dA.im[i] = -d * (x * tanhIm + y * tanhRe);
    dB.re[i] = d * (-tan - tanhIm);
    dB.im[i] = d * tanhRe;
    dD.re[i] = re;
    dD.im[i] = im;
  }
}
