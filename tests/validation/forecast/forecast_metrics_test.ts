import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertThrows,
} from "@std/assert";
import { regressionScores } from "lib/validation/metrics/regression.ts";
import {
  lossSeries,
  windowLosses,
} from "lib/validation/forecast/forecast_losses.ts";
import {
  windowsByPeriod,
  windowsBySymbol,
} from "lib/validation/forecast/forecast_parts.ts";
import {
  type ClassMetrics,
  forecastMetrics,
  type NumberMetrics,
} from "lib/validation/forecast/forecast_metrics.ts";
import { forecastCase } from "./forecast_windows.ts";

const NEAR = 1e-12;

Deno.test("forecastMetrics() of numbers adds up from its symbols and its years", () => {
  const { windows, output } = forecastCase({
    kind: "number",
    days: 300,
    skill: 0.3,
  });
  const metrics = forecastMetrics(output, windows) as NumberMetrics;
  const { overall, bySymbol, byPeriod } = metrics;
  assertEquals(bySymbol.map(({ symbol, rows }) => [symbol, rows]), [
    ["ABC", 300],
    ["XYZ", 300],
  ]);
  // 1 July to 31 December is 184 days.
  assertEquals(byPeriod.map(({ period, rows }) => [period, rows]), [
    ["2019", 368],
    ["2020", 232],
  ]);
  for (const parts of [bySymbol, byPeriod]) {
    const sum = parts.reduce((all, { rows, mse }) => all + rows * mse, 0);
    assertAlmostEquals(sum / 600, overall.mse, NEAR);
  }
  const plain = regressionScores(windows.labels(), output.predictions);
  assertEquals([overall.mae, overall.r2], [plain.mae, plain.r2]);
  assert(overall.informationCoefficient! > 0.8 && overall.hitRate! > 0.8);
  assertEquals(metrics.quantiles, null);
  assertEquals(JSON.parse(JSON.stringify(metrics)), metrics);
});

Deno.test("forecastMetrics() of paths says each step and how the quantiles do", () => {
  const { windows, output } = forecastCase({
    kind: "path",
    days: 400,
    skill: 0,
    horizon: 3,
  });
  const metrics = forecastMetrics(output, windows, { periods: 4 });
  assert(metrics.kind === "path");
  assertEquals(metrics.byStep.map(({ horizon, rows }) => [horizon, rows]), [
    [1, 800],
    [2, 800],
    [3, 800],
  ]);
  const mean = metrics.byStep.reduce((sum, { mse }) => sum + mse / 3, 0);
  assertAlmostEquals(metrics.overall.mse, mean, NEAR);
  assertEquals(metrics.byPeriod.map(({ rows }) => rows), [600, 600, 600, 600]);
  assertEquals(metrics.overall.informationCoefficient, null);
  // Five standard errors of a share of 0.8 among 800, steps overlapping.
  assertAlmostEquals(metrics.quantiles!.coverage, 0.8, 0.07);
  assertEquals(JSON.parse(JSON.stringify(metrics)), metrics);
});

Deno.test("forecastMetrics() of classes says confusion and calibration of class 1", () => {
  const { windows, output } = forecastCase({
    kind: "class",
    days: 500,
    skill: 0.2,
  });
  const metrics = forecastMetrics(output, windows, { bins: 5 }) as ClassMetrics;
  const { overall, confusion, calibration } = metrics;
  const right = confusion[0][0] + confusion[1][1];
  assertAlmostEquals(overall.accuracy, right / 1000, NEAR);
  assert(overall.auc! > 0.8);
  assertEquals(calibration.bins.map(({ rows }) => rows), [
    200,
    200,
    200,
    200,
    200,
  ]);
  const came = calibration.bins.reduce(
    (sum, { rows, observed }) => sum + rows * observed,
    0,
  );
  const ups = windows.labels().reduce((sum, y) => sum + y, 0);
  assertAlmostEquals(came, ups, 1e-9);
  assertEquals(JSON.parse(JSON.stringify(metrics)), metrics);
});

Deno.test("forecastMetrics() refuses forecasts of other windows, naming the first", () => {
  const { windows, output } = forecastCase({
    kind: "number",
    days: 20,
    skill: 0,
  });
  const reversed = windows.take(
    Int32Array.from({ length: windows.count }, (_, i) => windows.count - 1 - i),
  );
  assertThrows(
    () => forecastMetrics(output, reversed),
    TypeError,
    "that of window 0, XYZ at",
  );
  assertThrows(
    () => forecastMetrics(output, windows.take([0, 1])),
    TypeError,
    "must be of 2 windows, 1 outputs and 0 classes: current numbers are 40, 1, 0",
  );
  assertThrows(
    () => forecastMetrics(output, windows.take([])),
    RangeError,
    "there must be windows",
  );
});

Deno.test("windowsByPeriod() divides time into equal stretches and leaves empty ones out", () => {
  const time = Float64Array.of(0, 1, 8, 10);
  const parts = windowsByPeriod({ time }, 5);
  assertEquals(parts.map(({ rows }) => [...rows]), [[0, 1], [2, 3]]);
  assertEquals(parts.map(({ from, to }) => [from, to]), [[0, 1], [8, 10]]);
  assertThrows(() => windowsByPeriod({ time }, 0), RangeError, "is 0");
});

Deno.test("windowsBySymbol() leaves symbols without windows out", () => {
  const parts = windowsBySymbol({
    symbols: ["A", "B", "C"],
    symbolOf: Int32Array.of(2, 0, 2),
  });
  assertEquals(parts.map(({ symbol, rows }) => [symbol, ...rows]), [
    ["A", 1],
    ["C", 0, 2],
  ]);
});

Deno.test("lossSeries() averages the symbols of a time and keeps the mean of all windows", () => {
  const { windows, output } = forecastCase({
    kind: "number",
    days: 30,
    skill: 0.1,
  });
  const each = windowLosses(output, windows);
  const { time, losses, mean, loss } = lossSeries(output, windows);
  assertEquals([loss, time.length], ["squared", 30]);
  assert(time.every((t, i) => i === 0 || t > time[i - 1]));
  assertAlmostEquals(losses[7], (each[7] + each[37]) / 2, NEAR);
  assertAlmostEquals(mean, losses.reduce((a, b) => a + b) / 30, NEAR);
  const metrics = forecastMetrics(output, windows) as NumberMetrics;
  assertAlmostEquals(mean, metrics.overall.mse, NEAR);
});

Deno.test("windowLosses() are the metrics' losses for classes and paths too", () => {
  for (const kind of ["class", "path"] as const) {
    const { windows, output } = forecastCase({
      kind,
      days: 50,
      skill: 0.2,
      horizon: 2,
    });
    const metrics = forecastMetrics(output, windows);
    const { mean } = lossSeries(output, windows);
    const expected = metrics.kind === "class"
      ? metrics.overall.logLoss
      : metrics.overall.mse;
    assertAlmostEquals(mean, expected, NEAR);
    const wrong = kind === "class" ? "squared" : "log";
    assertThrows(
      () => windowLosses(output, windows, wrong),
      TypeError,
      `current value is ${wrong}`,
    );
  }
});
