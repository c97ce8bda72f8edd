import { assertEquals, assertThrows } from "@std/assert";
import { scoresByBin, scoresByGroup } from "lib/validation/metrics/by_bin.ts";
import { regressionScores } from "lib/validation/metrics/regression.ts";

const predictions = {
  actual: [0.1, 0.9, 0.2, 1.2, -0.1],
  predicted: [0.1, 0.4, 0.7, 1.2, -0.1],
};

Deno.test("scoresByBin() keeps outer values in the outer bins and leaves empty bins out", () => {
  const table = scoresByBin(predictions, {
    edges: [0, 0.25, 0.5, 1],
    score: regressionScores,
  });
  assertEquals(table.map(({ low, high, rows }) => [low, high, rows]), [
    [0, 0.25, 3],
    [0.5, 1, 2],
  ]);
});

Deno.test("scoresByBin() bins by another column where one is given", () => {
  const table = scoresByBin(predictions, {
    edges: [0, 30, 60],
    by: [10, 40, 40, 10, 10],
    score: regressionScores,
  });
  assertEquals(table.map(({ rows, mae }) => [rows, mae]), [[3, 0], [2, 0.5]]);
});

Deno.test("scoresByGroup() hands each part its own weights", () => {
  const table = scoresByGroup({ ...predictions, weights: [1, 1, 0, 1, 2] }, {
    groups: ["b", "a", "a", "b", "b"],
    score: regressionScores,
  });
  assertEquals(table.map(({ group, rows, mae }) => [group, rows, mae]), [
    ["b", 3, 0],
    ["a", 2, 0.5],
  ]);
});

Deno.test("scores of parts refuse columns that do not fit", () => {
  const score = regressionScores;
  assertThrows(
    () => scoresByGroup(predictions, { groups: ["a"], score }),
    TypeError,
    "1 bins or groups",
  );
  assertThrows(
    () => scoresByBin(predictions, { edges: [0, 0], score }),
    RangeError,
    "increasing",
  );
});
