/**
 * Which quotes to drop so that the others agree.
 *
 * Finding the fewest is a hitting-set problem, hard in general; here the quote
 * whose absence leaves the fewest conflicts goes first, then the conflicts are
 * looked for again. A quote that is wrong on its own conflicts with many and
 * goes alone.
 *
 * @module
 */

/** Quotes that cannot all be right, the one that stands out first. */
export type Conflict = readonly number[];

/** Conflicts among some rows, which are in order of strike. */
export type ConflictFinder = (left: readonly number[]) => readonly Conflict[];

/** So many of the quotes in the most conflicts are tried. */
const TRIALS = 8;

/**
 * Drops quotes until none conflict.
 *
 * @param rows The quotes, by strike.
 * @param findConflicts Conflicts among those that are left, in the same order.
 * @param options `doubt`: the more, the sooner a quote goes among equals, NaN
 * for none; `findOthers`: conflicts of another kind, which are left to their
 * own rule but tell which of two quotes is the wrong one.
 * @returns The rows dropped, in the order in which they went.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { dropConflicting } from "lib/market/rules/conflicts.ts";
 *
 * // Numbers that must not fall: 9 is in all of the conflicts.
 * const values = [1, 2, 9, 3, 4];
 * const falls = (left: readonly number[]) =>
 *   left.flatMap((i) => left.filter((j) => j > i && values[j] < values[i])
 *     .map((j) => [i, j]));
 * assertEquals(dropConflicting([0, 1, 2, 3, 4], falls), [2]);
 * ```
 */
export function dropConflicting(
  rows: readonly number[],
  findConflicts: ConflictFinder,
  options: {
    readonly doubt?: (row: number) => number;
    readonly findOthers?: ConflictFinder;
  } = {},
): number[] {
  const { doubt = () => NaN, findOthers = () => [] } = options;
  const dropped: number[] = [];
  let left = rows;
  let conflicts = findConflicts(left);
  while (conflicts.length > 0) {
    const worst = mostBlamed(conflicts, doubt).map((row) => {
      const without = left.filter((each) => each !== row);
      const remaining = findConflicts(without);
      const count = remaining.length + findOthers(without).length;
      return { row, without, remaining, count };
    }).reduce((best, trial) => trial.count < best.count ? trial : best);
    dropped.push(worst.row);
    left = worst.without;
    conflicts = worst.remaining;
  }
  return dropped;
}

/** The rows in the most conflicts, then the most doubtful ones. */
function mostBlamed(
  conflicts: readonly Conflict[],
  doubt: (row: number) => number,
): number[] {
  const blame = new Map<number, number>();
  for (const row of conflicts.flat()) {
    blame.set(row, (blame.get(row) ?? 0) + 1);
  }
  // Stable: among equals, the one that stood out in the first conflict.
  return [...blame].sort(([a, blameA], [b, blameB]) =>
    blameB - blameA || (doubt(b) || 0) - (doubt(a) || 0)
  ).slice(0, TRIALS).map(([row]) => row);
}
