/**
 * What boosting minimises: a loss with its first and second derivative in the
 * raw prediction F (Friedman 2001, doi:10.1214/aos/1013203451).
 *
 *   squared   (F − y)²/2           absolute  |F − y|
 *   quantile  (α − 1[y < F])(y − F) logistic  ln(1 + e^F) − yF
 *
 * @module
 */

import { quantileOf } from "lib/models/boosting/quantile.ts";
import { sigmoid, softplus } from "lib/models/sigmoid.ts";

/** Names of the losses. */
export type LossName = "squared" | "absolute" | "quantile" | "logistic";

/** Targets and weights of rows. */
export interface Targets {
  /** Targets `[n]`. */
  readonly y: Float64Array;
  /** Weights `[n]`, if rows differ. */
  readonly weights: Float64Array | undefined;
}

/** A loss. */
export interface Loss {
  /** Whether the second derivative differs between rows of the same weight. */
  readonly hasHessians: boolean;
  /** The quantile of residuals that a leaf takes; undefined: a Newton step. */
  readonly leafQuantile: number | undefined;
  /** The best constant raw prediction. */
  start(targets: Targets): number;
  /**
   * Writes both derivatives of each row, weights included.
   *
   * @param hessian Left alone if it is empty.
   */
  derivativesInto(
    raw: Float64Array,
    targets: Targets,
    gradient: Float64Array,
    hessian: Float64Array,
  ): void;
  /** Weighted mean of the loss. */
  mean(raw: Float64Array, targets: Targets): number;
}

/** The loss of a name. @param alpha The quantile, for that loss. */
export function lossOf(name: LossName, alpha: number): Loss {
  switch (name) {
    case "squared":
      return makeLoss({
        value: (f, y) => (f - y) * (f - y) / 2,
        first: (f, y) => f - y,
        start: weightedMean,
      });
    case "absolute":
      return makeLoss({
        value: (f, y) => Math.abs(f - y),
        first: (f, y) => Math.sign(f - y),
        start: ({ y, weights }) => quantileOf(y, weights, 0.5),
        leafQuantile: 0.5,
      });
    case "quantile":
      return makeLoss({
        value: (f, y) => (alpha - (y < f ? 1 : 0)) * (y - f),
        first: (f, y) => y < f ? 1 - alpha : -alpha,
        start: ({ y, weights }) => quantileOf(y, weights, alpha),
        leafQuantile: alpha,
      });
    case "logistic":
      return makeLoss({
        value: (f, y) => softplus(f) - y * f,
        first: (f, y) => sigmoid(f) - y,
        second: (f) => {
          const p = sigmoid(f);
          return p * (1 - p);
        },
        start: (targets) => {
          const p = weightedMean(targets);
          return Math.log(p / (1 - p));
        },
      });
  }
}

interface LossParts {
  readonly value: (f: number, y: number) => number;
  readonly first: (f: number, y: number) => number;
  readonly second?: (f: number) => number;
  readonly start: (targets: Targets) => number;
  readonly leafQuantile?: number;
}

function makeLoss(parts: LossParts): Loss {
  const { value, first, second, start, leafQuantile } = parts;
  return {
    hasHessians: second !== undefined,
    leafQuantile,
    start,
    derivativesInto: (raw, { y, weights }, gradient, hessian) => {
      for (let i = 0; i < y.length; ++i) gradient[i] = first(raw[i], y[i]);
      for (let i = 0; i < hessian.length; ++i) {
        hessian[i] = second?.(raw[i]) ?? 1;
      }
      if (weights === undefined) return;
      for (let i = 0; i < y.length; ++i) {
        gradient[i] *= weights[i];
        hessian[i] *= weights[i];
      }
    },
    mean: (raw, { y, weights }) => {
      let sum = 0;
      let weight = 0;
      for (let i = 0; i < y.length; ++i) {
        const w = weights?.[i] ?? 1;
        sum += w * value(raw[i], y[i]);
        weight += w;
      }
      return sum / weight;
    },
  };
}

function weightedMean({ y, weights }: Targets): number {
  let sum = 0;
  let weight = 0;
  for (let i = 0; i < y.length; ++i) {
    const w = weights?.[i] ?? 1;
    sum += w * y[i];
    weight += w;
  }
  return sum / weight;
}
