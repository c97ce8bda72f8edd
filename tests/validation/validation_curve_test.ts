import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertRejects,
} from "@std/assert";
import { makeRng } from "lib/core/rng.ts";
import { ridge } from "lib/models/ridge.ts";
import { regressionScores } from "lib/validation/metrics/regression.ts";
import { groupedKFold } from "lib/validation/splitters/grouped_k_fold.ts";
import { validationCurve } from "lib/validation/validation_curve.ts";
import { WAVES } from "../reference/scikit_learn_validation.ts";
import { wavesTable } from "./waves.ts";

const options = {
  splitter: groupedKFold({ folds: 4 }),
  score: regressionScores,
  rng: makeRng(1),
};
const make = (alpha: number) => ridge.make({ alpha });

Deno.test("validationCurve() scores each value on the same folds", async () => {
  const told: number[] = [];
  const points = await validationCurve(make, wavesTable(), {
    ...options,
    values: [0, 2.5, 100],
    onProgress: ({ done, total }) => told.push(done / total),
  });
  assertEquals(points.map(({ value }) => value).filter((_, i) => i % 4 === 0), [
    0,
    2.5,
    100,
  ]);
  // Groups of equal size: the mean over folds is that of all rows.
  const maeAt = (value: number, side: "shown" | "heldOut") =>
    points.filter((point) => point.value === value)
      .reduce((sum, point) => sum + point[side].mae / 4, 0);
  assertAlmostEquals(maeAt(0, "heldOut"), WAVES.outOfFold.mae, 1e-6);
  assertAlmostEquals(maeAt(2.5, "heldOut"), WAVES.outOfFold.ridge.mae, 1e-6);
  assert(maeAt(0, "shown") < maeAt(2.5, "shown"));
  assert(maeAt(2.5, "shown") < maeAt(100, "shown"));
  assert(told.every((share, i) => i === 0 || share >= told[i - 1]));
  assertEquals([told[0], told.at(-1)], [0, 1]);
});

Deno.test("validationCurve() stops when told to", async () => {
  const signal = AbortSignal.abort(new Error("enough"));
  await assertRejects(
    () =>
      validationCurve(make, wavesTable(), { ...options, values: [1], signal }),
    Error,
    "enough",
  );
});
