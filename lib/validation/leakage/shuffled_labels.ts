/**
 * Leak search by shuffling: with labels in random order there is nothing to
 * learn, so whatever skill the whole procedure still reports comes from a leak
 * (rows on both sides, features that hold the label, scaling by the test).
 *
 * The mean score of R shuffled runs is compared with that of no skill in its
 * own standard errors. The same runs give the permutation p-value of the true
 * score, (1 + #{shuffled ≥ true})/(R + 1): Phipson and Smyth (2010), Stat. Appl.
 * Genet. Mol. Biol. 9(1), 39; Ojala and Garriga (2010), JMLR 11, test 1.
 *
 * @module
 */

import { LeakageError } from "lib/core/errors.ts";
import type { Watch } from "lib/core/progress.ts";
import type { Rng } from "lib/core/rng.ts";
import { shuffledIndices } from "lib/validation/shuffle.ts";

/** How to search. */
export interface ShuffledLabelsOptions extends Watch {
  /** Stream for the shuffles. */
  readonly rng: Rng;
  /** Score of no skill: 0 for R² or a Sharpe ratio, ½ for an AUC. @default {0} */
  readonly noSkill?: number;
  /** Number of shuffled runs. @default {20} */
  readonly runs?: number;
  /**
   * How many standard errors above no skill are a leak; four come by chance
   * once in a few thousand searches of 20 runs. @default {4}
   */
  readonly threshold?: number;
}

/** What the search found where it found no leak. */
export interface ShuffledLabelsReport {
  /** Score with the true labels. */
  readonly score: number;
  /** Scores with shuffled ones, shape `[runs]`. */
  readonly shuffled: Float64Array;
  /** Their mean less no skill, in its standard errors. */
  readonly excess: number;
  /** Permutation p-value of the true score. */
  readonly pValue: number;
}

/**
 * Refuses a procedure that has skill on shuffled labels.
 *
 * @param evaluate The whole procedure, from splitting and scaling to the score
 * on held-out rows, with these labels; higher is better.
 * @param labels The true labels, shape `[n]`.
 * @param options Shuffles, score of no skill.
 * @returns Scores and p-value.
 * @throws {LeakageError} If the shuffled runs have skill.
 * @throws {RangeError} If there are fewer than three runs, or a score is not
 * finite.
 * @throws The signal's reason if it aborts.
 *
 * @example A score that does not depend on the labels has skill on any
 * ```ts
 * import { assertRejects } from "@std/assert";
 * import { LeakageError } from "lib/core/errors.ts";
 * import { makeRng } from "lib/core/rng.ts";
 * import { shuffledLabels } from "lib/validation/leakage/shuffled_labels.ts";
 *
 * const labels = Float64Array.of(1, 0, 1, 1, 0, 0, 1, 0);
 * // Predicts each label by itself.
 * const right = (y: Float64Array) => y.filter((v, i) => v === y[i]).length / y.length;
 * await assertRejects(
 *   () => shuffledLabels(right, labels, { rng: makeRng(1), noSkill: 0.5 }),
 *   LeakageError,
 *   "shuffled labels",
 * );
 * ```
 */
export async function shuffledLabels(
  evaluate: (labels: Float64Array) => number | Promise<number>,
  labels: ArrayLike<number>,
  options: ShuffledLabelsOptions,
): Promise<ShuffledLabelsReport> {
  const { rng, noSkill = 0, runs = 20, threshold = 4 } = options;
  if (!Number.isInteger(runs) || runs < 3) {
    throw new RangeError(
      `Cannot search for leaks as runs must be a whole number ≥ 3: current value is ${runs}`,
    );
  }
  const scoreOf = async (values: Float64Array, name: string) => {
    options.signal?.throwIfAborted();
    const score = await evaluate(values);
    if (Number.isFinite(score)) return score;
    throw new RangeError(
      `Cannot search for leaks as the score of ${name} must be finite: current value is ${score}`,
    );
  };
  const score = await scoreOf(Float64Array.from(labels), "the true labels");
  const shuffled = new Float64Array(runs);
  for (let run = 0; run < runs; ++run) {
    options.onProgress?.({ done: run, total: runs, label: "shuffled labels" });
    const order = shuffledIndices(labels.length, rng.child(`run ${run}`));
    shuffled[run] = await scoreOf(
      Float64Array.from(order, (i) => labels[i]),
      `shuffled run ${run}`,
    );
  }
  options.onProgress?.({ done: runs, total: runs });
  const excess = standardErrorsAbove(shuffled, noSkill);
  if (excess > threshold) {
    throw new LeakageError(
      `A procedure must have no skill on shuffled labels: over ${runs} runs it scores ${
        (noSkill + meanLess(shuffled, noSkill)).toPrecision(4)
      } on average where no skill is ${noSkill}, ${
        excess.toPrecision(3)
      } standard errors above. Look for rows on both sides, features made from labels, and fits on all rows`,
      { search: "shuffled labels" },
    );
  }
  const asGood = shuffled.reduce((n, each) => n + (each >= score ? 1 : 0), 0);
  return { score, shuffled, excess, pValue: (1 + asGood) / (runs + 1) };
}

function meanLess(scores: Float64Array, noSkill: number): number {
  return scores.reduce((sum, s) => sum + (s - noSkill), 0) / scores.length;
}

/** Mean less no skill over its standard error; ±∞ for scores all the same. */
function standardErrorsAbove(scores: Float64Array, noSkill: number): number {
  const mean = meanLess(scores, noSkill);
  const squares = scores.reduce(
    (sum, s) => sum + (s - noSkill - mean) ** 2,
    0,
  );
  const error = Math.sqrt(squares / (scores.length - 1) / scores.length);
  return mean === 0 ? 0 : mean / error;
}
