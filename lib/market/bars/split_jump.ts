/**
 * Whether a price and a split go together.
 *
 * Between one close and the next open a share rarely halves. A jump within
 * 3 % of a whole ratio of 2 to 30 (or its inverse, a reverse split) without a
 * split in the data is taken for a split that is missing; a split that leaves
 * the price nearer to where it was than to its ratio is taken for one that has
 * been applied to the prices already. Splits of 3 for 2 and less look like bad
 * news and are not guessed; a spin-off of half a company that no
 * dividend stands for looks like a split of 2 and is reported as one.
 *
 * @module
 */

/** Ratios that companies choose. */
const RATIOS = [2, 3, 4, 5, 6, 7, 8, 10, 15, 20, 25, 30] as const;

/** Largest distance from a ratio, in logarithms. */
const NEAR = 0.03;

/** Splits smaller than 5 for 4 hide in the moves of a day. */
const SMALL = Math.log(1.25) - 1e-9;

/** A split that is not as it should be. */
export interface SplitProblem {
  /** True for a split that prices do not show, false for one that is missing. */
  readonly isUnseen: boolean;
  /** What the split should be. */
  readonly ratio: number;
}

/**
 * Looks at one overnight move.
 *
 * @param close Last price before.
 * @param open First price after.
 * @param split New shares for one old, as the data say.
 * @returns `undefined` if they go together.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { splitProblem } from "lib/market/bars/split_jump.ts";
 *
 * assertEquals(splitProblem(645.57, 92.7, 7), undefined);
 * assertEquals(splitProblem(645.57, 92.7, 1), { isUnseen: false, ratio: 7 });
 * assertEquals(splitProblem(92.2, 92.7, 7), { isUnseen: true, ratio: 1 });
 * ```
 */
export function splitProblem(
  close: number,
  open: number,
  split: number,
): SplitProblem | undefined {
  const jump = Math.log(close / open);
  if (split !== 1) {
    const expected = Math.log(split);
    const isUnseen = Math.abs(jump) < Math.abs(jump - expected) &&
      Math.abs(expected) > SMALL;
    return isUnseen ? { isUnseen, ratio: 1 } : undefined;
  }
  if (Math.abs(jump) < Math.log(2) - NEAR) return undefined;
  const ratio = RATIOS.find((each) =>
    Math.abs(Math.abs(jump) - Math.log(each)) <= NEAR
  );
  if (ratio === undefined) return undefined;
  return { isUnseen: false, ratio: jump > 0 ? ratio : 1 / ratio };
}
