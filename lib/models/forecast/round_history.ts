/** Losses by round of several fits as one history. @module */

import type { RoundRecord } from "lib/models/estimator.ts";

/**
 * Means over fits, round by round; a fit that has stopped counts with its last.
 *
 * @param histories Records of each fit, in order of rounds.
 */
export function mergeRounds(
  histories: readonly (readonly RoundRecord[])[],
): RoundRecord[] {
  const told = histories.filter((history) => history.length > 0);
  const rounds = told.reduce((most, { length }) => Math.max(most, length), 0);
  const mean = (of: (record: RoundRecord) => number, k: number) =>
    told.reduce(
      (sum, history) => sum + of(history[Math.min(k, history.length - 1)]),
      0,
    ) / told.length;
  return Array.from({ length: rounds }, (_, k) => ({
    round: k + 1,
    training: mean(({ training }) => training, k),
    validation: mean(({ validation }) => validation, k),
  }));
}
