import { assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import {
  checkEmbargo,
  checkSpans,
  purgedRows,
} from "lib/validation/label_spans.ts";
import { randomSpans } from "./splitters/random_spans.ts";

const none = { rows: 0, time: 0 };

Deno.test("purgedRows() leaves out those that meet a test span and no others", () => {
  fc.assert(
    fc.property(randomSpans, fc.infiniteStream(fc.boolean()), (rows, draws) => {
      const { start, end } = rows.spans;
      const inTest = Uint8Array.from(start, () => draws.next().value ? 1 : 0);
      const left = purgedRows(checkSpans("test", rows), inTest, none);
      const byDefinition = Uint8Array.from(
        start,
        (_, i) =>
          start.some((_, j) =>
              inTest[j] && start[i] <= end[j] && start[j] <= end[i]
            )
            ? 1
            : 0,
      );
      assertEquals(left, byDefinition);
    }),
    { numRuns: 500, seed: 5 },
  );
});

Deno.test("purgedRows() puts rows and time behind a test under embargo", () => {
  const start = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];
  const spans = checkSpans("test", {
    count: 10,
    spans: { start, end: start.map((s) => s + 0.5) },
  });
  const leftBy = (test: number[], embargo: { rows: number; time: number }) => {
    const inTest = Uint8Array.from(start, (i) => test.includes(i) ? 1 : 0);
    const left = purgedRows(spans, inTest, embargo);
    return start.filter((i) => left[i] && !inTest[i]);
  };
  assertEquals(leftBy([2, 3], none), []);
  assertEquals(leftBy([2, 3], { rows: 2, time: 0 }), [4, 5]);
  // The last label ends at 3.5: 4, 5 and 6 start within 2.5 of it.
  assertEquals(leftBy([2, 3], { rows: 0, time: 2.5 }), [4, 5, 6]);
  assertEquals(leftBy([2, 3], { rows: 4, time: 1 }), [4, 5, 6, 7]);
  assertEquals(leftBy([1, 5], { rows: 1, time: 0 }), [2, 6]);
  assertEquals(leftBy([9], { rows: 3, time: 3 }), []);
});

Deno.test("an embargo in rows starts where the last label has ended", () => {
  // Row 1 is tested and its label lasts until 3; 2 and 3 are purged by it.
  const spans = { start: [0, 1, 2, 3, 4, 5], end: [0, 3, 2, 3, 4, 5] };
  const left = purgedRows(
    checkSpans("test", { count: 6, spans }),
    Uint8Array.of(0, 1, 0, 0, 0, 0),
    { rows: 1, time: 0 },
  );
  assertEquals([...left], [0, 1, 1, 1, 1, 0]);
});

Deno.test("checkSpans() refuses spans that say nothing", () => {
  const check = (start: number[], end: number[], timesWillDo = false) =>
    checkSpans("folds", { count: 2, spans: { start, end } }, { timesWillDo });
  assertThrows(() => check([0, NaN], [1, 2]), RangeError, "row 1 has [NaN, 2]");
  assertThrows(() => check([0, 0], [1, NaN]), RangeError, "row 1 has [0, NaN]");
  assertThrows(() => check([0, 3], [1, 2]), RangeError, "row 1 has [3, 2]");
  assertThrows(() => check([-Infinity, 0], [1, 2]), RangeError, "row 0");
  assertThrows(
    () => check([0], [1, 2]),
    TypeError,
    "spans.start must have 2 values: it has 1",
  );
  assertThrows(() => check([0, 1], []), TypeError, "spans.end");
  assertThrows(
    () => checkSpans("folds", { count: 2, times: [0, 1] }),
    TypeError,
    "spans must have 2 values: there are none",
  );
  assertThrows(
    () => checkSpans("folds", { count: 2 }, { timesWillDo: true }),
    TypeError,
    "spans or times",
  );
});

Deno.test("checkEmbargo() refuses what is no embargo", () => {
  assertEquals(checkEmbargo("folds", {}), none);
  assertThrows(() => checkEmbargo("folds", { rows: 1.5 }), RangeError, "1.5");
  assertThrows(() => checkEmbargo("folds", { rows: -1 }), RangeError, "-1");
  assertThrows(() => checkEmbargo("folds", { time: NaN }), RangeError, "NaN");
  assertThrows(() => checkEmbargo("folds", { time: -2 }), RangeError, "-2");
});
