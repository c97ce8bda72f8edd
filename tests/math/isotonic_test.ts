import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertThrows,
} from "@std/assert";
import { makeRng } from "lib/core/rng.ts";
import { isotonicRegression } from "lib/math/isotonic.ts";
import { ISOTONIC } from "../reference/scikit_learn_validation.ts";

Deno.test("isotonicRegression() agrees with scikit-learn, weighted, both ways", () => {
  const { y, weights } = ISOTONIC;
  isotonicRegression(y, { weights, increasing: false })
    .forEach((v, i) => assertAlmostEquals(v, ISOTONIC.decreasing[i], 1e-15));
  isotonicRegression(y.toReversed(), { weights }).forEach((v, i) =>
    assertAlmostEquals(v, ISOTONIC.reversedIncreasing[i], 1e-15)
  );
});

Deno.test("isotonicRegression() pools violators into their weighted mean", () => {
  // By hand: {10 of weight 1, 2 of weight 3} have the mean 16/4.
  assertEquals(
    [...isotonicRegression([2, 1, 4, 3, 6, 5])],
    [1.5, 1.5, 3.5, 3.5, 5.5, 5.5],
  );
  assertEquals(
    [...isotonicRegression([1, 10, 2], { weights: [1, 1, 3] })],
    [1, 4, 4],
  );
});

Deno.test("isotonicRegression() is the min-max of means of intervals", () => {
  // Robertson, Wright and Dykstra (1988), theorem 1.4.4:
  // f_i = max over s <= i of min over t >= i of the mean of y_s … y_t.
  const rng = makeRng(3);
  for (let trial = 0; trial < 50; ++trial) {
    const n = 1 + Math.floor(rng.uniform() * 12);
    const y = Array.from({ length: n }, () => rng.normal());
    const w = Array.from({ length: n }, () => 0.1 + rng.uniform());
    const mean = (s: number, t: number) => {
      let sum = 0, total = 0;
      for (let k = s; k <= t; ++k) (sum += w[k] * y[k], total += w[k]);
      return sum / total;
    };
    const span = (a: number, b: number) =>
      Array.from({ length: b - a + 1 }, (_, k) => a + k);
    const fitted = isotonicRegression(y, { weights: w });
    for (let i = 0; i < n; ++i) {
      const expected = Math.max(
        ...span(0, i).map((s) =>
          Math.min(...span(i, n - 1).map((t) => mean(s, t)))
        ),
      );
      assertAlmostEquals(fitted[i], expected, 1e-12);
    }
  }
});

Deno.test("isotonicRegression() keeps a monotone sequence bit for bit", () => {
  const y = [-1e300, 0.1, 0.1, 0.3, 1e300];
  assertEquals([...isotonicRegression(y)], y);
  assertEquals(
    [...isotonicRegression(y.toReversed(), { increasing: false })],
    y.toReversed(),
  );
});

Deno.test("isotonicRegression() decreasing is its mirror image", () => {
  const y = [3, 5, 1, 2, 4, 0];
  const down = isotonicRegression(y, { increasing: false });
  const up = isotonicRegression(y.map((v) => -v));
  assertEquals([...down], Array.from(up, (v) => -v));
});

Deno.test("isotonicRegression() of a million falling values is linear in time", () => {
  const n = 1_000_000;
  const fitted = isotonicRegression(
    Float64Array.from({ length: n }, (_, i) => -i),
  );
  assertAlmostEquals(fitted[0], -(n - 1) / 2, 1e-6);
  assert(fitted.every((v) => v === fitted[0]));
});

Deno.test("isotonicRegression() names what it cannot use", () => {
  assertEquals(isotonicRegression([]).length, 0);
  assertThrows(
    () => isotonicRegression([1, NaN]),
    RangeError,
    "value 1 is NaN",
  );
  assertThrows(
    () => isotonicRegression([1, 2], { weights: [1] }),
    TypeError,
    "there are 1",
  );
  assertThrows(
    () => isotonicRegression([1, 2], { weights: [1, 0] }),
    RangeError,
    "weight 1 is 0",
  );
});
