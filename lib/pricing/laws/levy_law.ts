/**
 * What all Lévy laws share: from a raw exponent `κ(u)` of the log price to the
 * law of `X = ln(S_T / F)`.
 *
 * ```text
 * ln φ(u) = τ·ψ(u),   ψ(u) = κ(u) − iu·κ(−i)
 * ```
 *
 * The second term makes `φ(−i) = 1` for any drift in `κ`, so a law may leave
 * out of `κ`, or put in, whatever is linear in `u`. Cont and Tankov (2004),
 * Financial Modelling with Jump Processes, prop. 11.1.
 *
 * @module
 */

import { Complex } from "lib/math/complex.ts";
import { type ComplexVector, complexVector } from "lib/math/complex_vector.ts";
import type {
  CharacteristicFunction,
  Cumulants,
} from "lib/pricing/laws/law.ts";

/** The raw exponent of a Lévy law at fixed parameters. */
export interface LevyExponent {
  /** Name of the law. */
  readonly name: string;
  /** Number of parameters. */
  readonly size: number;
  /** `κ(u)`: the plain form. */
  exponent(u: Complex): Complex;
  /** `κ(uᵢ)` for many `u`, by scalars. */
  exponentInto(u: ComplexVector, out: ComplexVector): void;
  /** `κ(uᵢ)` and `∂κ(uᵢ)/∂θⱼ`. */
  gradientInto(
    u: ComplexVector,
    out: ComplexVector,
    gradient: readonly ComplexVector[],
  ): void;
  /** Cumulants of `κ` a year. */
  readonly cumulants: Cumulants;
  /** Open interval of `p` with `κ(−ip)` finite. */
  readonly strip: readonly [lower: number, upper: number];
  /** Whether `κ` has no Brownian part, so that paths sit at their drift. */
  readonly pureJump: boolean;
  /**
   * The `m` of `κ(u) ≈ ium − (real decay)` for large real `u`.
   *
   * @default {0}
   */
  readonly drift?: number;
}

/** Builds the law of `ln(S_T / F)` from a raw exponent. */
export function levyLaw(raw: LevyExponent): CharacteristicFunction {
  const { size, strip, cumulants, drift = 0 } = raw;
  const atMinusI: ComplexVector = {
    re: Float64Array.of(0),
    im: Float64Array.of(-1),
  };
  const correction = raw.exponent(new Complex(0, -1)).re;
  let slopes: Float64Array | undefined;

  /** `∂κ(−i)/∂θⱼ`, found when first asked for. */
  function correctionSlopes(): Float64Array {
    if (slopes === undefined) {
      const parts = Array.from({ length: size }, () => complexVector(1));
      raw.gradientInto(atMinusI, complexVector(1), parts);
      slopes = Float64Array.from(parts, (part) => part.re[0]);
    }
    return slopes;
  }

  /** `scale·(out − iu·shift)`, in place. */
  function compensate(
    u: ComplexVector,
    out: ComplexVector,
    shift: number,
    scale: number,
  ): void {
    const [uRe, uIm, re, im] = [u.re, u.im, out.re, out.im];
    for (let i = 0; i < uRe.length; ++i) {
      re[i] = scale * (re[i] + uIm[i] * shift);
      im[i] = scale * (im[i] - uRe[i] * shift);
    }
  }

  return {
    name: raw.name,
    size,
    pureJumpLevy: raw.pureJump,
    logPhi: (u, tau) =>
      raw.exponent(u).sub(u.timesI().scale(correction)).scale(tau),
    phiInto(u, tau, out) {
      raw.exponentInto(u, out);
      compensate(u, out, correction, tau);
      exponentiate(out, u.re.length);
    },
    gradientInto(u, tau, out, gradient) {
      raw.gradientInto(u, out, gradient);
      compensate(u, out, correction, tau);
      exponentiate(out, u.re.length);
      const shifts = correctionSlopes();
      for (let j = 0; j < size; ++j) {
        compensate(u, gradient[j], shifts[j], tau);
      }
    },
    tauDerivativeInto(u, _tau, out) {
      raw.exponentInto(u, out);
      compensate(u, out, correction, 1);
    },
    cumulants: (tau) => ({
      c1: (cumulants.c1 - correction) * tau,
      c2: cumulants.c2 * tau,
      c4: cumulants.c4 * tau,
    }),
    momentStrip: () => strip,
    asymptoticDrift: (tau) => raw.pureJump ? (drift - correction) * tau : 0,
  };
}

/** `e^z` element by element, in place. */
export function exponentiate(z: ComplexVector, length: number): void {
  const { re, im } = z;
  for (let i = 0; i < length; ++i) {
    const size = Math.exp(re[i]);
    re[i] = size * Math.cos(im[i]);
    im[i] = size * Math.sin(im[i]);
  }
}
