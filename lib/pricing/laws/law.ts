/**
 * What a pricing law is: a parameter space and, for each point of it, the
 * characteristic function of `X = ln(S_T / F)`.
 *
 * The forward is divided out, so a law never sees spot, rate or dividend, and
 * every law satisfies `φ(−i) = E[S_T / F] = 1`.
 *
 * @module
 */

import type { Complex } from "lib/math/complex.ts";
import type { ComplexVector } from "lib/math/complex_vector.ts";
import type { ParameterSpace } from "lib/pricing/laws/parameter_space.ts";

/** Parameters by name, in the units of the law's space. */
export type LawParams = Readonly<Record<string, number>>;

/** The first cumulants of `X` at one maturity. */
export interface Cumulants {
  /** Mean. */
  readonly c1: number;
  /** Variance. */
  readonly c2: number;
  /** Fourth cumulant: excess kurtosis × variance². */
  readonly c4: number;
}

/** The law of `X = ln(S_T / F)` at fixed parameters. */
export interface CharacteristicFunction {
  /** Name of the law, for example `"variance-gamma"`. */
  readonly name: string;

  /** Number of parameters, the length of a gradient. */
  readonly size: number;

  /**
   * Whether this is a Lévy law without a Gaussian part, `ln φ` linear in `tau`
   * and decaying only as fast as its small jumps make it.
   *
   * @default {false}
   */
  readonly pureJumpLevy?: boolean;

  /**
   * `ln φ(u) = ln E[exp(iuX)]` at `tau` years, continuous in `u` on every path
   * from 0 that keeps `−Im u` inside {@linkcode momentStrip} on the imaginary
   * axis: the plain form, in which the formula can be read.
   */
  logPhi(u: Complex, tau: number): Complex;

  /** `φ(uᵢ)` for many `u`: what engines call; equal to `exp(logPhi)`. */
  phiInto(u: ComplexVector, tau: number, out: ComplexVector): void;

  /**
   * `φ(uᵢ)` into `out` and `∂ ln φ(uᵢ) / ∂θⱼ` into `gradient[j]`, in the order
   * of the law's space.
   */
  gradientInto(
    u: ComplexVector,
    tau: number,
    out: ComplexVector,
    gradient: readonly ComplexVector[],
  ): void;

  /** `∂ ln φ(uᵢ) / ∂τ` for many `u` (for a Lévy law: its exponent). */
  tauDerivativeInto(u: ComplexVector, tau: number, out: ComplexVector): void;

  /** Cumulants of `X` at `tau` years. */
  cumulants(tau: number): Cumulants;

  /**
   * The open interval of `p` for which `E[exp(pX)]` is finite at `tau`; it
   * contains `[0, 1]`. Infinite ends are `±Infinity`.
   */
  momentStrip(tau: number): readonly [lower: number, upper: number];

  /**
   * The `m` of `ln φ(u) ≈ ium − (real decay)` for large real `u`: where `X`
   * sits when no small jump has moved it. A contour tilts to the side of
   * `ln(K/F) − m`, on which `φ(u)·exp(−iu·ln(K/F))` decays. Zero where a
   * Gaussian part decides.
   */
  asymptoticDrift(tau: number): number;
}

/** A pricing law. One file each, and a line in `laws.ts`. */
export interface Law {
  /** Registered name, for example `"variance-gamma"`. */
  readonly name: string;
  /** Whether `ln φ` is linear in `tau` (stationary independent increments). */
  readonly levy: boolean;
  /** Names, bounds, transforms, priors and starts of the parameters. */
  readonly space: ParameterSpace;
  /**
   * Fixes the parameters.
   *
   * @throws {PricingError} Of kind `invalid_parameter`, naming the parameter,
   * its value and the bound, if `params` is outside the space.
   */
  characteristicFunction(params: LawParams): CharacteristicFunction;
}
