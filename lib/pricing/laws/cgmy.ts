/**
 * CGMY: a pure-jump law with Lévy density `C·e^(−M|x|)/|x|^(1+Y)` upward and
 * `C·e^(−G|x|)/|x|^(1+Y)` downward.
 *
 * ```text
 * κ(u) = C·Γ(−Y)·[(M − iu)^Y − M^Y + (G + iu)^Y − G^Y]
 * ```
 *
 * Carr, Geman, Madan and Yor (2002), J. Business 75(2), 305–332, theorem 1.
 * Valid for every `Y < 2`, `M > 1`. The bracket annihilates constants and terms
 * linear in its base, so `κ(u) = C·[h(M − iu) − h(M) + h(G + iu) − h(G)]` with
 *
 * ```text
 * h(z) = Γ(2−Y)/Y · z·(z^(Y−1) − 1)/(Y−1)   for Y ≥ ½
 * h(z) = −Γ(1−Y) · (z^Y − 1)/Y              for Y < ½
 * ```
 *
 * which are finite through the poles of `Γ(−Y)` at 1 and at 0.
 *
 * @module
 */

import { Complex } from "lib/math/complex.ts";
import { gamma } from "lib/math/gamma.ts";
import { cgmyKernel, powerScale } from "lib/pricing/kernels/cgmy_cf.ts";
import type { Cumulants, Law } from "lib/pricing/laws/law.ts";
import { levyLaw } from "lib/pricing/laws/levy_law.ts";
import { ParameterSpace } from "lib/pricing/laws/parameter_space.ts";

const space = new ParameterSpace("cgmy", [
  {
    name: "c",
    description: "activity, per year",
    valid: [0, Infinity],
    search: [0.0001, 100],
    scale: "log",
    prior: { kind: "lognormal", median: 0.2, logSd: 1.2 },
    start: 0.2,
  },
  {
    name: "g",
    description: "decay of the downward jumps",
    valid: [0, Infinity],
    search: [0.01, 100],
    scale: "log",
    prior: { kind: "lognormal", median: 4, logSd: 1 },
    start: 4,
  },
  {
    name: "m",
    description: "decay of the upward jumps",
    valid: [1, Infinity],
    search: [1.001, 300],
    scale: "log",
    prior: { kind: "lognormal", median: 15, logSd: 1 },
    start: 15,
  },
  {
    name: "y",
    description: "fine structure: < 0 finite activity, ≥ 1 infinite variation",
    valid: [-Infinity, 2],
    search: [-3, 1.99],
    scale: "linear",
    prior: { kind: "uniform", lower: 0, upper: 1.9 },
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
    const h = (z: Complex): Complex => powerForm(z, y);
    const atM = h(new Complex(m));
    const atG = h(new Complex(g));
    return levyLaw({
      name: "cgmy",
      size: 4,
      exponent(u: Complex): Complex {
        const up = h(new Complex(m).sub(u.timesI())).sub(atM);
        const down = h(new Complex(g).add(u.timesI())).sub(atG);
        return up.add(down).scale(c);
      },
      ...cgmyKernel(c, g, m, y),
      cumulants: cgmyCumulants(c, g, m, y),
      strip: [-g, m],
      pureJump: true,
    });
  },
};

/** `h(z)` of the header. */
function powerForm(z: Complex, y: number): Complex {
  const { factor, epsilon, linear } = powerScale(y);
  const ln = z.log();
  const quotient = epsilon === 0
    ? ln
    : ln.scale(epsilon).expm1().scale(1 / epsilon);
  return (linear ? z.mul(quotient) : quotient).scale(factor);
}

/** `cₙ = C·Γ(n − Y)·(M^(Y−n) + (−1)ⁿ·G^(Y−n))`, and `κ′(0)/i` for the mean. */
function cgmyCumulants(
  c: number,
  g: number,
  m: number,
  y: number,
): Cumulants {
  const { factor, epsilon, linear } = powerScale(y);
  const slope = (z: number): number => {
    const ln = Math.log(z);
    const power = Math.exp(epsilon * ln);
    if (!linear) return factor * power / z;
    const quotient = epsilon === 0 ? ln : Math.expm1(epsilon * ln) / epsilon;
    return factor * (quotient + power);
  };
  const even = (n: number) =>
    c * gamma(n - y) * (Math.pow(m, y - n) + Math.pow(g, y - n));
  return { c1: c * (slope(g) - slope(m)), c2: even(2), c4: even(4) };
}
