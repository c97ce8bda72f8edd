import { assert, assertEquals, assertThrows } from "@std/assert";
import { makeRng } from "lib/core/rng.ts";
import { timeOrdered } from "lib/validation/splitters/time_ordered.ts";
import { sampleRows } from "./sample_rows.ts";

Deno.test("timeOrdered() tests on what came last and never parts a time", () => {
  const rows = sampleRows(911, 5);
  const times = rows.times as Float64Array;
  const [{ train, test }] = timeOrdered().split(rows, makeRng(1));
  const lastShown = Math.max(...Array.from(train, (i) => times[i]));
  const firstTested = Math.min(...Array.from(test, (i) => times[i]));
  assert(lastShown < firstTested);
  assert(Math.abs(test.length / 911 - 0.2) < 0.5 / 40 + 0.01);
});

Deno.test("timeOrdered() cuts at the nearest change of time", () => {
  const testOf = (times: number[], testShare: number) => [
    ...timeOrdered({ testShare })
      .split({ count: times.length, times }, makeRng(1))[0].test,
  ];
  assertEquals(testOf([1, 1, 1, 1, 2], 0.5), [4]);
  assertEquals(testOf([1, 2, 2, 2, 2], 0.2), [1, 2, 3, 4]);
  assertEquals(testOf([5, 4, 3, 2, 1], 0.4), [0, 1]);
  assertEquals(testOf([1, 2, 2, 3], 0.5), [3]);
  assertThrows(() => testOf([3, 3], 0.5), RangeError, "all 2 rows");
  assertThrows(() => testOf([3, NaN], 0.5), RangeError, "finite");
  assertThrows(
    () => timeOrdered({ testShare: 1 }),
    RangeError,
    "current value is 1",
  );
});
