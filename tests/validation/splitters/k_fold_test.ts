import { assertEquals, assertThrows } from "@std/assert";
import { makeRng } from "lib/core/rng.ts";
import { kFold } from "lib/validation/splitters/k_fold.ts";

Deno.test("kFold() tests each row once, in folds equal up to a row", () => {
  const splits = kFold({ folds: 4 }).split({ count: 11 }, makeRng(2));
  assertEquals(splits.map(({ test }) => test.length).sort(), [2, 3, 3, 3]);
  const tested = splits.flatMap(({ test }) => [...test]);
  assertEquals(tested.sort((a, b) => a - b), [
    0,
    1,
    2,
    3,
    4,
    5,
    6,
    7,
    8,
    9,
    10,
  ]);
  assertThrows(
    () => kFold({ folds: 4 }).split({ count: 3 }, makeRng(2)),
    RangeError,
    "there are 3",
  );
  assertThrows(() => kFold({ folds: 2.5 }), RangeError, "2.5");
});
