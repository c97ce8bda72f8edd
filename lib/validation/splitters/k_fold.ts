/**
 * K folds of rows drawn at random, equal in size up to one row. Only for rows
 * that do not depend on each other: quotes of one day do.
 *
 * @module
 */

import { shuffledIndices } from "lib/validation/shuffle.ts";
import {
  checkFolds,
  makeSplit,
  type Splitter,
} from "lib/validation/splitter.ts";

/**
 * Makes a splitter of single rows.
 *
 * @param options Number of folds. @default {5}
 * @returns A splitter that needs no column.
 * @throws {RangeError} If `folds` is not a whole number from 2; in splitting, if
 * there are fewer rows than folds.
 *
 * @example Each row is tested once
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { makeRng } from "lib/core/rng.ts";
 * import { kFold } from "lib/validation/splitters/k_fold.ts";
 *
 * const splits = kFold({ folds: 3 }).split({ count: 7 }, makeRng(1));
 * const tested = splits.flatMap(({ test }) => [...test]);
 * assertEquals(tested.sort(), [0, 1, 2, 3, 4, 5, 6]);
 * ```
 */
export function kFold(options: { readonly folds?: number } = {}): Splitter {
  const { folds = 5 } = options;
  checkFolds("k-fold", folds);
  const name = `${folds}-fold`;
  return {
    name,
    split({ count }, rng) {
      if (count < folds) {
        throw new RangeError(
          `Cannot split by ${name} as there must be ${folds} rows or more: there are ${count}`,
        );
      }
      const foldOf = new Int32Array(count);
      shuffledIndices(count, rng.child("rows"))
        .forEach((row, place) => foldOf[row] = place % folds);
      return Array.from(
        { length: folds },
        (_, fold) => makeSplit(Array.from(foldOf, (f) => f === fold)),
      );
    },
  };
}
