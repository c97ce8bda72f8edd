import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { makeRng } from "lib/core/rng.ts";
import { adf, type AdfResult } from "lib/validation/time_series/adf.ts";
import {
  autocorrelations,
  autocovariances,
} from "lib/validation/time_series/autocorrelation.ts";
import { ljungBox } from "lib/validation/time_series/ljung_box.ts";
import { nestedRegression } from "lib/validation/time_series/nested_regression.ts";
import { neweyWest } from "lib/validation/time_series/newey_west.ts";
import {
  NILE,
  NILE_920_P_VALUE,
  NILE_ADF,
  NILE_LJUNG_BOX,
  NILE_NEWEY_WEST,
} from "../../reference/nile.ts";

Deno.test("ljungBox() of the Nile over ten lags is 88.127, as published", () => {
  assertAlmostEquals(ljungBox(NILE).statistic, 88.127, 5e-4);
  for (const { lags, statistic, pValue } of NILE_LJUNG_BOX) {
    const found = ljungBox(NILE, { lags });
    assertAlmostEquals(found.statistic, statistic, 5e-7);
    assertAlmostEquals(found.pValue / pValue, 1, 1e-6);
  }
});

Deno.test("ljungBox() takes fitted parameters from its degrees of freedom", () => {
  const { statistic, pValue } = ljungBox(NILE, { lags: 3, fitted: 1 });
  // Two degrees of freedom: the tail is e^(−x/2).
  assertAlmostEquals(pValue / Math.exp(-statistic / 2), 1, 1e-12);
  assertThrows(
    () => ljungBox(NILE, { lags: 1, fitted: 1 }),
    RangeError,
    "fitted",
  );
});

Deno.test("ljungBox() rejects white noise as often as it says", () => {
  const rng = makeRng(11);
  const trials = 1000;
  let rejected = 0;
  for (let t = 0; t < trials; ++t) {
    const noise = Float64Array.from({ length: 200 }, () => rng.normal());
    if (ljungBox(noise, { lags: 5 }).pValue < 0.1) ++rejected;
  }
  // The standard error of 10 % in 1,000 trials is .95 %.
  assertAlmostEquals(rejected / trials, 0.1, 4 * 0.0095);
});

Deno.test("neweyWest() is statsmodels' HAC", () => {
  for (const { lag, standardError, tStat } of NILE_NEWEY_WEST) {
    const found = neweyWest(NILE, { lag });
    assertAlmostEquals(found.standardError, standardError, 1e-12);
    assertAlmostEquals(found.tStat, tStat, 1e-12);
  }
  const found = neweyWest(NILE.map((flow) => flow - 920), { lag: 3 });
  assertAlmostEquals(found.pValue, NILE_920_P_VALUE, 1e-12);
  assertEquals(neweyWest(NILE).lag, 4);
});

Deno.test("adf() is statsmodels' adfuller", () => {
  let level = 0;
  const sum = NILE.map((flow) => level += flow - 920);
  const pairs: [AdfResult, AdfResult][] = [
    [adf(NILE), NILE_ADF.flows],
    [adf(NILE, { lags: 3 }), NILE_ADF.threeLags],
    [adf(sum), NILE_ADF.sum],
  ];
  for (const [found, expected] of pairs) {
    assertAlmostEquals(found.statistic, expected.statistic, 1e-12);
    assertAlmostEquals(found.pValue / expected.pValue, 1, 1e-11);
    assertEquals([found.usedLag, found.n], [expected.usedLag, expected.n]);
    for (const level of ["1%", "5%", "10%"] as const) {
      assertAlmostEquals(
        found.criticalValues[level],
        expected.criticalValues[level],
        1e-13,
      );
    }
  }
});

Deno.test("adf() of a series that swings without error rejects with certainty", () => {
  const swing = Float64Array.from(
    { length: 60 },
    (_, i) => [0.01, -0.005][i % 2],
  );
  const { statistic, pValue, usedLag } = adf(swing);
  assertEquals([statistic, pValue, usedLag], [-Infinity, 0, 0]);
});

Deno.test("adf() does not lose digits to a far level", () => {
  const near = adf(NILE);
  const far = adf(NILE.map((flow) => flow + 1e6));
  assertAlmostEquals(far.statistic, near.statistic, 1e-8);
  assertEquals(far.usedLag, near.usedLag);
});

Deno.test("nestedRegression() passes over a regressor that depends on others", () => {
  const target = Float64Array.of(1, 3, 2, 5);
  const ones = new Float64Array(4).fill(1);
  const line = Float64Array.of(1, 2, 3, 4);
  const { residual } = nestedRegression(target, [
    ones,
    ones.map((v) => 3 * v),
    line,
  ]);
  assertAlmostEquals(residual[1], residual[0], 1e-15);
  // The line's residual by hand: 8.75 − 5.5²/5.
  assertAlmostEquals(residual[2], 8.75 - 5.5 ** 2 / 5, 1e-13);
  // A dependent regressor that comes last has no t-value.
  assertEquals(nestedRegression(target, [ones, line, line]).lastT, NaN);
});

Deno.test("autocovariances() divide by n", () => {
  assertEquals([...autocovariances([1, 2, 3], 2)], [2 / 3, 0, -1 / 3]);
  assertEquals(autocorrelations(NILE, 0)[0], 1);
});

Deno.test("Tests of series refuse what they cannot use, naming it", () => {
  assertThrows(() => adf([1, 2, 3]), RangeError, "at least 6 of them");
  assertThrows(
    () => adf([1, 2, 3, 4, 5, 6, 7, 8, 9]),
    RangeError,
    "follow their own past without error",
  );
  assertThrows(() => adf(NILE, { lags: 49 }), RangeError, "in [0, 48]");
  assertThrows(() => ljungBox([1, 1, 1]), RangeError, "all be the same");
  assertThrows(() => neweyWest([1, NaN]), RangeError, "value 1 is NaN");
  assertThrows(
    () => neweyWest([1, 2, 3], { lag: 3 }),
    RangeError,
    "in [0, 3): current value is 3",
  );
});
