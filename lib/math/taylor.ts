/**
 * Taylor jets: a function of one variable `t` about 0, kept to order 3.
 *
 * ```text
 * f(t) = c₀ + c₁t + c₂t² + c₃t³ + O(t⁴),   f⁽ᵏ⁾(0) = k!·cₖ
 * ```
 *
 * A closed form written once over jets gives its value and its first three
 * exact derivatives in any direction. Rules as in Griewank and Walther (2008),
 * "Evaluating Derivatives", 2nd ed., table 13.2. Valid where the functions
 * are: `log`, `sqrt`, `pow` and division ask what they ask of `c₀`.
 *
 * @module
 */

import { mills } from "lib/math/mills.ts";
import { normalCdf, normalPdf } from "lib/math/normal.ts";

const LOG_SQRT_2PI = 0.9189385332046727;

/** A polynomial of degree 3 in `t`; immutable. */
export class Taylor {
  /**
   * Makes a jet from its coefficients.
   *
   * @param c0 Value.
   * @param c1 First derivative.
   * @param c2 Half the second derivative.
   * @param c3 A sixth of the third derivative.
   */
  constructor(
    readonly c0: number,
    readonly c1: number = 0,
    readonly c2: number = 0,
    readonly c3: number = 0,
  ) {}

  /** The sum. */
  add(b: Taylor): Taylor {
    return new Taylor(
      this.c0 + b.c0,
      this.c1 + b.c1,
      this.c2 + b.c2,
      this.c3 + b.c3,
    );
  }

  /** The difference. */
  sub(b: Taylor): Taylor {
    return new Taylor(
      this.c0 - b.c0,
      this.c1 - b.c1,
      this.c2 - b.c2,
      this.c3 - b.c3,
    );
  }

  /** The product. */
  mul(b: Taylor): Taylor {
    const { c0, c1, c2, c3 } = this;
    return new Taylor(
      c0 * b.c0,
      c0 * b.c1 + c1 * b.c0,
      c0 * b.c2 + c1 * b.c1 + c2 * b.c0,
      c0 * b.c3 + c1 * b.c2 + c2 * b.c1 + c3 * b.c0,
    );
  }

  /** The quotient. */
  div(b: Taylor): Taylor {
    const q0 = this.c0 / b.c0;
    const q1 = (this.c1 - q0 * b.c1) / b.c0;
    const q2 = (this.c2 - q0 * b.c2 - q1 * b.c1) / b.c0;
    const q3 = (this.c3 - q0 * b.c3 - q1 * b.c2 - q2 * b.c1) / b.c0;
    return new Taylor(q0, q1, q2, q3);
  }

  /** The product with a number. */
  scale(k: number): Taylor {
    return new Taylor(k * this.c0, k * this.c1, k * this.c2, k * this.c3);
  }

  /** The sum with a number. */
  shift(k: number): Taylor {
    return new Taylor(this.c0 + k, this.c1, this.c2, this.c3);
  }

  /** The exponential. */
  exp(): Taylor {
    const e = Math.exp(this.c0);
    return this.#chain(e, e, e / 2, e / 6);
  }

  /** The natural logarithm. */
  log(): Taylor {
    const i = 1 / this.c0;
    return this.#chain(Math.log(this.c0), i, -i * i / 2, i * i * i / 3);
  }

  /** The square root. */
  sqrt(): Taylor {
    const root = Math.sqrt(this.c0);
    const i = 1 / this.c0;
    return this.#chain(
      root,
      root * i / 2,
      -root * i * i / 8,
      root * i * i * i / 16,
    );
  }

  /** The power with a fixed real exponent. */
  pow(p: number): Taylor {
    const value = this.c0 ** p;
    const i = 1 / this.c0;
    return this.#chain(
      value,
      p * value * i,
      p * (p - 1) * value * i * i / 2,
      p * (p - 1) * (p - 2) * value * i * i * i / 6,
    );
  }

  /** The standard normal distribution function. */
  normalCdf(): Taylor {
    const x = this.c0;
    const density = normalPdf(x);
    // Far out the density is 0 and x may be infinite: 0, not NaN.
    if (density === 0) return new Taylor(normalCdf(x));
    return this.#chain(
      normalCdf(x),
      density,
      -x * density / 2,
      (x * x - 1) * density / 6,
    );
  }

  /** The logarithm of the normal distribution function, finite in both tails. */
  logNormalCdf(): Taylor {
    const x = this.c0;
    const inTail = x < -5;
    const m = inTail ? mills(-x) : 0;
    const value = inTail
      ? -x * x / 2 - LOG_SQRT_2PI + Math.log(m)
      : x < 0
      ? Math.log(normalCdf(x))
      : Math.log1p(-normalCdf(-x));
    const hazard = inTail ? 1 / m : normalPdf(x) / normalCdf(x);
    const first = -hazard * (x + hazard);
    const second = -first * (x + hazard) - hazard * (1 + first);
    return this.#chain(value, hazard, first / 2, second / 6);
  }

  /** `g(f)` from `g`'s own coefficients at `c₀`. */
  #chain(g0: number, g1: number, g2: number, g3: number): Taylor {
    const { c1, c2, c3 } = this;
    return new Taylor(
      g0,
      g1 * c1,
      g1 * c2 + g2 * c1 * c1,
      g1 * c3 + 2 * g2 * c1 * c2 + g3 * c1 * c1 * c1,
    );
  }
}

/**
 * The variable itself, `value + slope·t`.
 *
 * @param value Where it stands.
 * @param slope How fast it moves with `t`; 0 for a constant.
 * @returns The jet.
 *
 * @example Usage
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { variable } from "lib/math/taylor.ts";
 *
 * const jet = variable(0.5, 1).exp();
 * assertAlmostEquals(6 * jet.c3, Math.exp(0.5), 1e-15);
 * ```
 */
export function variable(value: number, slope = 0): Taylor {
  return new Taylor(value, slope);
}
