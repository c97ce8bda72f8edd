import { assert, assertEquals, assertRejects } from "@std/assert";
import { makeRng } from "lib/core/rng.ts";
import { ridge } from "lib/models/ridge.ts";
import { crossValidate } from "lib/validation/cross_validate.ts";
import { learningCurve } from "lib/validation/learning_curve.ts";
import type { LearningTable } from "lib/validation/learning_table.ts";
import { regressionScores } from "lib/validation/metrics/regression.ts";
import { groupedKFold } from "lib/validation/splitters/grouped_k_fold.ts";
import { kFold } from "lib/validation/splitters/k_fold.ts";
import { spyEstimator } from "./spy_estimator.ts";

const score = regressionScores;

/** Noise about a plane in eight dimensions; the first column numbers rows. */
function planeTable(count: number): LearningTable & { groups: number[] } {
  const rng = makeRng(13);
  const data = Float64Array.from({ length: 8 * count }, () => rng.normal());
  return {
    x: { data, rows: count, cols: 8 },
    y: Float64Array.from({ length: count }, (_, i) => {
      const row = data.subarray(8 * i, 8 * i + 8);
      return row.reduce((sum, v) => sum + v, 0) + rng.normal();
    }),
    groups: Array.from({ length: count }, (_, i) => Math.floor(i / 10)),
  };
}

Deno.test("learningCurve() falls for rows held out and rises for rows shown", async () => {
  const { groups: _, ...table } = planeTable(400);
  const points = await learningCurve(ridge.make({ alpha: 1e-3 }), table, {
    splitter: kFold({ folds: 4 }),
    shares: [0.05, 0.2, 1],
    score,
    rng: makeRng(1),
  });
  assertEquals(points.length, 12);
  const meanAt = (share: number, side: "shown" | "heldOut") => {
    const own = points.filter((point) => point.share === share);
    return own.reduce((sum, point) => sum + point[side].rmse, 0) / own.length;
  };
  const heldOut = [0.05, 0.2, 1].map((share) => meanAt(share, "heldOut"));
  const shown = [0.05, 0.2, 1].map((share) => meanAt(share, "shown"));
  assert(heldOut[0] > heldOut[1] && heldOut[1] > heldOut[2], `${heldOut}`);
  assert(shown[0] < shown[1] && shown[1] < shown[2], `${shown}`);
  // The noise has deviation 1: both sides come to it.
  assert(shown[2] < 1 && heldOut[2] > 1 && heldOut[2] < 1.15, `${heldOut}`);
});

Deno.test("learningCurve() takes parts of whole days, each within the next", async () => {
  const table = planeTable(200);
  const { estimator, seen } = spyEstimator();
  const points = await learningCurve(estimator, table, {
    splitter: groupedKFold({ folds: 4 }),
    shares: [0.1, 0.5, 1],
    score,
    rng: makeRng(1),
  });
  assertEquals(points.slice(0, 3).map(({ rows }) => rows), [20, 80, 150]);
  const targets = seen.map(({ y }) => new Set(y));
  for (let fold = 0; fold < 4; ++fold) {
    const [few, half, all] = targets.slice(3 * fold, 3 * fold + 3);
    assert(few.isSubsetOf(half) && half.isSubsetOf(all));
  }
  for (const target of targets) {
    const days = new Set(
      table.groups.filter((_, row) => target.has(table.y[row])),
    );
    assertEquals(target.size, 10 * days.size);
  }
});

Deno.test("learningCurve() ends where cross-validation is", async () => {
  const table = planeTable(200);
  const options = {
    splitter: groupedKFold({ folds: 4 }),
    score,
    rng: makeRng(1),
  };
  const told: number[] = [];
  const points = await learningCurve(ridge.make(), table, {
    ...options,
    shares: [1],
    onProgress: ({ done, total }) => told.push(done / total),
  });
  const { folds } = await crossValidate(ridge.make(), table, options);
  assertEquals(
    points.map(({ heldOut }) => heldOut),
    folds.map(({ scores }) => scores),
  );
  assertEquals(told, [0, 0.25, 0.5, 0.75, 1]);
  await assertRejects(
    () => learningCurve(ridge.make(), table, { ...options, shares: [0] }),
    RangeError,
    "one is 0",
  );
});
