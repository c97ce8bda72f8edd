import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertRejects,
} from "@std/assert";
import { makeRng } from "lib/core/rng.ts";
import { ridge } from "lib/models/ridge.ts";
import { crossValidate } from "lib/validation/cross_validate.ts";
import type { LearningTable } from "lib/validation/learning_table.ts";
import { regressionScores } from "lib/validation/metrics/regression.ts";
import { balanceBins } from "lib/validation/resample/balance_bins.ts";
import { groupedKFold } from "lib/validation/splitters/grouped_k_fold.ts";
import { kFold } from "lib/validation/splitters/k_fold.ts";
import { timeOrdered } from "lib/validation/splitters/time_ordered.ts";
import { WAVES } from "../reference/scikit_learn_validation.ts";
import { spyEstimator } from "./spy_estimator.ts";
import { wavesTable } from "./waves.ts";

const score = regressionScores;
const splitter = groupedKFold({ folds: 4 });

/** Row numbers as the only feature, ten days of twelve rows. */
function numberedTable(): LearningTable & { readonly groups: number[] } {
  const rng = makeRng(9);
  return {
    x: {
      data: Float64Array.from({ length: 120 }, (_, i) => i),
      rows: 120,
      cols: 1,
    },
    y: Float64Array.from({ length: 120 }, () => rng.uniform() ** 3),
    groups: Array.from({ length: 120 }, (_, i) => Math.floor(i / 12)),
  };
}

Deno.test("crossValidate() has scikit-learn's out-of-fold predictions", async () => {
  const table = wavesTable();
  const { outOfFold } = WAVES;
  // Features are float32 in our learners: 1e-6 of values of size one.
  const result = await crossValidate(ridge.make({ alpha: 0 }), table, {
    splitter,
    score,
    rng: makeRng(1),
  });
  assertAlmostEquals(result.scores.mae, outOfFold.mae, 1e-6);
  assertAlmostEquals(result.scores.r2, outOfFold.r2, 1e-6);
  assertAlmostEquals(result.predicted[0], outOfFold.first, 1e-6);
  assertAlmostEquals(result.predicted[23], outOfFold.last, 1e-6);
  for (const { split, scores } of result.folds) {
    const group = table.groups[split.test[0]];
    assertAlmostEquals(scores.mae, outOfFold.maeByGroup[group], 1e-6);
  }
  const penalised = await crossValidate(ridge.make({ alpha: 2.5 }), table, {
    splitter,
    score,
    rng: makeRng(1),
  });
  assertAlmostEquals(penalised.scores.mae, outOfFold.ridge.mae, 1e-6);
  assertAlmostEquals(penalised.scores.r2, outOfFold.ridge.r2, 1e-6);
});

Deno.test("crossValidate() lays rows, folds, targets and predictions side by side", async () => {
  const table = wavesTable();
  const { rows, foldOf, actual, predicted, folds } = await crossValidate(
    spyEstimator().estimator,
    table,
    { splitter, score, rng: makeRng(1) },
  );
  assertEquals([...rows], Array.from({ length: 24 }, (_, i) => i));
  assertEquals([...actual], [...table.y]);
  rows.forEach((row, i) => {
    const { split, model } = folds[foldOf[i]];
    assert(split.test.includes(row));
    assertEquals(predicted[i], model.predict({ ...table.x, rows: 1 })[0]);
  });
});

Deno.test("crossValidate() balances bins inside each fold and never shows a tested day", async () => {
  const table = numberedTable();
  const { estimator, seen } = spyEstimator();
  const edges = [0, 0.1, 1];
  const { folds } = await crossValidate(estimator, table, {
    splitter: groupedKFold({ folds: 5 }),
    score,
    rng: makeRng(3),
    resample: balanceBins({ edges }),
  });
  for (const [fold, { split }] of folds.entries()) {
    const { x, y } = seen[fold];
    const low = y.filter((v) => v < 0.1).length;
    assertEquals(2 * low, y.length);
    const tested = new Set(Array.from(split.test, (i) => table.groups[i]));
    for (const row of x.data) assert(!tested.has(table.groups[row]));
    x.data.forEach((row, i) => assertEquals(y[i], table.y[row]));
  }
});

Deno.test("crossValidate() takes days for early stopping from the train side, as they are", async () => {
  const table = numberedTable();
  const { estimator, seen } = spyEstimator();
  const { folds } = await crossValidate(estimator, table, {
    splitter: groupedKFold({ folds: 5 }),
    earlyStopping: groupedKFold({ folds: 4 }),
    resample: balanceBins({ edges: [0, 0.1, 1], to: 30 }),
    threads: 2,
    score,
    rng: makeRng(3),
  });
  for (const [fold, { split }] of folds.entries()) {
    const { x, context } = seen[fold];
    const dayOf = (row: number) => table.groups[row];
    const shown = new Set(Array.from(x.data, dayOf));
    const watched = new Set(Array.from(context.validation!.x.data, dayOf));
    const tested = new Set(Array.from(split.test, dayOf));
    assertEquals([shown.size, watched.size, tested.size], [6, 2, 2]);
    assertEquals(new Set([...shown, ...watched, ...tested]).size, 10);
    assertEquals(context.validation!.y.length, 24);
    assertEquals(x.rows, 60);
    assertEquals(context.threads, 2);
  }
});

Deno.test("crossValidate() gives each fold a stream of its own, the same for a seed", async () => {
  const run = async (seed: number) => {
    const { estimator } = spyEstimator(1);
    const { predicted } = await crossValidate(estimator, wavesTable(), {
      splitter: kFold({ folds: 3 }),
      score,
      rng: makeRng(seed),
    });
    return [...predicted];
  };
  assertEquals(await run(1), await run(1));
  assertEquals(new Set(await run(1)).size, 3);
  assert(`${await run(1)}` !== `${await run(2)}`);
});

Deno.test("crossValidate() of a time-ordered split predicts its last rows only", async () => {
  const table = {
    ...wavesTable(),
    times: Array.from({ length: 24 }, (_, i) => i),
  };
  const { rows, scores } = await crossValidate(
    spyEstimator().estimator,
    table,
    {
      splitter: timeOrdered({ testShare: 0.25 }),
      score,
      rng: makeRng(1),
    },
  );
  assertEquals([...rows], [18, 19, 20, 21, 22, 23]);
  assertEquals(scores.rows, 6);
});

Deno.test("crossValidate() weighs rows in fitting and in scoring", async () => {
  const weights = Float64Array.from({ length: 24 }, (_, i) => i % 3);
  const table = { ...wavesTable(), weights };
  const { estimator, seen } = spyEstimator();
  const { rows, predicted, scores, folds } = await crossValidate(
    estimator,
    table,
    { splitter, score, rng: makeRng(1) },
  );
  folds.forEach(({ split }, fold) =>
    assertEquals(
      [...seen[fold].context.weights!],
      Array.from(split.train, (row) => weights[row]),
    )
  );
  const [sum, total] = rows.reduce(([sum, total], row, i) => [
    sum + weights[row] * Math.abs(table.y[row] - predicted[i]),
    total + weights[row],
  ], [0, 0]);
  assertAlmostEquals(scores.mae, sum / total, 1e-14);
});

Deno.test("crossValidate() says how far it is and stops when told to", async () => {
  const told: number[] = [];
  const stop = new AbortController();
  const options = { splitter, score, rng: makeRng(1), signal: stop.signal };
  const { estimator, seen } = spyEstimator();
  await crossValidate(estimator, wavesTable(), {
    ...options,
    onProgress: ({ done, total }) => {
      assertEquals(total, 4);
      told.push(done);
    },
  });
  assertEquals(told, [0, 1, 2, 3, 4]);
  const stopped = crossValidate(estimator, wavesTable(), {
    ...options,
    onProgress: ({ done }) => {
      if (done === 2) stop.abort(new Error("enough"));
    },
  });
  await assertRejects(() => stopped, Error, "enough");
  assertEquals(seen.length, 4 + 2);
});

Deno.test("crossValidate() names a column that does not fit", async () => {
  const { estimator } = spyEstimator();
  const options = { splitter, score, rng: makeRng(1) };
  const table = wavesTable();
  await assertRejects(
    () => crossValidate(estimator, { ...table, y: table.y.slice(1) }, options),
    TypeError,
    "y must have 24 values: it has 23",
  );
  await assertRejects(
    () => crossValidate(estimator, { x: table.x, y: table.y }, options),
    TypeError,
    "groups must have 24 values: there are none",
  );
});
