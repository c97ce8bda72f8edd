import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertRejects,
} from "@std/assert";
import { makeRng } from "lib/core/rng.ts";
import { ridge } from "lib/models/ridge.ts";
import { regressionScores } from "lib/validation/metrics/regression.ts";
import {
  permutationImportance,
  type PermutationOptions,
} from "lib/validation/permutation_importance.ts";
import { WAVES } from "../reference/scikit_learn_validation.ts";
import { wavesTable } from "./waves.ts";

const mae: PermutationOptions["loss"] = (y, p) => regressionScores(y, p).mae;
const mse: PermutationOptions["loss"] = (y, p) =>
  regressionScores(y, p).rmse ** 2;

const leastSquares = (table = wavesTable()) =>
  ridge.make({ alpha: 0 }).fit(table.x, table.y, { rng: makeRng(1) });

Deno.test("permutationImportance() agrees with scikit-learn's to four standard errors", async () => {
  const { importance, importanceError, importanceDeviation, ...own } =
    WAVES.leastSquares;
  const repeats = 150;
  const result = await permutationImportance(
    await leastSquares(),
    wavesTable(),
    { rng: makeRng(2), loss: mae, repeats },
  );
  assertAlmostEquals(result.loss, own.mae, 1e-6);
  importance.forEach((expected, j) => {
    const error = Math.hypot(
      importanceDeviation[j] / Math.sqrt(repeats),
      importanceError[j],
    );
    assert(Math.abs(result.mean[j] - expected) < 4 * error, `${j}`);
    // A deviation of 150 draws has a relative standard error near 6 %.
    assert(Math.abs(result.deviation[j] / importanceDeviation[j] - 1) < 0.24);
  });
});

Deno.test("permutationImportance() by squares is twice the variance of a linear term", async () => {
  // Over all orders the mean of (x_i − x_π(i))² is 2·var(x), and residuals of
  // least squares are orthogonal to x: exactly 2β²·var(x).
  const table = wavesTable();
  const result = await permutationImportance(await leastSquares(), table, {
    rng: makeRng(5),
    loss: mse,
    repeats: 150,
  });
  const { coefficients, squaredImportance, squaredError } = WAVES.leastSquares;
  for (let j = 0; j < 3; ++j) {
    const column = Array.from(
      { length: 24 },
      (_, i) => table.x.data[3 * i + j],
    );
    const mean = column.reduce((sum, v) => sum + v, 0) / 24;
    const variance = column.reduce((sum, v) => sum + (v - mean) ** 2, 0) / 24;
    const expected = 2 * coefficients[j] ** 2 * variance;
    const error = result.deviation[j] / Math.sqrt(150);
    assert(Math.abs(result.mean[j] - expected) < 4 * error, `${j}`);
    assert(Math.abs(squaredImportance[j] - expected) < 4 * squaredError[j]);
  }
});

Deno.test("permutationImportance() shuffles columns together", async () => {
  const together = { rng: makeRng(5), loss: mse, repeats: 40 };
  const table = wavesTable();
  // The third column again as the second, with weights that cancel.
  const twin = {
    ...table,
    x: {
      ...table.x,
      data: table.x.data.map((v, i, d) => i % 3 === 1 ? d[i + 1] : v),
    },
  };
  const model = {
    features: 3,
    predict: ({ data, rows }: { data: Float64Array; rows: number }) =>
      Float64Array.from(
        { length: rows },
        (_, i) => data[3 * i] + data[3 * i + 1] - data[3 * i + 2],
      ),
  };
  const alone = await permutationImportance(model, twin, together);
  assert(alone.mean[1] > 0.1 && alone.mean[2] > 0.1);
  const { mean, draws } = await permutationImportance(model, twin, {
    ...together,
    columns: [[0], [1, 2]],
  });
  assertEquals([draws.rows, draws.cols], [2, 40]);
  assertAlmostEquals(mean[1], 0, 1e-12);
});

Deno.test("permutationImportance() leaves its table as it was, stops and refuses", async () => {
  const table = wavesTable();
  const model = await leastSquares();
  const options = { rng: makeRng(1), loss: mae };
  await permutationImportance(model, table, options);
  assertEquals(table.x.data, wavesTable().x.data);
  const signal = AbortSignal.abort(new Error("enough"));
  await assertRejects(
    () => permutationImportance(model, table, { ...options, signal }),
    Error,
    "enough",
  );
  await assertRejects(
    () => permutationImportance(model, table, { ...options, repeats: 0 }),
    RangeError,
    "current value is 0",
  );
  await assertRejects(
    () => permutationImportance(model, table, { ...options, columns: [[3]] }),
    RangeError,
    "one is 3",
  );
});
