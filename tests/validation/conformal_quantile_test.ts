import { assert, assertEquals, assertThrows } from "@std/assert";
import { makeRng } from "lib/core/rng.ts";
import {
  conformalQuantile,
  rowsForLevel,
} from "lib/validation/conformal_quantile.ts";

Deno.test("conformalQuantile() is the score of rank ceil((n + 1) level)", () => {
  const scores = [5, 1, 4, 2, 3, 9, 8, 6, 7];
  for (
    const [level, expected] of [
      [0.05, 1],
      [0.1, 1],
      [0.11, 2],
      [0.5, 5],
      [0.81, 9],
      [0.9, 9],
      [0.91, Infinity],
    ]
  ) {
    assertEquals(conformalQuantile(scores, level), expected);
  }
  // 20 · 0.95 is 19 and not the next whole number.
  const nineteen = Array.from({ length: 19 }, (_, i) => i + 1);
  assertEquals(conformalQuantile(nineteen, 0.95), 19);
  assertThrows(
    () => conformalQuantile(scores, 1),
    RangeError,
    "current value is 1",
  );
});

Deno.test("rowsForLevel() is the fewest rows from which a quantile exists", () => {
  for (
    const [level, rows] of [[0.5, 1], [0.8, 4], [0.9, 9], [0.95, 19], [
      0.99,
      99,
    ]]
  ) {
    assertEquals(rowsForLevel(level), rows);
    assert(conformalQuantile(new Float64Array(rows), level) === 0);
    assertEquals(
      conformalQuantile(new Float64Array(rows - 1), level),
      Infinity,
    );
  }
});

Deno.test("conformalQuantile() of groups of one row is that of rows", () => {
  const rng = makeRng(6);
  for (let n = 1; n < 60; ++n) {
    const scores = Array.from({ length: n }, () => rng.normal());
    const groups = scores.map((_, i) => i);
    for (const level of [0.5, 0.8, 0.9, 0.95, rng.uniform()]) {
      assertEquals(
        conformalQuantile(scores, level, { groups }),
        conformalQuantile(scores, level),
      );
    }
  }
});

Deno.test("conformalQuantile() weighs a group once, however many its rows", () => {
  // Shares: a's four rows 1/12 each, b's one row 1/3, infinity 1/3.
  const scores = [1, 2, 3, 4, 2.5];
  const groups = ["a", "a", "a", "a", "b"];
  for (
    const [level, expected] of [
      [0.08, 1],
      [0.16, 2],
      [0.49, 2.5],
      [0.58, 3],
      [0.66, 4],
      [0.67, Infinity],
    ]
  ) {
    assertEquals(conformalQuantile(scores, level, { groups }), expected);
  }
});
