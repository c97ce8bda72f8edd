import { assertEquals, assertThrows } from "@std/assert";
import { makeRng } from "lib/core/rng.ts";
import {
  crowding,
  dominates,
  hypervolume2,
  paretoRanks,
} from "lib/models/tune/pareto.ts";

Deno.test("dominates() needs one better and none worse", () => {
  assertEquals(dominates([1, 2], [1, 3]), true);
  assertEquals(dominates([1, 2], [1, 2]), false);
  assertEquals(dominates([1, 4], [2, 3]), false);
});

Deno.test("paretoRanks() peels fronts off; each point of a later one is dominated by the one before", () => {
  const rng = makeRng(5);
  const points = Array.from(
    { length: 60 },
    () => [rng.uniform(), rng.uniform(), rng.uniform()],
  );
  const ranks = paretoRanks(points);
  points.forEach((point, i) => {
    const beatenBy = ranks.filter((_, j) => dominates(points[j], point));
    assertEquals(
      ranks[i],
      beatenBy.length === 0 ? 0 : Math.max(...beatenBy) + 1,
    );
  });
});

Deno.test("crowding() is infinite at the ends and the neighbours' box in between", () => {
  assertEquals(crowding([[0, 4], [1, 2], [4, 0]]), [Infinity, 2, Infinity]);
  assertEquals(crowding([[1, 1]]), [Infinity]);
});

Deno.test("hypervolume2() is the area of a staircase", () => {
  assertEquals(
    hypervolume2([[1, 3], [2, 1], [3, 2], [9, 0]], [4, 4]),
    1 * 3 + 2 * 2,
  );
  assertEquals(hypervolume2([], [1, 1]), 0);
  assertThrows(() => hypervolume2([[1, 2, 3]], [4, 4, 4]), TypeError);
});
