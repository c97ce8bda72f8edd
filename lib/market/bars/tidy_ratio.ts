/**
 * The ratio of small whole numbers that a split ratio stands for: files write
 * 7 for 1 as 7.00001, and factors of seven digits give 6.9999979.
 *
 * @param ratio New shares for one old, above 0.
 * @returns The ratio within 1e-5 of it, or what was given if there is none.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { tidyRatio } from "lib/market/bars/tidy_ratio.ts";
 *
 * assertEquals([7.00001, 1.4999998, 1.06883].map(tidyRatio), [7, 1.5, 1.06883]);
 * ```
 */
export function tidyRatio(ratio: number): number {
  for (const below of [1, 2, 3, 4, 5, 10, 20, 100]) {
    const above = Math.round(ratio * below);
    if (above > 0 && Math.abs(ratio * below / above - 1) < 1e-5) {
      return above / below;
    }
  }
  return ratio;
}
