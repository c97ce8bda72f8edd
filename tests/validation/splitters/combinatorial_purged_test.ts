import { assert, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { makeRng } from "lib/core/rng.ts";
import {
  combinatorialPurged,
  joinPaths,
} from "lib/validation/splitters/combinatorial_purged.ts";
import { purgedKFold } from "lib/validation/splitters/purged_k_fold.ts";
import { meeting, randomSpans, splitsOf } from "./random_spans.ts";

Deno.test("combinatorialPurged() never learns from a span that meets a test span", () => {
  let splitsSeen = 0;
  fc.assert(
    fc.property(
      randomSpans,
      fc.integer({ min: 3, max: 6 }),
      fc.integer({ min: 1, max: 2 }),
      fc.integer({ min: 0, max: 3 }),
      (rows, groups, testGroups, embargoRows) => {
        const splitter = combinatorialPurged({
          groups,
          testGroups,
          embargo: { rows: embargoRows },
        });
        const splits = splitsOf(() => splitter.split(rows, makeRng(1)));
        splitsSeen += splits.length;
        for (const split of splits) {
          assertEquals(meeting(split, rows.spans), undefined);
        }
      },
    ),
    { numRuns: 300, seed: 3 },
  );
  assert(splitsSeen > 300, `${splitsSeen}`);
});

Deno.test("combinatorialPurged() gives the paths of López de Prado (2018), figure 12.2", () => {
  const { choices, paths } = combinatorialPurged({ groups: 6, testGroups: 2 });
  // Splits S1 … S15, by the pairs of groups tested.
  assertEquals(choices[0], [0, 1]);
  assertEquals(choices[5], [1, 2]);
  assertEquals(choices[14], [4, 5]);
  // Section 12.4.1 spells out the first two paths: (G1, S1), (G2, S1),
  // (G3, S2) … and (G1, S2), (G2, S6), (G3, S6), (G4, S7), (G5, S8), (G6, S9).
  assertEquals(Array.from(paths[0], (s) => s + 1), [1, 1, 2, 3, 4, 5]);
  assertEquals(Array.from(paths[1], (s) => s + 1), [2, 6, 6, 7, 8, 9]);
});

Deno.test("combinatorialPurged() has k/N · C(N, k) paths that use each test once", () => {
  for (
    const [groups, testGroups, splits] of [[6, 2, 15], [5, 3, 10], [8, 4, 70], [
      7,
      1,
      7,
    ]]
  ) {
    const { choices, paths } = combinatorialPurged({ groups, testGroups });
    assertEquals(choices.length, splits);
    assertEquals(paths.length, splits * testGroups / groups);
    const used = new Set<string>();
    for (const path of paths) {
      path.forEach((split, group) => {
        assert(choices[split].includes(group));
        used.add(`${split}: ${group}`);
      });
    }
    assertEquals(used.size, splits * testGroups);
  }
});

Deno.test("joinPaths() covers every row on every path, unsorted rows too", () => {
  const start = Array.from({ length: 23 }, (_, i) => (i * 5) % 23);
  const rows = { count: 23, spans: { start, end: start } };
  const splitter = combinatorialPurged({ groups: 5, testGroups: 2 });
  const splits = splitter.split(rows, makeRng(1));
  const groupOf = splitter.groupsOf(rows);
  // A value that says its split and its row.
  const predicted = splits.map(({ test }, s) =>
    Float64Array.from(test, (row) => 100 * s + row)
  );
  const joined = joinPaths(splitter, rows, predicted);
  assertEquals(joined.length, 4);
  joined.forEach((path, p) => {
    for (let row = 0; row < 23; ++row) {
      assertEquals(path[row], 100 * splitter.paths[p][groupOf[row]] + row);
    }
  });
  assertThrows(
    () => joinPaths(splitter, rows, predicted.slice(1)),
    TypeError,
    "10 splits: there are 9",
  );
  assertThrows(
    () => joinPaths(splitter, rows, predicted.with(3, new Float64Array(1))),
    TypeError,
    "split 3",
  );
});

Deno.test("combinatorialPurged() of one test group is purged k-fold", () => {
  const start = Array.from({ length: 30 }, (_, i) => (i * 11) % 30);
  const rows = { count: 30, spans: { start, end: start.map((s) => s + 2) } };
  const embargo = { rows: 1 };
  assertEquals(
    combinatorialPurged({ groups: 5, testGroups: 1, embargo })
      .split(rows, makeRng(1)),
    purgedKFold({ folds: 5, embargo }).split(rows, makeRng(1)),
  );
});

Deno.test("combinatorialPurged() refuses counts that make no sense", () => {
  const make = (groups: number, testGroups: number) => () =>
    combinatorialPurged({ groups, testGroups });
  assertThrows(make(1, 1), RangeError, "groups must be a whole number ≥ 2");
  assertThrows(make(4, 4), RangeError, "[1, 3]");
  assertThrows(make(4, 0), RangeError, "current value is 0");
  assertThrows(make(40, 20), RangeError, "137846528820");
});
