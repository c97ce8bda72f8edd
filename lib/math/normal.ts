/**
 * The standard normal law: density, distribution and its inverse.
 *
 * The distribution function comes from `erfcx` ({@link "lib/math/erf.ts"}), so
 * its left tail keeps 1e-15 relative down to 1e-300. The inverse is PPND16 of
 * Wichura (1988), "Algorithm AS 241", Appl. Statist. 37, 477–484.
 *
 * @module
 */

import { erfc, erfcx } from "lib/math/erf.ts";

const INVERSE_SQRT_2PI = 0.3989422804014327;

/** `e^(−x²/2)`, with `x²` taken in two exact parts. */
function gauss(x: number): number {
  const head = Math.trunc(x * 16) / 16;
  return Math.exp(-0.5 * head * head) *
    Math.exp(-0.5 * (x - head) * (x + head));
}

/**
 * The standard normal density.
 *
 * @param x Any number.
 * @returns `e^(−x²/2)/√(2π)`.
 */
export function normalPdf(x: number): number {
  return Math.abs(x) < 39 ? INVERSE_SQRT_2PI * gauss(x) : (x !== x ? NaN : 0);
}

/**
 * The standard normal distribution function.
 *
 * @param x Any number; for the right tail ask for `normalCdf(-x)`.
 * @returns The probability of a draw at or below `x`.
 *
 * @example The far tail keeps its digits
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { normalCdf } from "lib/math/normal.ts";
 *
 * assertAlmostEquals(normalCdf(-20) / 2.7536241186062337e-89, 1, 1e-15);
 * ```
 */
export function normalCdf(x: number): number {
  if (x > -0.6) return 0.5 * erfc(-x * Math.SQRT1_2);
  if (x < -39) return 0;
  return 0.5 * gauss(x) * erfcx(-x * Math.SQRT1_2);
}

/**
 * The inverse of the standard normal distribution function.
 *
 * @param p A probability in `[0, 1]`.
 * @returns The quantile; `±Infinity` at the ends.
 * @throws {RangeError} If `p` is not a probability.
 */
export function inverseNormalCdf(p: number): number {
  if (!(p >= 0 && p <= 1)) {
    throw new RangeError(
      `Cannot invert the normal distribution as p must be in [0, 1]: current value is ${p}`,
    );
  }
  if (p === 0 || p === 1) return p === 0 ? -Infinity : Infinity;
  const q = p - 0.5;
  if (Math.abs(q) <= 0.425) return q * centralQuantile(0.180625 - q * q);
  const r = Math.sqrt(-Math.log(q < 0 ? p : 1 - p));
  const size = r <= 5 ? tailQuantile(r - 1.6) : farQuantile(r - 5);
  return q < 0 ? -size : size;
}

function centralQuantile(r: number): number {
  return (((((((2509.0809287301226727 * r + 33430.575583588128105) * r +
                        67265.770927008700853) * r + 45921.953931549871457) *
                  r +
                13731.693765509461125) * r + 1971.5909503065514427) * r +
        133.14166789178437745) * r + 3.387132872796366608) /
    (((((((5226.495278852854561 * r + 28729.085735721942674) * r +
                          39307.89580009271061) * r + 21213.794301586595867) *
                    r +
                  5394.1960214247511077) * r + 687.1870074920579083) * r +
          42.313330701600911252) * r + 1);
}

function tailQuantile(r: number): number {
  return (((((((7.7454501427834140764e-4 * r + 0.0227238449892691845833) * r +
                        0.24178072517745061177) * r + 1.27045825245236838258) *
                  r +
                3.64784832476320460504) * r + 5.7694972214606914055) * r +
        4.6303378461565452959) * r + 1.42343711074968357734) /
    (((((((1.05075007164441684324e-9 * r + 5.475938084995344946e-4) * r +
                          0.0151986665636164571966) * r +
                      0.14810397642748007459) * r +
                  0.68976733498510000455) * r + 1.6763848301838038494) * r +
          2.05319162663775882187) * r + 1);
}

function farQuantile(r: number): number {
  return (((((((2.01033439929228813265e-7 * r + 2.71155556874348757815e-5) * r +
                        0.0012426609473880784386) * r +
                    0.026532189526576123093) * r +
                0.29656057182850489123) * r + 1.7848265399172913358) * r +
        5.4637849111641143699) * r + 6.6579046435011037772) /
    (((((((2.04426310338993978564e-15 * r + 1.4215117583164458887e-7) * r +
                          1.8463183175100546818e-5) * r +
                      7.868691311456132591e-4) * r +
                  0.0148753612908506148525) * r + 0.13692988092273580531) * r +
          0.59983220655588793769) * r + 1);
}
