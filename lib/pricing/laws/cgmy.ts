/**
 * CGMY: a pure-jump law with Lévy density `C·e^(−M|x|)/|x|^(1+Y)` upward and
 * `C·e^(−G|x|)/|x|^(1+Y)` downward.
 *
 * ```text
 * κ(u) = C·Γ(−Y)·[(M − iu)^Y − M^Y + (G + iu)^Y − G^Y]
 * ```
 *
 * Carr, Geman, Madan and Yor (2002), J. Business 75(2), 305–332, theorem 1.
 * Valid for every `Y < 2`, `M > 1`. Whatever is linear in `u` is free, so
 * `κ(u) = C·[M^Y·q(−iu/M) + G^Y·q(iu/G)]`, `q(r) = Γ(−Y)·[(1 + r)^Y − 1 − Yr]`:
 *
 * ```text
 * q(r) = Γ(2−Y)/Y · ((1 + r)·((1 + r)^(Y−1) − 1)/(Y−1) − r)   for Y ≥ ½
 * q(r) = −Γ(1−Y) · (((1 + r)^Y − 1)/Y − r)                    for Y < ½
 * ```
 *
 * which are finite through the poles of `Γ(−Y)` at 1 and at 0, and small where
 * `u` is, however large `C·M^Y` may be.
 *
 * @module
 */

import { Complex } from "lib/math/complex.ts";
import { gamma } from "lib/math/gamma.ts";
import { cgmyKernel, powerScale } from "lib/pricing/kernels/cgmy_cf.ts";
import type { Law } from "lib/pricing/laws/law.ts";
import { levyLaw } from "lib/pricing/laws/levy_law.ts";
import { ParameterSpace } from "lib/pricing/laws/parameter_space.ts";

const space = new ParameterSpace("cgmy", [
  {
    name: "c",
    description: "activity, per year",
    valid: [0, Infinity],
    search: [0.0001, 100],
    scale: "log",
    prior: { kind: "lognormal", median: 0.1, logSd: 0.5 },
    start: 0.2,
  },
  {
    name: "g",
    description: "decay of the downward jumps",
    valid: [0, Infinity],
    search: [0.01, 100],
    scale: "log",
    prior: { kind: "gamma", shape: 2, rate: 0.5 },
    start: 4,
  },
  {
    name: "m",
    description: "decay of the upward jumps",
    valid: [1, Infinity],
    search: [1.001, 300],
    scale: "log",
    prior: { kind: "gamma", shape: 2, rate: 0.5 },
    start: 15,
  },
  {
    name: "y",
    description: "fine structure: < 0 finite activity, ≥ 1 infinite variation",
    valid: [-Infinity, 2],
    search: [-3, 1.99],
    scale: "linear",
    prior: {
      kind: "truncated-normal",
      mean: 1,
      sd: 0.3,
      lower: 0,
      upper: 2,
    },
    start: 0.7,
  },
]);

/** The CGMY law, parameters `{ c, g, m, y }`. */
export const cgmy: Law = {
  name: "cgmy",
  levy: true,
  space,
  characteristicFunction(params) {
    space.check(params);
    const { c, g, m, y } = params;
    const atZero = (n: number) =>
      c * gamma(n - y) * (Math.pow(m, y - n) + Math.pow(g, y - n));
    return levyLaw({
      name: "cgmy",
      size: 4,
      exponent(u: Complex): Complex {
        const up = powerForm(u.timesI().scale(-1 / m), y);
        const down = powerForm(u.timesI().scale(1 / g), y);
        return up.scale(c * Math.pow(m, y)).add(down.scale(c * Math.pow(g, y)));
      },
      ...cgmyKernel(c, g, m, y),
      // cₙ = C·Γ(n − Y)·(M^(Y−n) + (−1)ⁿ·G^(Y−n)); q starts with r².
      cumulants: { c1: 0, c2: atZero(2), c4: atZero(4) },
      strip: [-g, m],
      pureJump: true,
      // The −Yr of the two sides, Γ(2−Y)·C·(M^(Y−1) − G^(Y−1))/(Y−1).
      drift: c * gamma(2 - y) * powerDifference(y - 1, g, m),
    });
  },
};

/** `q(r)` of the header. */
function powerForm(r: Complex, y: number): Complex {
  const { factor, epsilon, linear } = powerScale(y);
  const ln = r.log1p();
  const quotient = epsilon === 0
    ? ln
    : ln.scale(epsilon).expm1().scale(1 / epsilon);
  const grown = linear ? r.mul(quotient).add(quotient) : quotient;
  return grown.sub(r).scale(factor);
}

/** `(bᵉ − aᵉ)/e`, and `ln(b/a)` at `e = 0`. */
function powerDifference(e: number, a: number, b: number): number {
  const ln = Math.log(b / a);
  return Math.pow(a, e) * (e === 0 ? ln : Math.expm1(e * ln) / e);
}
