import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { makeRng, type Rng } from "lib/core/rng.ts";
import { ridge } from "lib/models/ridge.ts";
import { coverageOf } from "lib/validation/coverage.ts";
import { crossValidate } from "lib/validation/cross_validate.ts";
import { cvPlusIntervals } from "lib/validation/cv_plus.ts";
import { regressionScores } from "lib/validation/metrics/regression.ts";
import { kFold } from "lib/validation/splitters/k_fold.ts";
import { spyEstimator } from "./spy_estimator.ts";
import { wavesTable } from "./waves.ts";

const score = regressionScores;

Deno.test("cvPlusIntervals() are the ranks of the definition", async () => {
  const table = wavesTable();
  const { x, y } = table;
  // Folds of one row: the jackknife+, whose ends are written out here.
  const validation = await crossValidate(ridge.make({ alpha: 1 }), table, {
    splitter: kFold({ folds: 24 }),
    score,
    rng: makeRng(1),
  });
  const { low, high } = cvPlusIntervals(validation, x, { level: 0.8 });
  const { folds } = validation;
  for (let row = 0; row < 24; ++row) {
    const lows: number[] = [];
    const highs: number[] = [];
    for (const { model, split: { test: [i] } } of folds) {
      const residual = Math.abs(y[i] - model.predict(x)[i]);
      const mean = model.predict(x)[row];
      lows.push(mean - residual);
      highs.push(mean + residual);
    }
    const ranked = (v: number[]) => v.sort((a, b) => a - b);
    // n = 24: ⌊0.2 · 25⌋ = 5 and ⌈0.8 · 25⌉ = 20.
    assertEquals(low[row], ranked(lows)[5 - 1]);
    assertEquals(high[row], ranked(highs)[20 - 1]);
  }
});

Deno.test("cvPlusIntervals() hold near their level when a mean is learnt", async () => {
  const trials = 600;
  let held = 0;
  const table = (rng: Rng) => ({
    x: { data: new Float64Array(30), rows: 30, cols: 1 },
    y: Float64Array.from({ length: 30 }, () => Math.exp(rng.normal())),
  });
  const { estimator } = spyEstimator();
  for (let trial = 0; trial < trials; ++trial) {
    const rng = makeRng(trial);
    const validation = await crossValidate(
      estimator,
      table(rng.child("rows")),
      {
        splitter: kFold({ folds: 5 }),
        score,
        rng,
      },
    );
    const fresh = Math.exp(rng.child("fresh").normal());
    const one = { data: new Float64Array(1), rows: 1, cols: 1 };
    held += coverageOf([fresh], cvPlusIntervals(validation, one)).share;
  }
  const error = Math.sqrt(0.9 * 0.1 / trials);
  // Proven: at least 0.8 less what small folds cost; about 0.9 in practice.
  assertAlmostEquals(held / trials, 0.9, 4 * error);
});

Deno.test("cvPlusIntervals() are infinite where rows are too few", async () => {
  const validation = await crossValidate(
    spyEstimator().estimator,
    wavesTable(),
    {
      splitter: kFold({ folds: 4 }),
      score,
      rng: makeRng(1),
    },
  );
  const { low, high } = cvPlusIntervals(validation, wavesTable().x, {
    level: 0.99,
  });
  assert(
    low.every((v) => v === -Infinity) && high.every((v) => v === Infinity),
  );
});
