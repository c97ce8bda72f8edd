import { assert, assertEquals, assertThrows } from "@std/assert";
import { makeRng } from "lib/core/rng.ts";
import { groupedKFold } from "lib/validation/splitters/grouped_k_fold.ts";

/** Rows of groups of very different sizes, interleaved. */
function unevenGroups(count: number): string[] {
  const rng = makeRng(11);
  return Array.from(
    { length: count },
    () => `day ${Math.floor(40 * rng.uniform() ** 2)}`,
  );
}

Deno.test("groupedKFold() never puts one group on both sides and tests each row once", () => {
  const groups = unevenGroups(3000);
  const tested = new Int32Array(groups.length);
  const splits = groupedKFold({ folds: 5 })
    .split({ count: groups.length, groups }, makeRng(1));
  for (const { train, test } of splits) {
    assertEquals(train.length + test.length, groups.length);
    const inTrain = new Set(Array.from(train, (i) => groups[i]));
    for (const i of test) {
      ++tested[i];
      assert(!inTrain.has(groups[i]), groups[i]);
    }
  }
  assert(tested.every((times) => times === 1));
});

Deno.test("groupedKFold() balances folds by rows", () => {
  const groups = unevenGroups(3000);
  const sizes = groupedKFold({ folds: 5 })
    .split({ count: groups.length, groups }, makeRng(1))
    .map(({ test }) => test.length);
  // The last to be placed are the smallest, of some forty rows.
  assert(Math.max(...sizes) - Math.min(...sizes) <= 45, `${sizes}`);
});

Deno.test("groupedKFold() depends on its stream alone", () => {
  // Equal groups, so that only the draw decides.
  const groups = Array.from({ length: 60 }, (_, i) => i % 20);
  const testsOf = (seed: number) =>
    groupedKFold({ folds: 4 })
      .split({ count: 60, groups }, makeRng(seed))
      .map(({ test }) => [...test]);
  assertEquals(testsOf(1), testsOf(1));
  assert(JSON.stringify(testsOf(1)) !== JSON.stringify(testsOf(2)));
});

Deno.test("groupedKFold() says what it lacks", () => {
  const splitter = groupedKFold({ folds: 3 });
  const split = (groups?: string[]) =>
    splitter.split({ count: 4, ...(groups && { groups }) }, makeRng(1));
  assertThrows(
    () => split(),
    TypeError,
    "groups must have 4 values: there are none",
  );
  assertThrows(() => split(["a", "b"]), TypeError, "it has 2");
  assertThrows(() => split(["a", "b", "a", "b"]), RangeError, "there are 2");
  assertThrows(
    () => groupedKFold({ folds: 1 }),
    RangeError,
    "current value is 1",
  );
});
