/**
 * K folds of whole groups: rows of one group, such as a day, are never on both
 * sides of a split.
 *
 * Groups go, the largest first and equals in a drawn order, each to the fold
 * with the fewest rows so far (Graham, 1969, SIAM J. Appl. Math. 17(2): the
 * fullest fold then holds at most 4/3 − 1/(3k) of what it must).
 *
 * @module
 */

import { shuffledIndices } from "lib/validation/shuffle.ts";
import {
  checkFolds,
  makeSplit,
  needColumn,
  type Splitter,
} from "lib/validation/splitter.ts";

/**
 * Makes a splitter by groups.
 *
 * @param options Number of folds. @default {5}
 * @returns A splitter that needs `groups`.
 * @throws {RangeError} If `folds` is not a whole number from 2; in splitting, if
 * there are fewer groups than folds.
 *
 * @example No day is on both sides
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { makeRng } from "lib/core/rng.ts";
 * import { groupedKFold } from "lib/validation/splitters/grouped_k_fold.ts";
 *
 * const groups = ["mon", "mon", "tue", "tue", "wed", "wed"];
 * const splitter = groupedKFold({ folds: 3 });
 * for (const { train, test } of splitter.split({ count: 6, groups }, makeRng(1))) {
 *   const days = new Set(Array.from(train, (i) => groups[i]));
 *   assertEquals(test.length, 2);
 *   assertEquals(days.has(groups[test[0]]), false);
 * }
 * ```
 */
export function groupedKFold(
  options: { readonly folds?: number } = {},
): Splitter {
  const { folds = 5 } = options;
  checkFolds("grouped k-fold", folds);
  const name = `grouped ${folds}-fold`;
  return {
    name,
    split(rows, rng) {
      const ids = groupIds(needColumn(name, rows, "groups"));
      const sizes = new Int32Array(ids.count);
      for (const id of ids.ids) ++sizes[id];
      if (ids.count < folds) {
        throw new RangeError(
          `Cannot split by ${name} as there must be ${folds} groups or more: there are ${ids.count}`,
        );
      }
      const order = shuffledIndices(ids.count, rng.child("groups"));
      const foldOf = spreadBySize(order, sizes, folds);
      return Array.from(
        { length: folds },
        (_, fold) =>
          makeSplit(Array.from(ids.ids, (group) => foldOf[group] === fold)),
      );
    },
  };
}

/** Groups as whole numbers. */
export interface GroupIds {
  /** Group of each row, counted from 0 in order of first appearance. */
  readonly ids: Int32Array;
  /** Number of groups. */
  readonly count: number;
}

/**
 * Numbers the groups of rows.
 *
 * @param groups Group of each row.
 * @returns A number for each row.
 */
export function groupIds(groups: ArrayLike<string | number>): GroupIds {
  const known = new Map<string | number, number>();
  const ids = new Int32Array(groups.length);
  for (let i = 0; i < groups.length; ++i) {
    let id = known.get(groups[i]);
    if (id === undefined) known.set(groups[i], id = known.size);
    ids[i] = id;
  }
  return { ids, count: known.size };
}

/** Fold of each group, by size from the largest. */
function spreadBySize(
  order: Int32Array,
  sizes: Int32Array,
  folds: number,
): Int32Array {
  const foldOf = new Int32Array(sizes.length);
  const filled = new Float64Array(folds);
  for (const group of Array.from(order).sort((a, b) => sizes[b] - sizes[a])) {
    let least = 0;
    for (let f = 1; f < folds; ++f) if (filled[f] < filled[least]) least = f;
    foldOf[group] = least;
    filled[least] += sizes[group];
  }
  return foldOf;
}
