/**
 * Scores of forecasts of classes 0 … K − 1 by their probabilities, the likeliest
 * class being the forecast:
 *
 *     accuracy, and balanced: the mean share found of the classes that came
 *     f1      mean of 2·right/(came + forecast) of classes that came or were forecast
 *     logLoss −mean ln p of the class that came, p held in [2⁻⁵², 1 − 2⁻⁵²]
 *     brier   two classes: mean (p₁ − y)²; more: mean Σ (p_k − [y = k])²
 *     mcc     Matthews' correlation; for K classes Gorodkin's R_K (2004,
 *             Comput. Biol. Chem. 28, 367, eq. 8)
 *     auc     of two classes; null for more, or where one class came
 *
 * @module
 */

import { classificationScores } from "lib/validation/metrics/classification.ts";

/** Scores of forecasts of classes; JSON. */
export interface ClassScores {
  /** Number of rows. */
  readonly rows: number;
  /** Share of rows whose likeliest class came. */
  readonly accuracy: number;
  /** Mean over the classes that came of the share of each that was forecast. */
  readonly balancedAccuracy: number;
  /** Mean F1 score of the classes. */
  readonly f1: number;
  /** Mean negative log-likelihood, in nats. */
  readonly logLoss: number;
  /** Brier score. */
  readonly brier: number;
  /** Matthews' correlation; null where all forecasts or all outcomes are one class. */
  readonly mcc: number | null;
  /** Area under the ROC curve of two classes. */
  readonly auc: number | null;
}

/**
 * Rows by the class that came and the class that was forecast.
 *
 * @param actual Classes, shape `[n]`.
 * @param predicted Likeliest classes, shape `[n]`.
 * @param classes Number of classes K.
 * @returns Counts `[K][K]`, first index what came.
 * @throws {RangeError} If a class is not one of them.
 */
export function confusionMatrix(
  actual: ArrayLike<number>,
  predicted: ArrayLike<number>,
  classes: number,
): number[][] {
  const counts = Array.from(
    { length: classes },
    () => new Array<number>(classes).fill(0),
  );
  for (let i = 0; i < actual.length; ++i) {
    const [came, said] = [actual[i], predicted[i]];
    if (counts[came]?.[said] === undefined) {
      throw new RangeError(
        `Cannot score classes as they must be whole numbers from 0 to ${
          classes - 1
        }: row ${i} has ${came} and its forecast ${said}`,
      );
    }
    ++counts[came][said];
  }
  return counts;
}

/**
 * Scores probabilities of classes.
 *
 * @param actual Classes that came, shape `[n]`.
 * @param probabilities Of each class, shape `[n × K]`.
 * @param classes Number of classes K ≥ 2.
 * @returns The scores.
 * @throws {TypeError} If there is not a probability for each row and class.
 * @throws {RangeError} If there are no rows, a class is not one of them, or a
 * probability is not in [0, 1].
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { classScores } from "lib/validation/forecast/class_scores.ts";
 *
 * const scores = classScores([0, 1, 1], [0.75, 0.25, 0.25, 0.75, 0.75, 0.25], 2);
 * assertEquals(scores.accuracy, 2 / 3);
 * assertEquals(scores.balancedAccuracy, 0.75);
 * assertEquals(scores.mcc, 0.5);
 * ```
 */
export function classScores(
  actual: ArrayLike<number>,
  probabilities: ArrayLike<number>,
  classes: number,
): ClassScores {
  const n = actual.length;
  check(n, probabilities, classes);
  const predicted = likeliest(probabilities, classes);
  const counts = confusionMatrix(actual, predicted, classes);
  const right = counts.reduce((sum, row, k) => sum + row[k], 0);
  return {
    rows: n,
    accuracy: right / n,
    ...countScores(counts, n),
    ...probabilityScores(actual, probabilities, classes),
  };
}

/** The likeliest class of each row, the first of equals; shape `[n]`. */
export function likeliest(
  probabilities: ArrayLike<number>,
  classes: number,
): Float64Array {
  const best = new Float64Array(probabilities.length / classes);
  for (let i = 0; i < best.length; ++i) {
    const row = i * classes;
    for (let k = 1; k < classes; ++k) {
      if (probabilities[row + k] > probabilities[row + best[i]]) best[i] = k;
    }
  }
  return best;
}

function countScores(
  counts: readonly (readonly number[])[],
  n: number,
): Pick<ClassScores, "balancedAccuracy" | "f1" | "mcc"> {
  const came = counts.map((row) => row.reduce((sum, c) => sum + c, 0));
  const said = came.map((_, k) => counts.reduce((sum, row) => sum + row[k], 0));
  const recalls: number[] = [];
  const f1s: number[] = [];
  counts.forEach((row, k) => {
    if (came[k] > 0) recalls.push(row[k] / came[k]);
    if (came[k] + said[k] > 0) f1s.push(2 * row[k] / (came[k] + said[k]));
  });
  const dot = (a: readonly number[], b: readonly number[]) =>
    a.reduce((sum, value, k) => sum + value * b[k], 0);
  const right = counts.reduce((sum, row, k) => sum + row[k], 0);
  const spread = (n * n - dot(came, came)) * (n * n - dot(said, said));
  const mean = (values: readonly number[]) =>
    values.reduce((sum, value) => sum + value, 0) / values.length;
  return {
    balancedAccuracy: mean(recalls),
    f1: mean(f1s),
    mcc: spread > 0 ? (right * n - dot(came, said)) / Math.sqrt(spread) : null,
  };
}

function probabilityScores(
  actual: ArrayLike<number>,
  probabilities: ArrayLike<number>,
  classes: number,
): Pick<ClassScores, "logLoss" | "brier" | "auc"> {
  const n = actual.length;
  if (classes === 2) {
    const up = Float64Array.from(
      { length: n },
      (_, i) => probabilities[2 * i + 1],
    );
    const { logLoss, brier, auc } = classificationScores(actual, up);
    const ones = up.reduce((sum, _, i) => sum + actual[i], 0);
    return { logLoss, brier, auc: ones > 0 && ones < n ? auc : null };
  }
  let [logLoss, brier] = [0, 0];
  for (let i = 0; i < n; ++i) {
    const own = probabilities[i * classes + actual[i]];
    logLoss -= Math.log(
      Math.min(1 - Number.EPSILON, Math.max(Number.EPSILON, own)),
    );
    for (let k = 0; k < classes; ++k) {
      brier += (probabilities[i * classes + k] - Number(k === actual[i])) ** 2;
    }
  }
  return { logLoss: logLoss / n, brier: brier / n, auc: null };
}

function check(
  n: number,
  probabilities: ArrayLike<number>,
  classes: number,
): void {
  if (n === 0) {
    throw new RangeError("Cannot score classes as there must be rows");
  }
  if (probabilities.length !== n * classes) {
    throw new TypeError(
      `Cannot score classes as there must be ${classes} probabilities for each of ${n} rows: current number is ${probabilities.length}`,
    );
  }
  for (let i = 0; i < probabilities.length; ++i) {
    if (probabilities[i] >= 0 && probabilities[i] <= 1) continue;
    throw new RangeError(
      `Cannot score classes as probabilities must be in [0, 1]: row ${
        Math.floor(i / classes)
      } has ${probabilities[i]}`,
    );
  }
}
