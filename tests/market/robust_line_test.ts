import { assert, assertAlmostEquals, assertThrows } from "@std/assert";
import { makeRng } from "lib/core/rng.ts";
import { fitRobustLine, median } from "lib/market/robust_line.ts";

Deno.test("fitRobustLine() is not moved by a fifth of wild points", () => {
  const rng = makeRng(7);
  const x = Array.from({ length: 50 }, (_, i) => i);
  const y = x.map((each) => 4 - 0.97 * each + 0.01 * rng.normal());
  for (let i = 0; i < 50; i += 5) y[i] += 200 * rng.uniform();
  const line = fitRobustLine(x, y, x.map(() => 1));
  // Four of the standard errors that it states.
  assertAlmostEquals(line.slope, -0.97, 4 * line.slopeError);
  assert(line.slopeError < 3e-4, String(line.slopeError));
  assert(line.outliers >= 9 && line.outliers <= 12, String(line.outliers));
});

Deno.test("fitRobustLine() states a standard error that the slopes have", () => {
  const rng = makeRng(11);
  const x = Array.from({ length: 40 }, (_, i) => i);
  let [sum, stated] = [0, 0];
  const runs = 300;
  for (let run = 0; run < runs; ++run) {
    const y = x.map((each) => each + rng.normal());
    const line = fitRobustLine(x, y, x.map(() => 1));
    sum += (line.slope - 1) ** 2;
    stated += line.slopeError ** 2;
  }
  // Huber's estimate is 95 % efficient; the ratio of variances over 300 runs
  // has a standard error of 8 %.
  const ratio = sum / stated;
  assert(ratio > 0.75 && ratio < 1.4, String(ratio));
});

Deno.test("fitRobustLine() refuses arrays of other lengths and too few points", () => {
  assertThrows(() => fitRobustLine([1, 2], [1, 2], [1, 1]), TypeError);
  assertThrows(() => fitRobustLine([1, 2, 3], [1, 2], [1, 1, 1]), TypeError);
});

Deno.test("median() takes the middle or the mean of the middle two", () => {
  assertAlmostEquals(median([3, 1, 2]), 2);
  assertAlmostEquals(median([4, 1, 3, 2]), 2.5);
});
