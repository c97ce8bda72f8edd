import { assertEquals } from "@std/assert";
import { orderStatistic, quantile } from "lib/math/quantile.ts";

Deno.test("quantile() is R's seventh", () => {
  // R: quantile(c(1, 2, 4, 8), c(.1, .5, .9), type = 7)
  const values = [1, 2, 4, 8];
  assertEquals([0.1, 0.5, 0.9].map((level) => quantile(values, level)), [
    1.3,
    3,
    6.800000000000001,
  ]);
});

Deno.test("quantile() ends at the least and the largest value", () => {
  assertEquals([0, 1].map((level) => quantile([1, 2, 4], level)), [1, 4]);
  assertEquals([0, 0.3, 1].map((level) => quantile([5], level)), [5, 5, 5]);
});

Deno.test("quantile() of no values is NaN", () => {
  assertEquals(quantile([], 0.5), NaN);
});

Deno.test("orderStatistic() is a value at a whole place, linear between", () => {
  const values = Float64Array.of(1, 2, 4);
  assertEquals([0, 0.5, 1, 1.25, 2].map((at) => orderStatistic(values, at)), [
    1,
    1.5,
    2,
    2.5,
    4,
  ]);
});
