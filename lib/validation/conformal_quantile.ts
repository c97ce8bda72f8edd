/**
 * The quantile on which conformal intervals stand: of n scores and one more at
 * infinity, the smallest whose share reaches the level.
 *
 * Of single rows each score has the share 1/(n + 1), which makes it the
 * ⌈(n + 1)·level⌉-th smallest. Of K groups, where rows of one group are alike
 * and the next row is of a new group, each score has the share
 *
 *     1 / ((K + 1)·(rows of its group)),
 *
 * hierarchical conformal prediction: Lee, Barber and Willett (2023),
 * arXiv:2306.06342; Dunn, Wasserman and Ramdas (2023), JASA 118(544), treat the
 * same question.
 *
 * @module
 */

import { groupIds } from "lib/validation/group_ids.ts";

/**
 * The ⌈(n + 1)·level⌉-th smallest of n scores, or its like for whole groups.
 *
 * @param scores Scores, in any order, shape `[n]`.
 * @param level Probability in (0, 1).
 * @param options Group of each score, shape `[n]`. @default rows by themselves
 * @returns The score, or infinity where rows or groups are too few.
 * @throws {RangeError} If the level is not in (0, 1).
 *
 * @example Twenty rows of one day are one witness, not twenty
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { conformalQuantile } from "lib/validation/conformal_quantile.ts";
 *
 * const scores = Float64Array.from({ length: 20 }, (_, i) => i);
 * assertEquals(conformalQuantile(scores, 0.9), 18);
 * const groups = Array.from(scores, () => "2025-01-17");
 * assertEquals(conformalQuantile(scores, 0.9, { groups }), Infinity);
 * ```
 */
export function conformalQuantile(
  scores: ArrayLike<number>,
  level: number,
  options: { readonly groups?: ArrayLike<string | number> } = {},
): number {
  if (!(level > 0 && level < 1)) {
    throw new RangeError(
      `Cannot take a conformal quantile as level must be in (0, 1): current value is ${level}`,
    );
  }
  if (options.groups !== undefined) {
    return quantileOfGroups(scores, level, options.groups);
  }
  const rank = rankOf(scores.length, level);
  if (rank > scores.length) return Infinity;
  return Float64Array.from(scores).sort()[rank - 1];
}

function quantileOfGroups(
  scores: ArrayLike<number>,
  level: number,
  groups: ArrayLike<string | number>,
): number {
  const { ids, names } = groupIds(groups);
  const sizes = new Int32Array(names.length);
  for (const id of ids) ++sizes[id];
  const order = Array.from(ids.keys()).sort((a, b) => scores[a] - scores[b]);
  // Sums of shares miss a level that they should meet by their rounding.
  const wanted = level * (names.length + 1) * (1 - 1e-12);
  let share = 0;
  for (const row of order) {
    share += 1 / sizes[ids[row]];
    if (share >= wanted) return scores[row];
  }
  return Infinity;
}

/**
 * Fewest rows, or groups, from which an interval of a level can be made.
 *
 * @param level Probability that the interval is to hold, in (0, 1).
 * @returns The least n with ⌈(n + 1)·level⌉ ≤ n.
 */
export function rowsForLevel(level: number): number {
  let n = Math.max(1, Math.floor(level / (1 - level)) - 1);
  while (rankOf(n, level) > n) ++n;
  return n;
}

/** ⌈(n + 1)·level⌉; a product that misses a whole number by rounding is it. */
function rankOf(n: number, level: number): number {
  return Math.ceil((n + 1) * level * (1 - 2 ** -50));
}
