import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import {
  jensenShannon,
  jensenShannonOfShares,
} from "lib/validation/drift/jensen_shannon.ts";
import { psi } from "lib/validation/drift/psi.ts";
import { binnedShares } from "lib/validation/drift/reference_bins.ts";
import { wasserstein } from "lib/validation/drift/wasserstein.ts";
import { bentSample, goldenSample } from "./sequences.ts";

const before = goldenSample(40);
const now = bentSample(25, { power: 1.5, shift: 0.1 });

Deno.test("wasserstein() agrees with SciPy 1.17's wasserstein_distance()", () => {
  assertAlmostEquals(wasserstein(before, now), 0.04483401888241737, 1e-15);
  assertAlmostEquals(
    wasserstein([1, 1, 2, 3, 3, 3, 5], [2, 3, 3, 4, 5, 5, 6, 7]),
    1.8035714285714284,
    1e-14,
  );
  assertEquals(wasserstein(before, before), 0);
  assertAlmostEquals(wasserstein(now, before), wasserstein(before, now), 1e-15);
});

Deno.test("jensenShannon() agrees with SciPy's jensenshannon(base=2) on NumPy's deciles", () => {
  assertAlmostEquals(jensenShannon(before, now), 0.29289070155945457, 1e-15);
  assertEquals(jensenShannon(before, before), 0);
  assertEquals(jensenShannonOfShares([0.5, 0.5, 0], [0, 0, 1]), 1);
  assertThrows(
    () => jensenShannonOfShares([1], [0.5, 0.5]),
    TypeError,
    "1 and 2",
  );
});

Deno.test("psi() agrees with its sum computed in NumPy", () => {
  assertAlmostEquals(psi(before, now), 0.8922752650892636, 1e-14);
  assertEquals(psi(before, before), 0);
  // An empty bin counts as the floor and no less.
  assertAlmostEquals(
    psi([1, 2, 3, 4], [4, 4], { bins: 2, floor: 0.01 }),
    0.5 * Math.log(2) + 0.49 * Math.log(50),
    1e-14,
  );
  assertThrows(() => psi(before, now, { floor: 0 }), RangeError, "floor");
});

Deno.test("bins of a reference with ties are merged, and of a constant are three", () => {
  const tied = binnedShares([0, 0, 0, 0, 0, 0, 1, 2, 3, 4], [0, 5], 5);
  assertEquals(new Set(tied.edges).size, tied.edges.length);
  assertEquals(tied.reference[0], 0.6);
  const constant = binnedShares([7, 7], [6.9, 7, 7, 7.1]);
  assertEquals([...constant.reference], [0, 1, 0]);
  assertEquals([...constant.current], [0.25, 0.5, 0.25]);
  assertEquals([...binnedShares([0, 0], [-1e-9, 0]).current], [0.5, 0.5, 0]);
});

Deno.test("distances refuse samples that are empty or not finite", () => {
  for (const distance of [psi, jensenShannon, wasserstein]) {
    assertThrows(
      () => distance([], [1]),
      RangeError,
      "the reference must have",
    );
    assertThrows(() => distance([1], []), RangeError, "current sample must");
    assertThrows(
      () => distance([1, 2], [1, NaN]),
      RangeError,
      "value 1 is NaN",
    );
    assertThrows(() => distance([Infinity], [1]), RangeError, "value 0");
  }
  assertThrows(() => binnedShares([1], [1], 1), RangeError, "bins");
});
