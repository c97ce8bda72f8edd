/**
 * What a path law is: standard normals in, the log price at the fixings out.
 *
 * Fixings are at `T·i/n`, `i = 1…n`. Paths are made in blocks, fixing after
 * fixing, with the forward divided out: `X_i = ln(S_i/F_i)`.
 *
 * A law may leave its first increment `X_1` to be integrated exactly. Every
 * fixing has the factor `e^(X_1)`, so a payoff of an average or of the last
 * price becomes a European option on `X_1`, smooth in all that moves it: the
 * conditional Monte Carlo of Willard (1997), J. Derivatives 5(1), 45–61.
 *
 * @module
 */

/** How the first increment is distributed, given all that was drawn. */
export type FirstIncrement =
  /** Normal: the block holds its mean and variance a path. */
  | { readonly kind: "normal" }
  /** Independent of the rest: `call(k) = E[(e^(X_1 + k) − 1)⁺]`. */
  | { readonly kind: "law"; readonly call: (k: number) => number };

/** A block of paths, each array fixing after fixing. */
export interface PathBlock {
  /** Number of paths. */
  readonly size: number;
  /**
   * `X_i − X_(i−1)`, shape `[n × size]`; with a conditional law the first row
   * is the mean of `X_1` (zero for a `"law"`).
   */
  readonly increments: Float64Array;
  /** Variance of `X_1` given the rest, shape `[size]`; conditional laws only. */
  readonly firstVariance: Float64Array;
  /**
   * Mean and variance of `Σ Xᵢ/n` given the variance path and the numbers of
   * jumps, shape `[size]` each; laws with {@linkcode PathLaw.mixture} only.
   */
  readonly logMean: Float64Array;
  /** See `logMean`. */
  readonly logVariance: Float64Array;
}

/** Room for a block of paths. */
export function pathBlock(fixings: number, size: number): PathBlock {
  return {
    size,
    increments: new Float64Array(fixings * size),
    firstVariance: new Float64Array(size),
    logMean: new Float64Array(size),
    logVariance: new Float64Array(size),
  };
}

/** Turns independent standard normals into paths. */
export interface PathLaw {
  /** Number of fixings `n`. */
  readonly fixings: number;
  /**
   * Lengths of the chains of normals: each chain is one factor in time order,
   * and a Brownian bridge may be laid through it.
   */
  readonly chains: readonly number[];
  /** Whether the log price is normal given what its mean and variance hang on. */
  readonly mixture: boolean;
  /** `|1 − E[S_n/F_n]|`: what the draws leave out of the last forward. */
  readonly missing: number;
  /** Present if the first increment is left to be integrated. */
  readonly first?: FirstIncrement;
  /**
   * Makes paths.
   *
   * @param normals Chain after chain, shape `[Σ chains × size]`.
   * @param block Filled.
   */
  pathsInto(normals: Float64Array, block: PathBlock): void;
}

/** Options of the path laws. */
export interface PathOptions {
  /** Time of the last fixing, in years. */
  readonly maturity: number;
  /** Number of fixings. */
  readonly fixings: number;
  /** Whether the first increment is left to be integrated. */
  readonly conditional: boolean;
  /** Steps of a stochastic variance between two fixings. */
  readonly steps: number;
  /**
   * Whether two steps are taken as one, each draw of which is the sum of their
   * two over `√2`: a coarser path on the same normals; `steps` is even then.
   *
   * @default {false}
   */
  readonly coarse?: boolean;
}
