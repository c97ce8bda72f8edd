import { assert, assertEquals } from "@std/assert";
import { makeRng } from "lib/core/rng.ts";
import { shuffledIndices } from "lib/validation/shuffle.ts";

Deno.test("shuffledIndices() draws each of the 24 orders of four alike", () => {
  const rng = makeRng(5);
  const draws = 24_000;
  const times = new Map<string, number>();
  for (let i = 0; i < draws; ++i) {
    const order = shuffledIndices(4, rng).join();
    times.set(order, (times.get(order) ?? 0) + 1);
  }
  assertEquals(times.size, 24);
  const chiSquare = [...times.values()]
    .reduce((sum, n) => sum + (n - draws / 24) ** 2 / (draws / 24), 0);
  // 23 degrees of freedom: mean 23, deviation √46.
  assert(Math.abs(chiSquare - 23) < 4 * Math.sqrt(46), `${chiSquare}`);
});
