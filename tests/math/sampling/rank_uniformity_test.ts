import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertThrows,
} from "@std/assert";
import { makeRng } from "lib/core/rng.ts";
import { rankUniformity } from "lib/math/sampling/rank_uniformity.ts";

Deno.test("rankUniformity() has the χ² tail of the tables", () => {
  // Counts 30, 10, 20, 20 of 80: χ² = 10 on 3 degrees, P = 0.018566 (R: pchisq).
  const ranks = [30, 10, 20, 20].flatMap((n, b) => new Array(n).fill(b));
  const { counts, chiSquare, chiSquareP, gap } = rankUniformity(ranks, 3, 4);
  assertEquals(counts, [30, 10, 20, 20]);
  assertAlmostEquals(chiSquare, 10, 1e-12);
  assertAlmostEquals(chiSquareP, 0.018566, 1e-3);
  assertAlmostEquals(gap, 0.125, 1e-12);
});

Deno.test("the two probabilities are fair: small ones are rare", () => {
  const rng = makeRng(3);
  let [small, smallGap] = [0, 0];
  for (let i = 0; i < 1000; ++i) {
    const ranks = Array.from(
      { length: 200 },
      () => Math.floor(100 * rng.uniform()),
    );
    const { chiSquareP, gapP } = rankUniformity(ranks, 99, 10);
    if (chiSquareP < 0.1) ++small;
    if (gapP < 0.1) ++smallGap;
  }
  // 100 expected, standard deviation 9.5; the other is a bound.
  assertAlmostEquals(small, 100, 38);
  assert(smallGap < 138);
});

Deno.test("bins that do not divide the ranks are weighed by their width", () => {
  const ranks = Array.from({ length: 110 }, (_, i) => i % 11);
  const { chiSquare } = rankUniformity(ranks, 10, 3);
  assertAlmostEquals(chiSquare, 0, 1e-12);
});

Deno.test("rankUniformity() refuses too few ranks", () => {
  assertThrows(() => rankUniformity([1, 2, 3], 9, 10), RangeError, "3 ranks");
});
