/**
 * Combinatorial purged cross-validation: rows by the start of their label span
 * are cut into N groups, and every choice of k groups is tested on once, with
 * the rest purged and under embargo. Each group is then predicted
 *
 *     φ[N, k] = k/N · C(N, k) = C(N − 1, k − 1)
 *
 * times by models that did not see it, which makes φ whole paths through
 * history instead of one.
 *
 * López de Prado (2018), "Advances in Financial Machine Learning", sections
 * 12.3 and 12.4. The number of models is C(N, k).
 *
 * @module
 */

import {
  checkEmbargo,
  checkSpans,
  type Embargo,
  purgedRows,
} from "lib/validation/label_spans.ts";
import {
  makeSplit,
  type SplitRows,
  type Splitter,
} from "lib/validation/splitter.ts";
import {
  embargoText,
  runsInOrder,
} from "lib/validation/splitters/purged_k_fold.ts";

/** Most splits that are made: each is a fit. */
const MOST_SPLITS = 100_000;

/** How to split. */
export interface CombinatorialPurgedOptions {
  /** Number of groups N. @default {6} */
  readonly groups?: number;
  /** Groups tested on at a time k. @default {2} */
  readonly testGroups?: number;
  /** What is left out behind each run of test groups. @default none */
  readonly embargo?: Embargo;
}

/** A splitter that knows how its tests join into paths. */
export interface CombinatorialSplitter extends Splitter {
  /** Groups tested on by each split, in lexicographic order. */
  readonly choices: readonly (readonly number[])[];
  /**
   * For each of the φ paths, the split from which each group is taken: the
   * path's number-th one that tests the group, so each is used once.
   */
  readonly paths: readonly Int32Array[];
  /**
   * Group of each row.
   *
   * @param rows As split.
   * @returns Counted from 0 in time, shape `[n]`.
   */
  groupsOf(rows: SplitRows): Int32Array;
}

/**
 * Makes a combinatorial splitter.
 *
 * @param options Groups, how many are tested on, embargo.
 * @returns A splitter that needs `spans` and draws nothing.
 * @throws {RangeError} If an option is out of range, or there would be more than
 * 100,000 splits; in splitting, if there are fewer rows than groups, a span is
 * not finite or ends before it starts, or nothing is left to learn from.
 *
 * @example Six groups, two tested on: fifteen splits, five paths
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { combinatorialPurged } from "lib/validation/splitters/combinatorial_purged.ts";
 *
 * const { choices, paths } = combinatorialPurged({ groups: 6, testGroups: 2 });
 * assertEquals(choices.length, 15);
 * assertEquals(paths.length, 5);
 * // The first path of figure 12.1: groups 1 and 2 of split 1, group 3 of split 2 …
 * assertEquals([...paths[0]], [0, 0, 1, 2, 3, 4]);
 * ```
 */
export function combinatorialPurged(
  options: CombinatorialPurgedOptions = {},
): CombinatorialSplitter {
  const { groups = 6, testGroups = 2 } = options;
  checkCounts(groups, testGroups);
  const embargo = checkEmbargo("combinatorial purged", options.embargo ?? {});
  const name = `combinatorial purged, ${testGroups} of ${groups} groups${
    embargoText(embargo)
  }`;
  const choices = chooseAll(groups, testGroups);
  return {
    name,
    choices,
    paths: pathsThrough(choices, groups),
    groupsOf: (rows) => runsInOrder(name, checkSpans(name, rows).order, groups),
    split(rows) {
      const spans = checkSpans(name, rows);
      const groupOf = runsInOrder(name, spans.order, groups);
      return choices.map((choice) => {
        const inTest = Uint8Array.from(
          groupOf,
          (group) => choice.includes(group) ? 1 : 0,
        );
        const left = purgedRows(spans, inTest, embargo);
        return makeSplit(inTest, (row) => left[row] === 1);
      });
    },
  };
}

/**
 * Joins what was predicted in the tests of each split into whole paths.
 *
 * @param splitter The splitter.
 * @param rows The rows that it split.
 * @param predicted For each split, a value for each row of its test side, in
 * that order.
 * @returns φ paths, each with a value for every row, shape `[n]`.
 * @throws {TypeError} If a split has not as many values as test rows.
 *
 * @example A row's value on a path comes from the split that tested its group
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { makeRng } from "lib/core/rng.ts";
 * import { combinatorialPurged, joinPaths } from "lib/validation/splitters/combinatorial_purged.ts";
 *
 * const splitter = combinatorialPurged({ groups: 3, testGroups: 2 });
 * const rows = { count: 3, spans: { start: [0, 1, 2], end: [0, 1, 2] } };
 * const splits = splitter.split(rows, makeRng(1));
 * const predicted = splits.map(({ test }, s) => Float64Array.from(test, () => s));
 * assertEquals(joinPaths(splitter, rows, predicted).map((path) => [...path]), [
 *   [0, 0, 1],
 *   [1, 2, 2],
 * ]);
 * ```
 */
export function joinPaths(
  splitter: CombinatorialSplitter,
  rows: SplitRows,
  predicted: readonly ArrayLike<number>[],
): Float64Array[] {
  const { choices, paths } = splitter;
  const groupOf = splitter.groupsOf(rows);
  if (predicted.length !== choices.length) {
    throw new TypeError(
      `Cannot join paths as there must be predictions of ${choices.length} splits: there are ${predicted.length}`,
    );
  }
  const joined = paths.map(() => new Float64Array(rows.count));
  for (const [split, choice] of choices.entries()) {
    const pathOf = new Map(
      choice.map((group) => [
        group,
        joined[paths.findIndex((from) => from[group] === split)],
      ]),
    );
    let at = 0;
    for (let row = 0; row < rows.count; ++row) {
      const path = pathOf.get(groupOf[row]);
      if (path !== undefined) path[row] = predicted[split][at++];
    }
    if (predicted[split].length === at) continue;
    throw new TypeError(
      `Cannot join paths as split ${split} must have ${at} predictions: it has ${
        predicted[split].length
      }`,
    );
  }
  return joined;
}

function checkCounts(groups: number, testGroups: number): void {
  if (!Number.isInteger(groups) || groups < 2) {
    throw new RangeError(
      `Cannot make combinatorial purged as groups must be a whole number ≥ 2: current value is ${groups}`,
    );
  }
  if (
    !Number.isInteger(testGroups) || testGroups < 1 || testGroups >= groups
  ) {
    throw new RangeError(
      `Cannot make combinatorial purged as testGroups must be a whole number in [1, ${
        groups - 1
      }]: current value is ${testGroups}`,
    );
  }
  let splits = 1;
  for (let i = 1; i <= testGroups; ++i) {
    splits = splits * (groups - testGroups + i) / i;
  }
  if (splits > MOST_SPLITS) {
    throw new RangeError(
      `Cannot make combinatorial purged as there must be ${MOST_SPLITS} splits at most, ${testGroups} of ${groups} groups make ${
        Math.round(splits)
      }: test on fewer groups`,
    );
  }
}

/** Every choice of k of n, in lexicographic order. */
function chooseAll(n: number, k: number): number[][] {
  const all: number[][] = [];
  const choice = Array.from({ length: k }, (_, i) => i);
  while (true) {
    all.push(choice.slice());
    let at = k - 1;
    while (at >= 0 && choice[at] === n - k + at) --at;
    if (at < 0) return all;
    ++choice[at];
    for (let i = at + 1; i < k; ++i) choice[i] = choice[i - 1] + 1;
  }
}

/** For each path and group, the split it is taken from. */
function pathsThrough(
  choices: readonly (readonly number[])[],
  groups: number,
): Int32Array[] {
  const tests = Array.from({ length: groups }, (): number[] => []);
  for (const [split, choice] of choices.entries()) {
    for (const group of choice) tests[group].push(split);
  }
  return tests[0].map((_, path) => Int32Array.from(tests, (own) => own[path]));
}
