import { assert, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { makeRng } from "lib/core/rng.ts";
import {
  walkForward,
  type WalkForwardOptions,
} from "lib/validation/splitters/walk_forward.ts";
import { meeting, randomSpans, splitsOf } from "./random_spans.ts";

const split = (times: number[], options: WalkForwardOptions) =>
  walkForward(options).split({ count: times.length, times }, makeRng(1));
const days = (n: number) => Array.from({ length: n }, (_, i) => i);

Deno.test("walkForward() never learns from a span that meets a test span, nor from later ones", () => {
  let splitsSeen = 0;
  fc.assert(
    fc.property(
      randomSpans,
      fc.constantFrom("rolling" as const, "expanding" as const),
      fc.integer({ min: 1, max: 5 }),
      fc.integer({ min: 2, max: 6 }),
      (rows, window, test, train) => {
        const splits = splitsOf(() =>
          walkForward({ window, test, train }).split(rows, makeRng(1))
        );
        splitsSeen += splits.length;
        for (const each of splits) {
          assertEquals(meeting(each, rows.spans), undefined);
          const begin = Math.min(
            ...Array.from(each.test, (j) => rows.spans.start[j]),
          );
          assert(each.train.every((i) => rows.spans.end[i] < begin));
        }
      },
    ),
    { numRuns: 500, seed: 4 },
  );
  assert(splitsSeen > 300, `${splitsSeen}`);
});

Deno.test("walkForward() grows its window or rolls it", () => {
  const expanding = split(days(7), { train: 2, test: 2 });
  assertEquals(expanding.map(({ train }) => [...train]), [[0, 1], [
    0,
    1,
    2,
    3,
  ]]);
  assertEquals(expanding.map(({ test }) => [...test]), [[2, 3], [4, 5]]);
  const rolling = split(days(5), { train: 2, test: 1, window: "rolling" });
  assertEquals(rolling.map(({ train }) => [...train]), [[0, 1], [1, 2], [
    2,
    3,
  ]]);
  const stepped = split(days(6), { train: 2, test: 1, step: 2 });
  assertEquals(stepped.map(({ test }) => [...test]), [[2], [4]]);
});

Deno.test("walkForward() leaves a gap of rows and of time before the test", () => {
  const rows = split(days(6), { train: 2, test: 2, gap: { rows: 2 } });
  assertEquals(rows.map(({ train }) => [...train]), [[0, 1]]);
  assertEquals(rows.map(({ test }) => [...test]), [[4, 5]]);
  const time = split(days(6), { train: 4, test: 2, gap: { time: 3 } });
  // The test begins on day 4: day 1 is three days before it.
  assertEquals([...time[0].train], [0, 1]);
});

Deno.test("walkForward() never parts rows of one time", () => {
  const [first] = split([5, 1, 2, 2, 2, 3], { train: 3, test: 2 });
  assertEquals([...first.train], [1]);
  assertEquals([...first.test], [4, 5]);
});

Deno.test("walkForward() says what it cannot do", () => {
  assertThrows(
    () => split(days(4), { train: 3, test: 2 }),
    RangeError,
    "5 rows or more: there are 4",
  );
  assertThrows(
    () => split([0, NaN], { train: 1, test: 1 }),
    RangeError,
    "row 1",
  );
  assertThrows(() => walkForward({ train: 0, test: 1 }), RangeError, "train");
  assertThrows(() => walkForward({ train: 1, test: 1.5 }), RangeError, "1.5");
  assertThrows(
    () => walkForward({ train: 1, test: 1, step: 0 }),
    RangeError,
    "step",
  );
  assertThrows(
    () => walkForward({ train: 1, test: 1, window: "sliding" as "rolling" }),
    RangeError,
    "sliding",
  );
  assertThrows(
    () => walkForward({ train: 1, test: 1 }).split({ count: 3 }, makeRng(1)),
    TypeError,
    "spans or times",
  );
});
