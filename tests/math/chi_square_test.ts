import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { chiSquareTail } from "lib/math/chi_square.ts";

/** By scipy 1.x `chi2.sf`, right to a few rounding errors. */
const SCIPY = [
  [1, 1, 0.31731050786291115],
  [0.01, 3, 0.9997348349413444],
  [88.127, 10, 1.2585590984546928e-14],
  [30, 20, 0.06985366069940986],
  [600, 500, 0.001377471877528201],
  [10000, 9000, 3.031801838549065e-13],
  [400, 2, 1.383896526736753e-87],
] as const;

Deno.test("chiSquareTail() is scipy's in both tails", () => {
  for (const [x, nu, tail] of SCIPY) {
    assertAlmostEquals(chiSquareTail(x, nu) / tail, 1, 1e-12);
  }
  assertEquals([chiSquareTail(0, 3), chiSquareTail(Infinity, 3)], [1, 0]);
});

Deno.test("chiSquareTail() refuses what has no tail", () => {
  assertThrows(() => chiSquareTail(-1, 3), RangeError, "≥ 0");
  assertThrows(() => chiSquareTail(NaN, 3), RangeError, "≥ 0");
  assertThrows(() => chiSquareTail(1, 0), RangeError, "> 0");
});
