/** What a sampler returns for one chain. */
export interface Chain {
  /** Draws, row-major, shape `[draws × d]`. */
  readonly values: Float64Array;
  /** `ln p` at each, up to a constant. */
  readonly logDensity: Float64Array;
  /** Mean acceptance of the kept draws. */
  readonly acceptance: number;
  /** Kept transitions that diverged; 0 for samplers that cannot. */
  readonly divergences: number;
  /** Densities (with gradients, where the sampler uses them) evaluated. */
  readonly evaluations: number;
}
