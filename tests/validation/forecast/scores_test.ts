import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertThrows,
} from "@std/assert";
import { makeRng } from "lib/core/rng.ts";
import { calibrationCurve } from "lib/validation/forecast/calibration_curve.ts";
import {
  classScores,
  confusionMatrix,
} from "lib/validation/forecast/class_scores.ts";
import { numberScores } from "lib/validation/forecast/number_scores.ts";
import { quantileScores } from "lib/validation/forecast/quantile_scores.ts";
import { rankCorrelation } from "lib/validation/forecast/rank_correlation.ts";

const NEAR = 1e-14;

Deno.test("rankCorrelation() with ties is that of scipy.stats.spearmanr 1.10.1", () => {
  const a = [3, 1, 4, 1, 5, 9, 2, 6, 5, 3];
  const b = [2, 7, 1, 8, 2, 8, 1, 8, 2, 8];
  assertAlmostEquals(rankCorrelation(a, b)!, 0.13471506281091267, NEAR);
});

Deno.test("rankCorrelation() is null of one value or a constant, and refuses two lengths", () => {
  assertEquals(rankCorrelation([1], [2]), null);
  assertEquals(rankCorrelation([1, 2], [5, 5]), null);
  assertThrows(() => rankCorrelation([1, 2], [5]), TypeError, "2 and 1");
});

// sklearn.metrics 1.2.1 of these ten rows.
const ACTUAL = [0, 1, 2, 2, 1, 0, 2, 1, 0, 2];
// deno-fmt-ignore
const PROBABILITIES = [
  .6, .3, .1,  .2, .5, .3,  .1, .2, .7,  .3, .4, .3,  .2, .6, .2,
  .5, .25, .25,  .2, .2, .6,  .5, .3, .2,  .1, .8, .1,  .15, .25, .6,
];

Deno.test("classScores() of three classes are those of sklearn.metrics 1.2.1", () => {
  const scores = classScores(ACTUAL, PROBABILITIES, 3);
  assertAlmostEquals(scores.accuracy, 0.7, NEAR);
  assertAlmostEquals(scores.balancedAccuracy, 0.6944444444444443, NEAR);
  assertAlmostEquals(scores.f1, 0.6984126984126985, NEAR);
  assertAlmostEquals(scores.mcc!, 0.5606060606060606, NEAR);
  assertAlmostEquals(scores.logLoss, 0.8496802501768503, NEAR);
  assertAlmostEquals(scores.brier, 0.486, NEAR);
  assertEquals(scores.auc, null);
});

Deno.test("classScores() of one class that came have no AUC and no correlation, and JSON keeps them", () => {
  const scores = classScores([1, 1], [0.25, 0.75, 0.75, 0.25], 2);
  assertEquals([scores.auc, scores.mcc], [null, null]);
  assertEquals([scores.balancedAccuracy, scores.f1], [0.5, 1 / 3]);
  assertEquals(JSON.parse(JSON.stringify(scores)), scores);
});

Deno.test("classScores() refuses a class that there is not and a probability that is none", () => {
  assertThrows(
    () => classScores([2], [0.5, 0.5], 2),
    RangeError,
    "whole numbers from 0 to 1: row 0 has 2",
  );
  assertThrows(
    () => confusionMatrix([0], [0.5], 2),
    RangeError,
    "forecast 0.5",
  );
  assertThrows(
    () => classScores([0, 1], [0.5, 0.5, NaN, 0.5], 2),
    RangeError,
    "row 1 has NaN",
  );
  assertThrows(() => classScores([], [], 2), RangeError, "must be rows");
});

Deno.test("numberScores() leave order and sign out where values are no returns", () => {
  const scores = numberScores([1, 2, 4], [1, 3, 4], { returns: false });
  assertEquals([scores.informationCoefficient, scores.hitRate], [null, null]);
  assertAlmostEquals(scores.mse, 1 / 3, NEAR);
});

Deno.test("numberScores() count no call where a forecast or an outcome is 0", () => {
  assertEquals(numberScores([1, -1, 0, 2], [1, 0, 1, -1]).hitRate, 0.5);
  assertEquals(numberScores([1, -1], [0, 0]).hitRate, null);
});

// sklearn.calibration 1.2.1 and scipy.stats.binomtest 1.10.1.
const SAID = [.05, .12, .2, .31, .33, .47, .5, .58, .61, .75, .88, .93];
const CAME = [0, 0, 1, 0, 1, 0, 1, 1, 0, 1, 1, 1];

Deno.test("calibrationCurve() of bins with equally many rows is that of sklearn.calibration", () => {
  const { bins, error } = calibrationCurve(CAME, SAID, { bins: 4 });
  const observed = [1 / 3, 1 / 3, 2 / 3, 1];
  const predicted = [0.37 / 3, 0.37, 1.69 / 3, 2.56 / 3];
  bins.forEach((bin, k) => {
    assertAlmostEquals(bin.observed, observed[k], NEAR);
    assertAlmostEquals(bin.predicted, predicted[k], NEAR);
    assertEquals(bin.rows, 3);
  });
  assertAlmostEquals(bins[0].low, 0.06149194472039626, 1e-12);
  assertAlmostEquals(bins[0].high, 0.7923403991979523, 1e-12);
  const gaps = observed.map((share, k) => Math.abs(share - predicted[k]) / 4);
  assertAlmostEquals(error, gaps.reduce((a, b) => a + b), NEAR);
});

Deno.test("calibrationCurve() of equally wide bins leaves their means and shares", () => {
  const { bins } = calibrationCurve(CAME, SAID, { bins: 3, equal: "width" });
  const predicted = [1.01 / 5, 2.16 / 4, 2.56 / 3];
  assertEquals(bins.map(({ rows }) => rows), [5, 4, 3]);
  assertEquals(bins.map(({ observed }) => observed), [0.4, 0.5, 1]);
  bins.forEach((bin, k) =>
    assertAlmostEquals(bin.predicted, predicted[k], NEAR)
  );
});

Deno.test("calibrationCurve() has a small error where probabilities are true, a large one where they are exaggerated", () => {
  const rng = makeRng(1);
  const n = 20_000;
  const truth = Float64Array.from(
    { length: n },
    () => Math.min(1, Math.max(0, 0.5 + 0.1 * rng.normal())),
  );
  const came = truth.map((p) => Number(rng.uniform() < p));
  const exaggerated = truth.map((p) =>
    Math.min(1, Math.max(0, 0.5 + 3 * (p - 0.5)))
  );
  // Ten bins of 2,000: a mean |error| of 0.8·0.5/√2000 = 0.009 by chance.
  assert(calibrationCurve(came, truth).error < 0.018);
  assert(calibrationCurve(came, exaggerated).error > 0.1);
});

Deno.test("calibrationCurve() of one probability is one bin", () => {
  const { bins } = calibrationCurve([0, 1, 1], [0.5, 0.5, 0.5]);
  assertEquals(bins.map(({ rows }) => rows), [3]);
  assertThrows(
    () => calibrationCurve([1], [1.5]),
    RangeError,
    "row 0 has 1.5",
  );
});

Deno.test("quantileScores() are sklearn's mean_pinball_loss 1.2.1, with the shares below", () => {
  const actual = [0.3, -1.2, 0.8, 2.5];
  const quantiles = [-1, 0, 1, -1.5, -0.5, 0.5, -1, 0.2, 0.7, -0.5, 0.6, 2];
  const scores = quantileScores(actual, quantiles, [0.1, 0.5, 0.9]);
  const losses = [0.16, 0.4375, 0.195];
  scores.levels.forEach(({ loss }, j) =>
    assertAlmostEquals(loss, losses[j], NEAR)
  );
  assertEquals(scores.levels.map(({ below }) => below), [0, 0.25, 0.5]);
  assertEquals(scores.coverage, 0.5);
  assertAlmostEquals(scores.nominal, 0.8, NEAR);
});

Deno.test("quantileScores() refuse quantiles that do not fit", () => {
  assertThrows(
    () => quantileScores([1], [1], [0.1, 0.9]),
    TypeError,
    "2 for each of 1 outcomes: current number is 1",
  );
  assertThrows(
    () => quantileScores([1], [1, NaN], [0.1, 0.9]),
    RangeError,
    "quantile 1 is NaN",
  );
});
