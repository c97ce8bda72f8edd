/**
 * What samplers draw from: the logarithm of a density, up to a constant.
 *
 * @module
 */

/** A log density on ℝᵈ without its normalising constant. */
export interface LogDensity {
  /** Dimension `d`. */
  readonly size: number;
  /**
   * `ln p(q)`, and `∂ ln p/∂q` into `gradient` where one is given; `-Infinity`
   * outside the support, where the gradient does not matter.
   */
  evaluateInto(q: Float64Array, gradient?: Float64Array): number;
}
