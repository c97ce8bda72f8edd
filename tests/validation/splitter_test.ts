import { assert, assertEquals, assertThrows } from "@std/assert";
import { makeRng } from "lib/core/rng.ts";
import {
  makeSplit,
  type Splitter,
  splitWithin,
} from "lib/validation/splitter.ts";
import { groupedKFold } from "lib/validation/splitters/grouped_k_fold.ts";
import { kFold } from "lib/validation/splitters/k_fold.ts";
import { stratifiedHoldout } from "lib/validation/splitters/stratified_holdout.ts";
import { timeOrdered } from "lib/validation/splitters/time_ordered.ts";
import { combinatorialPurged } from "lib/validation/splitters/combinatorial_purged.ts";
import { purgedKFold } from "lib/validation/splitters/purged_k_fold.ts";
import { walkForward } from "lib/validation/splitters/walk_forward.ts";
import { edges, sampleRows } from "./splitters/sample_rows.ts";

const SPLITTERS: readonly Splitter[] = [
  kFold(),
  kFold({ folds: 7 }),
  groupedKFold({ folds: 3 }),
  stratifiedHoldout({ edges }),
  stratifiedHoldout({ edges, testShare: 0.37, grouped: true }),
  timeOrdered(),
  timeOrdered({ testShare: 0.5 }),
];

for (const splitter of SPLITTERS) {
  Deno.test(`${splitter.name}: sides are ascending, apart, not empty, the same for a seed`, () => {
    const rows = sampleRows(911, 5);
    const splits = splitter.split(rows, makeRng(8));
    for (const { train, test } of splits) {
      assert(train instanceof Int32Array && test instanceof Int32Array);
      assert(train.length > 0 && test.length > 0);
      for (const side of [train, test]) {
        assert(side.every((row, i) => i === 0 || row > side[i - 1]));
      }
      assertEquals(
        [...train, ...test].sort((a, b) => a - b),
        Array.from({ length: 911 }, (_, i) => i),
      );
    }
    const again = splitter.split(rows, makeRng(8));
    assertEquals(
      again.map(({ test }) => [...test]),
      splits.map(({ test }) => [...test]),
    );
  });
}

const PURGING: readonly Splitter[] = [
  purgedKFold(),
  purgedKFold({ folds: 3, embargo: { rows: 20, time: 1 } }),
  combinatorialPurged(),
  walkForward({ train: 300, test: 100 }),
  walkForward({ train: 300, test: 100, window: "rolling", gap: { time: 2 } }),
];

for (const splitter of PURGING) {
  Deno.test(`${splitter.name}: sides are ascending, apart, not empty, and depend on nothing drawn`, () => {
    const { times, ...known } = sampleRows(911, 5);
    const start = Float64Array.from(times);
    const rows = {
      ...known,
      times,
      spans: { start, end: start.map((day) => day + 2) },
    };
    const splits = splitter.split(rows, makeRng(8));
    for (const { train, test } of splits) {
      assert(train.length > 0 && test.length > 0);
      assertEquals(train.side, "train");
      for (const side of [train, test]) {
        assert(side.every((row, i) => i === 0 || row > side[i - 1]));
      }
      assertEquals(
        new Set([...train, ...test]).size,
        train.length + test.length,
      );
      assert(train.length + test.length < 911);
    }
    assertEquals(splitter.split(rows, makeRng(9)), splits);
  });
}

Deno.test("splitters say which column they lack", () => {
  const rows = { count: 4 };
  for (
    const [splitter, column] of [
      [timeOrdered(), "times"],
      [stratifiedHoldout({ edges }), "target"],
    ] as const
  ) {
    assertThrows(() => splitter.split(rows, makeRng(1)), TypeError, column);
  }
  assertThrows(
    () =>
      stratifiedHoldout({ edges, grouped: true })
        .split({ ...rows, target: [0, 0, 1, 1] }, makeRng(1)),
    TypeError,
    "groups",
  );
});

Deno.test("splitWithin() counts rows of the whole table and leaves the test side out", () => {
  const outer = makeSplit([false, true, false, true, false]);
  const inner = makeSplit([true, false, false]);
  const { train, test } = splitWithin(outer, inner);
  assertEquals([[...train], [...test]], [[2, 4], [0]]);
  assertEquals(train.side, "train");
});

Deno.test("makeSplit() refuses a side without rows", () => {
  assertThrows(() => makeSplit([false, false]), RangeError, "the test side");
  assertThrows(
    () => makeSplit([true, false], () => true),
    RangeError,
    "the train side",
  );
});
