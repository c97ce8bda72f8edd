/**
 * What a European engine is: a characteristic function and one expiry of
 * strikes in, prices with an error estimate out.
 *
 * @module
 */

import type { CharacteristicFunction } from "lib/pricing/laws/law.ts";

/** One expiry of European options on the same underlying. */
export interface EuropeanSlice {
  /** Forward price for `tau`, positive. */
  readonly forward: number;
  /** Discount factor for `tau`, positive. */
  readonly discount: number;
  /** Time to expiry, in years, positive. */
  readonly tau: number;
  /** Strikes, positive, shape `[n]`. */
  readonly strikes: Float64Array;
  /** 1 for a call, 0 for a put, shape `[n]`. */
  readonly isCall: Uint8Array;
}

/** Options of {@linkcode EuropeanEngine.price}. */
export interface EngineOptions {
  /**
   * Absolute error asked for, in the units of `forward`.
   *
   * @default {1e-8 * forward}
   */
  readonly tolerance?: number;
  /**
   * Also fill {@linkcode SliceResult.derivatives}.
   *
   * @default {false}
   */
  readonly derivatives?: boolean;
}

/**
 * Derivatives of the **discounted** value at fixed discount factor, each of
 * shape `[n]`: in the forward `F` up to third order, in `tau` through the law
 * alone, and in each parameter.
 */
export interface SliceDerivatives {
  /** `∂V/∂F`. */
  readonly forward: Float64Array;
  /** `∂²V/∂F²`. */
  readonly forward2: Float64Array;
  /** `∂³V/∂F³`. */
  readonly forward3: Float64Array;
  /** `∂V/∂τ` through `φ`, with forward and discount held. */
  readonly tau: Float64Array;
  /** `∂²V/∂F∂τ` through `φ`, with forward and discount held. */
  readonly forwardTau: Float64Array;
  /** `∂V/∂θⱼ`, one array a parameter, in the order of the law's space. */
  readonly parameters: readonly Float64Array[];
}

/** What an engine returns for a slice. */
export interface SliceResult {
  /** Present values, shape `[n]`, in the units of `forward`. */
  readonly prices: Float64Array;
  /** Estimates of the absolute error, shape `[n]`. */
  readonly errors: Float64Array;
  /** Characteristic-function evaluations used. */
  readonly evaluations: number;
  /** Present if asked for. */
  readonly derivatives?: SliceDerivatives;
}

/** A way to price Europeans from a characteristic function. */
export interface EuropeanEngine {
  /** Registered name, for example `"cos"`. */
  readonly name: string;
  /**
   * Prices one slice.
   *
   * @throws {ConvergenceError} If the tolerance is out of this engine's reach,
   * with the error reached.
   */
  price(
    cf: CharacteristicFunction,
    slice: EuropeanSlice,
    options?: EngineOptions,
  ): SliceResult;
}
