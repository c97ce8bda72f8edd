import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import {
  errorQuantiles,
  regressionScores,
} from "lib/validation/metrics/regression.ts";
import { DELTAS } from "../../reference/scikit_learn_validation.ts";

Deno.test("regressionScores() and errorQuantiles() agree with scikit-learn, weighted too", () => {
  const { actual, predicted, weights } = DELTAS;
  const plain = regressionScores(actual, predicted);
  const weighed = regressionScores(actual, predicted, { weights });
  for (const name of ["mae", "rmse", "r2", "maxError"] as const) {
    assertAlmostEquals(plain[name], DELTAS.scores[name], 1e-15);
    assertAlmostEquals(weighed[name], DELTAS.weighted[name], 1e-15);
  }
  errorQuantiles(actual, predicted).forEach((quantile, i) =>
    assertAlmostEquals(quantile, DELTAS.quantiles[i], 1e-15)
  );
});

Deno.test("regressionScores() gives scikit-learn's documented values", () => {
  // The examples of scikit-learn's user guide, section Metrics and scoring:
  // mean_absolute_error 0.5, mean_squared_error 0.375, r2_score 0.948…
  const scores = regressionScores([3, -0.5, 2, 7], [2.5, 0.0, 2, 8]);
  assertEquals(scores.rows, 4);
  assertEquals(scores.mae, 0.5);
  assertAlmostEquals(scores.rmse, Math.sqrt(0.375), 1e-15);
  assertAlmostEquals(scores.r2, 0.9486081370449679, 1e-15);
  assertEquals(scores.bias, 0.25);
  assertEquals(scores.maxError, 1);
});

Deno.test("regressionScores() counts a row of weight two as two rows", () => {
  const twice = regressionScores([1, 4, 4, 2], [1.5, 3, 3, 2.25]);
  const weighed = regressionScores([1, 4, 2], [1.5, 3, 2.25], {
    weights: [1, 2, 1],
  });
  for (const name of ["mae", "rmse", "r2", "bias", "maxError"] as const) {
    assertAlmostEquals(weighed[name], twice[name], 1e-15);
  }
});

Deno.test("regressionScores() has an R² where all targets are equal", () => {
  assertEquals(regressionScores([2, 2], [2, 2]).r2, 1);
  assertEquals(regressionScores([2], [2.5]).r2, 0);
});

Deno.test("errorQuantiles() are those of absolute errors by R-7", () => {
  const levels = [0, 0.5, 0.75, 1];
  const quantiles = errorQuantiles([0, 0, 0, 0], [-4, 1, 2, -3], levels);
  assertEquals([...quantiles], [1, 2.5, 3.25, 4]);
});

Deno.test("regressionScores() names the row it cannot use", () => {
  assertThrows(() => regressionScores([1], [1, 2]), TypeError, "there are 2");
  assertThrows(
    () => regressionScores([], []),
    RangeError,
    "there must be some",
  );
  assertThrows(() => regressionScores([1, 2], [1, NaN]), RangeError, "row 1");
  assertThrows(
    () => regressionScores([1, 2], [1, 2], { weights: [1, -1] }),
    RangeError,
    "row 1 is -1",
  );
  assertThrows(
    () => regressionScores([1, 2], [1, 2], { weights: [0, 0] }),
    RangeError,
    "above 0",
  );
  assertThrows(() => errorQuantiles([1], [1], [1.5]), RangeError, "1.5");
});
