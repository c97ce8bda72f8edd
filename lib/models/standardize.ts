/**
 * Means and standard deviations of columns, by the weights of their rows.
 *
 * @module
 */

import type { TrainingRows } from "lib/models/training_rows.ts";

/** Where each column lies and how far it spreads. */
export interface ColumnScale {
  /** Weighted means `[p]`. */
  readonly means: Float64Array;
  /**
   * Weighted standard deviations, divided by the sum of weights (ddof 0), `[p]`.
   * That of a constant column is exactly 0.
   */
  readonly deviations: Float64Array;
}

/**
 * The mean of numbers by weight.
 *
 * @param values Numbers `[n]`.
 * @param weights Weights `[n]`, with a sum above 0.
 */
export function weightedMean(
  values: Float64Array,
  weights: Float64Array,
): number {
  let [sum, total] = [0, 0];
  for (let i = 0; i < values.length; ++i) {
    sum += weights[i] * values[i];
    total += weights[i];
  }
  return sum / total;
}

/**
 * Weighted means and deviations of each column, in two passes: one pass would
 * lose the deviation of a column that is far from 0.
 *
 * @param rows The table.
 */
export function columnScale(
  { x, weights, n, p }: Pick<TrainingRows, "x" | "weights" | "n" | "p">,
): ColumnScale {
  const [means, squares] = [new Float64Array(p), new Float64Array(p)];
  const varies = new Uint8Array(p);
  let total = 0;
  for (let i = 0; i < n; ++i) {
    total += weights[i];
    for (let j = 0; j < p; ++j) {
      means[j] += weights[i] * x[i * p + j];
      if (x[i * p + j] !== x[j]) varies[j] = 1;
    }
  }
  // Summing rounds: the mean of a constant would be off by an ulp.
  for (let j = 0; j < p; ++j) means[j] = varies[j] ? means[j] / total : x[j];
  for (let i = 0; i < n; ++i) {
    for (let j = 0; j < p; ++j) {
      squares[j] += weights[i] * (x[i * p + j] - means[j]) ** 2;
    }
  }
  const deviations = squares.map((s) => Math.sqrt(s / total));
  return { means, deviations };
}
