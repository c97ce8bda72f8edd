/**
 * One split in time: the last part is tested on, all before it is learnt from.
 *
 * Rows of one time are never on both sides: the cut is put between two times,
 * where the share tested is nearest to the one asked for (the smaller of
 * equals).
 *
 * @module
 */

import {
  checkShare,
  makeSplit,
  needColumn,
  type Splitter,
} from "lib/validation/splitter.ts";

/**
 * Makes a splitter by time.
 *
 * @param options Share of the rows to test on. @default {0.2}
 * @returns A splitter that needs `times` and draws nothing.
 * @throws {RangeError} If the share is not in (0, 1); in splitting, if a time is
 * not finite or all are the same.
 *
 * @example The last time is tested on
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { makeRng } from "lib/core/rng.ts";
 * import { timeOrdered } from "lib/validation/splitters/time_ordered.ts";
 *
 * const times = [3, 1, 2, 3];
 * const [split] = timeOrdered({ testShare: 0.25 })
 *   .split({ count: 4, times }, makeRng(1));
 * assertEquals([...split.test], [0, 3]);
 * ```
 */
export function timeOrdered(
  options: { readonly testShare?: number } = {},
): Splitter {
  const { testShare = 0.2 } = options;
  checkShare("time-ordered split", testShare);
  const name = `last ${testShare} in time`;
  return {
    name,
    split(rows) {
      const times = Float64Array.from(needColumn(name, rows, "times"));
      const from = firstTestTime(name, times.toSorted(), testShare);
      return [makeSplit(Array.from(times, (time) => time >= from))];
    },
  };
}

function firstTestTime(
  name: string,
  sorted: Float64Array,
  testShare: number,
): number {
  const n = sorted.length;
  // NaN sorts to the end.
  if (
    n > 0 && !(Number.isFinite(sorted[0]) && Number.isFinite(sorted[n - 1]))
  ) {
    throw new RangeError(`Cannot split by ${name} as times must be finite`);
  }
  let best = -1;
  const distance = (cut: number) => Math.abs(n - cut - testShare * n);
  for (let cut = n - 1; cut > 0; --cut) {
    if (sorted[cut] === sorted[cut - 1]) continue;
    if (best < 0 || distance(cut) < distance(best)) best = cut;
  }
  if (best < 0) {
    throw new RangeError(
      `Cannot split by ${name} as there must be two times or more: all ${n} rows are of one`,
    );
  }
  return sorted[best];
}
