import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertThrows,
} from "@std/assert";
import { makeRng } from "lib/core/rng.ts";
import { drawByGradientInto } from "lib/models/boosting/gradient_sampling.ts";
import { leafWiseGoss } from "lib/models/boosting/leaf_wise_goss.ts";
import { styledBoosting } from "lib/models/boosting/styled_boosting.ts";
import { r2, tableOfKind } from "./table_models.ts";

const NUMBER = { isClass: false, earlyStopping: 0, minDelta: 0 };

/** Derivatives of some rows, drawn once. */
function derivatives(n: number) {
  const rng = makeRng(1);
  return {
    gradients: Float64Array.from({ length: n }, () => rng.normal()),
    hessians: new Float64Array(n).fill(1),
    order: Int32Array.from({ length: n }, (_, i) => i),
  };
}

Deno.test("lightgbm: one-side sampling keeps the largest gradients and raises the rest by (1 − a)/b", () => {
  const before = derivatives(1000);
  const after = derivatives(1000);
  const drawn = drawByGradientInto(after, { top: 0.2, other: 0.1 }, makeRng(2));
  assertEquals(drawn, 300);
  assertEquals([...after.order].sort((a, b) => a - b), [...before.order]);
  const bound = [...before.gradients].map(Math.abs).sort((a, b) => b - a)[199];
  const rows = after.order.subarray(0, drawn);
  assertEquals([...rows], [...rows].sort((a, b) => a - b));
  let large = 0;
  for (const row of rows) {
    const isLarge = Math.abs(before.gradients[row]) >= bound;
    const factor = isLarge ? 1 : 8;
    if (isLarge) large++;
    assertAlmostEquals(
      after.gradients[row],
      factor * before.gradients[row],
      1e-12,
    );
    assertEquals(after.hessians[row], factor);
  }
  assertEquals(large, 200);
});

Deno.test("lightgbm: sums over the rows drawn are unbiased", () => {
  const { gradients } = derivatives(500);
  const [half, whole] = [250, 500].map((to) =>
    gradients.subarray(0, to).reduce((a, b) => a + b, 0)
  );
  const draws = 2000;
  const sums = [[0, 0], [0, 0]];
  let count = 0;
  for (let k = 0; k < draws; ++k) {
    const own = derivatives(500);
    const drawn = drawByGradientInto(own, { top: 0.2, other: 0.1 }, makeRng(k));
    const add = (to: number, into: number[]) => {
      let sum = 0;
      for (const row of own.order.subarray(0, drawn)) {
        if (row < to) sum += own.gradients[row];
      }
      into[0] += sum / draws;
      into[1] += sum * sum / draws;
    };
    add(250, sums[0]);
    add(500, sums[1]);
    for (const row of own.order.subarray(0, drawn)) count += own.hessians[row];
  }
  // Every draw counts for all 500 rows.
  assertAlmostEquals(count / draws, 500, 1e-9);
  [half, whole].forEach((sum, k) => {
    const [mean, square] = sums[k];
    const error = Math.sqrt((square - mean ** 2) / draws);
    assert(Math.abs(mean - sum) < 4 * error, `${mean} for ${sum} ± ${error}`);
    assert(error > 0);
  });
});

Deno.test("lightgbm: with three rows in ten it learns nearly what it does with all", async () => {
  const training = tableOfKind(4000, "number", 1);
  const test = tableOfKind(2000, "number", 2);
  const scores = [];
  for (const otherShare of [0.1, 0]) {
    const model = await styledBoosting(leafWiseGoss, { otherShare }, NUMBER)
      .fit(training.x, training.y, { rng: makeRng(1) });
    scores.push(r2(model.predict(test.x), test.y));
  }
  assert(scores[0] > 0.8, String(scores));
  assert(scores[0] > scores[1] - 0.03, String(scores));
});

Deno.test("lightgbm: shares above one together are refused", () => {
  assertThrows(
    () =>
      styledBoosting(leafWiseGoss, { topShare: 0.8, otherShare: 0.4 }, NUMBER),
    RangeError,
    "at most 1 together",
  );
});
