/**
 * The error function and its complements, to about 2e-16 relative.
 *
 * Rational minimax approximations on three ranges, |x| ≤ 0.46875, ≤ 4 and
 * beyond: Cody (1969), "Rational Chebyshev approximations for the error
 * function", Math. Comp. 23, 631–637, with the coefficients of his CALERF.
 * `e^(−x²)` is split in two factors so that rounding `x²` does no harm.
 *
 * @module
 */

const SQRT_PI_INVERSE = 0.5641895835477563;

/** `erf(x)/x` of `z = x²`, for `z ≤ 0.46875²`. */
function erfOverX(z: number): number {
  return ((((0.185777706184603153 * z + 3.1611237438705656) * z +
            113.864154151050156) * z + 377.485237685302021) * z +
    3209.37758913846947) /
    ((((z + 23.6012909523441209) * z + 244.024637934444173) * z +
          1282.61652607737228) * z + 2844.23683343917062);
}

/** `erfcx(y)` for `0.46875 < y ≤ 4`. */
function erfcxMiddle(y: number): number {
  return ((((((((2.15311535474403846e-8 * y + 0.564188496988670089) * y +
                            8.88314979438837594) * y + 66.1191906371416295) *
                      y +
                    298.635138197400131) * y + 881.95222124176909) * y +
            1712.04761263407058) * y + 2051.07837782607147) * y +
    1230.33935479799725) /
    ((((((((y + 15.7449261107098347) * y + 117.693950891312499) * y +
                          537.181101862009858) * y + 1621.38957456669019) * y +
                  3290.79923573345963) * y + 4362.61909014324716) * y +
          3439.36767414372164) * y + 1230.33935480374942);
}

/** `erfcx(y)` for `y > 4`. */
function erfcxTail(y: number): number {
  const z = 1 / (y * y);
  const p = (((((0.0163153871373020978 * z + 0.305326634961232344) * z +
                0.360344899949804439) * z + 0.125781726111229246) * z +
        0.0160837851487422766) * z + 6.58749161529837803e-4) /
    (((((z + 2.56852019228982242) * z + 1.87295284992346725) * z +
              0.527905102951428412) * z + 0.0605183413124413191) * z +
      0.00233520497626869185);
  return (SQRT_PI_INVERSE - z * p) / y;
}

/** `e^(−y²)`, with `y²` taken in two exact parts. */
function gauss(y: number): number {
  const head = Math.trunc(y * 16) / 16;
  return Math.exp(-head * head) * Math.exp(-(y - head) * (y + head));
}

/**
 * The error function, `2/√π ∫₀ˣ e^(−u²) du`.
 *
 * @param x Any number.
 * @returns A number in `[−1, 1]`.
 */
export function erf(x: number): number {
  const y = Math.abs(x);
  if (y <= 0.46875) return x * erfOverX(x * x);
  const tail = y > 6 ? 0 : erfc(y);
  return x < 0 ? tail - 1 : 1 - tail;
}

/**
 * The complementary error function `1 − erf(x)`, accurate to its relative
 * rounding down to the smallest numbers (`x` ≈ 26.5).
 *
 * @param x Any number.
 * @returns A number in `[0, 2]`.
 *
 * @example Usage
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { erfc } from "lib/math/erf.ts";
 *
 * assertAlmostEquals(erfc(10) / 2.088487583762544757e-45, 1, 1e-15);
 * ```
 */
export function erfc(x: number): number {
  const y = Math.abs(x);
  if (y <= 0.46875) return 1 - x * erfOverX(x * x);
  const tail = y > 28 ? 0 : gauss(y) * (y <= 4 ? erfcxMiddle(y) : erfcxTail(y));
  return x < 0 ? 2 - tail : tail;
}

/**
 * The scaled complement `e^(x²) erfc(x)`, which neither underflows for large
 * `x` nor loses digits; it overflows below `x` ≈ −26.6.
 *
 * @param x Any number.
 * @returns A positive number.
 */
export function erfcx(x: number): number {
  const y = Math.abs(x);
  if (y <= 0.46875) {
    const z = x * x;
    return Math.exp(z) * (1 - x * erfOverX(z));
  }
  if (y === Infinity) return x < 0 ? Infinity : 0;
  const positive = y <= 4 ? erfcxMiddle(y) : erfcxTail(y);
  return x < 0 ? 2 / gauss(y) - positive : positive;
}
