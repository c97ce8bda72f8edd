/**
 * How good probabilities of class 1 are, with weights w (all 1 if not given):
 *
 *     logLoss  = −Σ w(y ln p + (1 − y) ln(1 − p)) / Σ w
 *     brier    = Σ w(p − y)² / Σ w
 *     accuracy = share of weight with (p ≥ ½) = y
 *     auc      = P(p of a 1 > p of a 0) + ½ P(equal)      (Mann–Whitney)
 *
 * In the logarithm p is held in [ε, 1 − ε] with ε = 2⁻⁵², as scikit-learn does,
 * so that one certain mistake costs 36 and not infinity.
 *
 * @module
 */

import { checkWeights } from "lib/validation/metrics/check_weights.ts";

/** Scores of one set of probabilities. */
export interface ClassificationScores {
  /** Number of rows. */
  readonly rows: number;
  /** Mean negative log-likelihood, in nats. */
  readonly logLoss: number;
  /** Mean squared error of the probability. */
  readonly brier: number;
  /** Share of rows on the right side of one half. */
  readonly accuracy: number;
  /** Area under the ROC curve; one half where there is one class only. */
  readonly auc: number;
}

/**
 * Scores probabilities.
 *
 * @param actual Classes 0 or 1, shape `[n]`.
 * @param predicted Probabilities of class 1, shape `[n]`.
 * @param options Weight of each row, at least 0. @default all 1
 * @returns The scores.
 * @throws {TypeError} If the lengths differ.
 * @throws {RangeError} If there are no rows, a class is neither 0 nor 1, or a
 * probability is not in [0, 1].
 *
 * @example Usage
 * ```ts
 * import { assertAlmostEquals, assertEquals } from "@std/assert";
 * import { classificationScores } from "lib/validation/metrics/classification.ts";
 *
 * const scores = classificationScores([0, 0, 1, 1], [0.1, 0.4, 0.35, 0.8]);
 * assertEquals(scores.auc, 0.75);
 * assertEquals(scores.accuracy, 0.75);
 * assertAlmostEquals(scores.brier, 0.158125);
 * ```
 */
export function classificationScores(
  actual: ArrayLike<number>,
  predicted: ArrayLike<number>,
  options: { readonly weights?: ArrayLike<number> } = {},
): ClassificationScores {
  const { weights } = options;
  const n = actual.length;
  check(actual, predicted);
  checkWeights(weights, n);
  let total = 0, loss = 0, square = 0, right = 0;
  for (let i = 0; i < n; ++i) {
    const w = weights?.[i] ?? 1;
    const p = predicted[i];
    const held = Math.min(1 - Number.EPSILON, Math.max(Number.EPSILON, p));
    total += w;
    loss -= w * Math.log(actual[i] === 1 ? held : 1 - held);
    square += w * (p - actual[i]) ** 2;
    if ((p >= 0.5) === (actual[i] === 1)) right += w;
  }
  return {
    rows: n,
    logLoss: loss / total,
    brier: square / total,
    accuracy: right / total,
    auc: areaUnderRoc(actual, predicted, weights),
  };
}

/** Mann–Whitney over weights, in one pass over sorted probabilities. */
function areaUnderRoc(
  actual: ArrayLike<number>,
  predicted: ArrayLike<number>,
  weights: ArrayLike<number> | undefined,
): number {
  const n = actual.length;
  const order = Int32Array.from({ length: n }, (_, i) => i)
    .sort((a, b) => predicted[a] - predicted[b]);
  let zeros = 0, ones = 0, won = 0;
  for (let i = 0; i < n;) {
    const p = predicted[order[i]];
    let zerosHere = 0, onesHere = 0;
    for (; i < n && predicted[order[i]] === p; ++i) {
      const w = weights?.[order[i]] ?? 1;
      if (actual[order[i]] === 1) onesHere += w;
      else zerosHere += w;
    }
    won += onesHere * (zeros + zerosHere / 2);
    zeros += zerosHere;
    ones += onesHere;
  }
  return zeros > 0 && ones > 0 ? won / (zeros * ones) : 0.5;
}

function check(actual: ArrayLike<number>, predicted: ArrayLike<number>): void {
  const n = actual.length;
  if (predicted.length !== n) {
    throw new TypeError(
      `Cannot score probabilities as there must be one for each of ${n} classes: there are ${predicted.length}`,
    );
  }
  if (n === 0) {
    throw new RangeError("Cannot score probabilities as there must be some");
  }
  for (let i = 0; i < n; ++i) {
    if (actual[i] !== 0 && actual[i] !== 1) {
      throw new RangeError(
        `Cannot score probabilities as classes must be 0 or 1: row ${i} has ${
          actual[i]
        }`,
      );
    }
    if (predicted[i] >= 0 && predicted[i] <= 1) continue;
    throw new RangeError(
      `Cannot score probabilities as they must be in [0, 1]: row ${i} has ${
        predicted[i]
      }`,
    );
  }
}
