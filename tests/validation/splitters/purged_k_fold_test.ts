import { assert, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { makeRng } from "lib/core/rng.ts";
import { purgedKFold } from "lib/validation/splitters/purged_k_fold.ts";
import { meeting, randomSpans, splitsOf } from "./random_spans.ts";

Deno.test("purgedKFold() never learns from a span that meets a test span", () => {
  let splitsSeen = 0;
  fc.assert(
    fc.property(
      randomSpans,
      fc.integer({ min: 2, max: 6 }),
      fc.record({
        rows: fc.integer({ min: 0, max: 5 }),
        time: fc.integer({ min: 0, max: 9 }),
      }),
      (rows, folds, embargo) => {
        const splits = splitsOf(() =>
          purgedKFold({ folds, embargo }).split(rows, makeRng(1))
        );
        splitsSeen += splits.length;
        for (const split of splits) {
          assertEquals(meeting(split, rows.spans), undefined);
        }
      },
    ),
    { numRuns: 500, seed: 1 },
  );
  assert(splitsSeen > 300, `${splitsSeen}`);
});

Deno.test("purgedKFold() learns from nothing within the embargo after a fold", () => {
  fc.assert(
    fc.property(randomSpans, fc.integer({ min: 1, max: 9 }), (rows, time) => {
      const { start, end } = rows.spans;
      const splits = splitsOf(() =>
        purgedKFold({ folds: 4, embargo: { time } }).split(rows, makeRng(1))
      );
      for (const { train, test } of splits) {
        const last = Math.max(...Array.from(test, (j) => end[j]));
        assert(train.every((i) => start[i] <= last || start[i] > last + time));
      }
    }),
    { numRuns: 300, seed: 2 },
  );
});

Deno.test("purgedKFold() tests each row once, in runs of time", () => {
  const start = Array.from({ length: 11 }, (_, i) => (i * 7) % 11);
  const splits = purgedKFold({ folds: 3 })
    .split({ count: 11, spans: { start, end: start } }, makeRng(1));
  assertEquals(
    splits.map(({ test }) =>
      Array.from(test, (i) => start[i]).sort((a, b) => a - b)
    ),
    [[0, 1, 2, 3], [4, 5, 6, 7], [8, 9, 10]],
  );
  // Labels of a single time: nothing but the test is left out.
  for (const { train, test } of splits) {
    assertEquals(train.length + test.length, 11);
  }
});

Deno.test("purgedKFold() says what it cannot do", () => {
  const spans = { start: [0, 1, 2], end: [9, 9, 9] };
  const split = () =>
    purgedKFold({ folds: 3 }).split({ count: 3, spans }, makeRng(1));
  assertThrows(split, RangeError, "the train side has none");
  assertThrows(
    () => purgedKFold({ folds: 4 }).split({ count: 3, spans }, makeRng(1)),
    RangeError,
    "there must be 4 rows or more: there are 3",
  );
  assertThrows(
    () => purgedKFold().split({ count: 3, times: [0, 1, 2] }, makeRng(1)),
    TypeError,
    "spans must have 3 values",
  );
  assertThrows(() => purgedKFold({ folds: 1 }), RangeError, "≥ 2");
  assertThrows(
    () => purgedKFold({ embargo: { rows: -1 } }),
    RangeError,
    "embargo.rows",
  );
  assertEquals(
    purgedKFold({ embargo: { rows: 2, time: 1 } }).name,
    "purged 5-fold, embargo 2 rows and 1 of time",
  );
});
