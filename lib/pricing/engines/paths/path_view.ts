/**
 * What estimators read of a block of paths: growth factors and, for geometric
 * averages, a weighted mean of the log price.
 *
 * @module
 */

import { tableExp } from "lib/math/table_exp.ts";
import type {
  FirstIncrement,
  PathBlock,
} from "lib/pricing/engines/paths/path_law.ts";

/** A block of paths, exponentiated. */
export interface PathView {
  /** Number of paths. */
  readonly size: number;
  /**
   * `S_i/F_i`, shape `[n × size]`; with a conditional law `e^(X_i − X_1)`, so
   * that the first row is 1.
   */
  readonly growth: Float64Array;
  /** `Σ wᵢXᵢ`, without `X_1` if conditional, shape `[size]`. */
  readonly meanLog: Float64Array;
  /** `E[e^(X_1)]` given the rest, shape `[size]`; conditional laws only. */
  readonly firstMean: Float64Array;
  /** Mean of `Σ Xᵢ/n` given variance and jumps; mixtures only. */
  readonly logMean: Float64Array;
  /** Variance of it. */
  readonly logVariance: Float64Array;
  /** Standard deviation of a normal `X_1`, shape `[size]`. */
  readonly firstDeviation: Float64Array;
}

/** Room for a view. */
export function pathView(fixings: number, size: number): PathView {
  return {
    size,
    growth: new Float64Array(fixings * size),
    meanLog: new Float64Array(size),
    firstMean: new Float64Array(size),
    logMean: new Float64Array(size),
    logVariance: new Float64Array(size),
    firstDeviation: new Float64Array(size),
  };
}

/**
 * Fills a view.
 *
 * @param block Increments.
 * @param weights Weights of the log prices, shape `[n]`, or undefined.
 * @param first How the first increment is left, or undefined.
 * @param view Filled.
 */
export function viewInto(
  block: PathBlock,
  weights: Float64Array | undefined,
  first: FirstIncrement | undefined,
  view: PathView,
): void {
  const { size, increments, firstVariance } = block;
  const { growth, meanLog, firstMean, firstDeviation } = view;
  const fixings = growth.length / size;
  let start = 0;
  if (first !== undefined) {
    start = 1;
    growth.fill(1, 0, size);
    if (first.kind === "law") firstMean.fill(1);
    else {
      for (let i = 0; i < size; ++i) {
        firstMean[i] = exp(increments[i] + 0.5 * firstVariance[i]);
        firstDeviation[i] = Math.sqrt(firstVariance[i]);
      }
    }
    increments.fill(0, 0, size);
  }
  // Increments become log prices, row upon row.
  for (let at = size; at < fixings * size; ++at) {
    increments[at] += increments[at - size];
  }
  for (let at = start * size; at < fixings * size; ++at) {
    growth[at] = exp(increments[at]);
  }
  if (weights === undefined) return;
  view.logMean.set(block.logMean);
  view.logVariance.set(block.logVariance);
  meanLog.fill(0);
  for (let j = start; j < fixings; ++j) {
    const weight = weights[j];
    if (weight === 0) continue;
    for (let i = 0; i < size; ++i) {
      meanLog[i] += weight * increments[j * size + i];
    }
  }
}

function exp(y: number): number {
  return y > -690 && y < 690 ? tableExp(y) : Math.exp(y);
}
