/**
 * Probabilities from decisions: `P(1 | f) = 1/(1 + exp(slope·f + offset))`.
 *
 * Platt (1999), Probabilistic outputs for support vector machines, by the
 * Newton method of Lin, Lin and Weng (2007), Machine Learning 68, 267–276,
 * algorithm 1, with the weights of rows in their counts and sums. Where class 1
 * would become less likely as the decision grows, decisions on rows not trained
 * on are worse than none, and the frequency is all that is left.
 *
 * @module
 */

import { sigmoid, softplus } from "lib/models/sigmoid.ts";

/** A fitted sigmoid. */
export interface PlattSigmoid {
  /** Factor of the decision, at most 0; 0 where decisions tell nothing. */
  readonly slope: number;
  /** Log odds against class 1 where the decision is 0. */
  readonly offset: number;
}

const MOST_STEPS = 100;
/** Keeps the curvature from 0 where all decisions are equal. */
const RIDGE = 1e-12;
const TOLERANCE = 1e-9;

/**
 * Fits the sigmoid.
 *
 * @param decisions Decisions on rows that the machine was not trained on `[n]`.
 * @param y Classes 0 and 1 `[n]`.
 * @param weights Weights `[n]`.
 *
 * @example Where decisions say nothing, the frequency is left
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { fitPlatt } from "lib/models/svm/platt.ts";
 *
 * const ones = new Float64Array(4).fill(1);
 * const { offset } = fitPlatt(new Float64Array(4), Float64Array.of(0, 1, 1, 1), ones);
 * // Counts are smoothed: 3 targets of (3 + 1)/(3 + 2) and one of 1/(1 + 2).
 * const mean = (3 * 0.8 + 1 / 3) / 4;
 * assertAlmostEquals(offset, Math.log((1 - mean) / mean), 1e-6);
 * ```
 */
export function fitPlatt(
  decisions: Float64Array,
  y: Float64Array,
  weights: Float64Array,
): PlattSigmoid {
  const [zeros, ones] = [0, 1].map((k) =>
    weights.reduce((sum, w, i) => y[i] === k ? sum + w : sum, 0)
  );
  const [low, high] = [1 / (zeros + 2), (ones + 1) / (ones + 2)];
  const targets = y.map((v) => v === 1 ? high : low);
  const loss = (slope: number, offset: number) => {
    let sum = 0;
    for (let i = 0; i < y.length; ++i) {
      const odds = slope * decisions[i] + offset;
      sum += weights[i] * (softplus(odds) - (1 - targets[i]) * odds);
    }
    return sum;
  };
  let [slope, offset] = [0, Math.log((zeros + 1) / (ones + 1))];
  let value = loss(slope, offset);
  for (let k = 0; k < MOST_STEPS; ++k) {
    let [aa, ab, bb, ga, gb] = [RIDGE, 0, RIDGE, 0, 0];
    for (let i = 0; i < y.length; ++i) {
      const f = decisions[i];
      const against = sigmoid(slope * f + offset);
      const curvature = weights[i] * against * (1 - against);
      const pull = weights[i] * (against - (1 - targets[i]));
      aa += curvature * f * f;
      ab += curvature * f;
      bb += curvature;
      ga += pull * f;
      gb += pull;
    }
    if (Math.hypot(ga, gb) < TOLERANCE * (zeros + ones)) break;
    const determinant = aa * bb - ab * ab;
    const [da, db] = [
      -(bb * ga - ab * gb) / determinant,
      -(aa * gb - ab * ga) / determinant,
    ];
    const fall = ga * da + gb * db;
    let length = 1;
    for (; length >= 1e-10; length /= 2) {
      const next = loss(slope + length * da, offset + length * db);
      if (next > value + 1e-4 * length * fall) continue;
      [slope, offset] = [slope + length * da, offset + length * db];
      value = next;
      break;
    }
    if (length < 1e-10) break;
  }
  if (slope <= 0) return { slope, offset };
  const mean = targets.reduce((sum, t, i) => sum + weights[i] * t, 0) /
    (zeros + ones);
  return { slope: 0, offset: Math.log((1 - mean) / mean) };
}
