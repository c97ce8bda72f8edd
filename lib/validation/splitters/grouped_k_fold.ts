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

import { groupIds } from "lib/validation/group_ids.ts";
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
      const { ids, names } = groupIds(needColumn(name, rows, "groups"));
      const sizes = new Int32Array(names.length);
      for (const id of ids) ++sizes[id];
      if (sizes.length < folds) {
        throw new RangeError(
          `Cannot split by ${name} as there must be ${folds} groups or more: there are ${sizes.length}`,
        );
      }
      const order = shuffledIndices(sizes.length, rng.child("groups"));
      const foldOf = spreadBySize(order, sizes, folds);
      return Array.from(
        { length: folds },
        (_, fold) =>
          makeSplit(Array.from(ids, (group) => foldOf[group] === fold)),
      );
    },
  };
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
