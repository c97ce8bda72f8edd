/**
 * One split that keeps the mix of the target: each bin of it, such as a bin of
 * delta, gives its share of rows to the test.
 *
 * Single rows are sampled systematically: rows shuffled within bins, bins end
 * to end, a test row every 1/share rows from a drawn start. A bin's number of
 * test rows, and the whole number, are then within one of their share.
 *
 * Whole groups go one after the other, the largest first and equals in a drawn
 * order, to the side that keeps closest what the sides have of each bin:
 * min Σ_b (test_b / (share·n_b) − train_b / ((1 − share)·n_b))².
 *
 * @module
 */

import type { Rng } from "lib/core/rng.ts";
import { binIndices } from "lib/validation/bins.ts";
import { groupIds } from "lib/validation/group_ids.ts";
import { shuffledIndices } from "lib/validation/shuffle.ts";
import {
  checkShare,
  makeSplit,
  needColumn,
  type Splitter,
} from "lib/validation/splitter.ts";

/** How to split. */
export interface StratifiedHoldoutOptions {
  /** Edges of the target's bins. */
  readonly edges: ArrayLike<number>;
  /** Share of the rows to test on. @default {0.2} */
  readonly testShare?: number;
  /** Keep rows of one group on one side. @default {false} */
  readonly grouped?: boolean;
}

/**
 * Makes a splitter by bins of the target.
 *
 * @param options Bins, share, whether groups stay together.
 * @returns A splitter that needs `target`, and `groups` if grouped.
 * @throws {RangeError} If the share is not in (0, 1); in splitting, if a side
 * has no row.
 *
 * @example A fifth of each half
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { makeRng } from "lib/core/rng.ts";
 * import { stratifiedHoldout } from "lib/validation/splitters/stratified_holdout.ts";
 *
 * const target = Float64Array.from({ length: 100 }, (_, i) => i / 100);
 * const [{ test }] = stratifiedHoldout({ edges: [0, 0.5, 1] })
 *   .split({ count: 100, target }, makeRng(1));
 * assertEquals(test.filter((i) => target[i] < 0.5).length, 10);
 * assertEquals(test.length, 20);
 * ```
 */
export function stratifiedHoldout(
  options: StratifiedHoldoutOptions,
): Splitter {
  const { edges, testShare = 0.2, grouped = false } = options;
  checkShare("stratified holdout", testShare);
  const name = `stratified holdout of ${testShare}${
    grouped ? " in whole groups" : ""
  }`;
  return {
    name,
    split(rows, rng) {
      const bins = binIndices(needColumn(name, rows, "target"), edges);
      const inTest = grouped
        ? wholeGroups(
          groupIds(needColumn(name, rows, "groups")).ids,
          { bins, binCount: edges.length - 1, testShare, rng },
        )
        : singleRows(bins, testShare, rng);
      return [makeSplit(inTest)];
    },
  };
}

function singleRows(
  bins: Int32Array,
  testShare: number,
  rng: Rng,
): Uint8Array {
  const order = shuffledIndices(bins.length, rng.child("rows"))
    .sort((a, b) => bins[a] - bins[b]);
  const start = rng.child("start").uniform();
  const inTest = new Uint8Array(bins.length);
  order.forEach((row, place) => {
    const before = Math.floor(place * testShare + start);
    inTest[row] = Math.floor((place + 1) * testShare + start) - before;
  });
  return inTest;
}

function wholeGroups(
  ids: Int32Array,
  { bins, binCount, testShare, rng }: {
    readonly bins: Int32Array;
    readonly binCount: number;
    readonly testShare: number;
    readonly rng: Rng;
  },
): Uint8Array {
  const groups = ids.reduce((most, id) => Math.max(most, id + 1), 0);
  const perBin = new Float64Array(binCount);
  const counts = new Float64Array(groups * binCount);
  const sizes = new Float64Array(groups);
  ids.forEach((id, row) => {
    ++perBin[bins[row]];
    ++counts[id * binCount + bins[row]];
    ++sizes[id];
  });
  // Test less train, each over what it is to have of a bin.
  const lead = new Float64Array(binCount);
  const testGroups = new Uint8Array(groups);
  const order = Array.from(shuffledIndices(groups, rng.child("groups")))
    .sort((a, b) => sizes[b] - sizes[a]);
  for (const group of order) {
    let ifTest = 0;
    let ifTrain = 0;
    for (let b = 0; b < binCount; ++b) {
      const part = counts[group * binCount + b] / Math.max(1, perBin[b]);
      ifTest += (lead[b] + part / testShare) ** 2;
      ifTrain += (lead[b] - part / (1 - testShare)) ** 2;
    }
    testGroups[group] = ifTest < ifTrain ? 1 : 0;
    for (let b = 0; b < binCount; ++b) {
      const part = counts[group * binCount + b] / Math.max(1, perBin[b]);
      lead[b] += testGroups[group] ? part / testShare : -part / (1 - testShare);
    }
  }
  return Uint8Array.from(ids, (id) => testGroups[id]);
}
