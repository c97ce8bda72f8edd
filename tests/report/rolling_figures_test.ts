import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertThrows,
} from "@std/assert";
import { makeRng } from "lib/core/rng.ts";
import { rollingFigures } from "lib/report/rolling_figures.ts";

Deno.test("rollingFigures() says of each window what it would say of it alone", () => {
  const rng = makeRng(5);
  const returns = Float64Array.from({ length: 60 }, () => 0.01 * rng.normal());
  // One wild return must leave no trace in windows without it.
  returns[20] = 1e6;
  const all = rollingFigures(returns, 10);
  for (const i of [9, 35, 59]) {
    const alone = rollingFigures(returns.slice(i - 9, i + 1), 10);
    assertEquals(all.sharpe[i], alone.sharpe[9]);
    assertEquals(all.volatility[i], alone.volatility[9]);
  }
  assert(all.sharpe.slice(0, 9).every(Number.isNaN));
});

Deno.test("rollingFigures() agrees with a deviation known in closed form", () => {
  // 0, 1, …, 9 hundredths: variance n(n + 1)/12 with ddof 1.
  const returns = Float64Array.from({ length: 10 }, (_, i) => i / 100);
  const { sharpe, volatility } = rollingFigures(returns, 10);
  const deviation = Math.sqrt(110 / 12) / 100;
  assertAlmostEquals(volatility[9], deviation * Math.sqrt(252), 1e-15);
  assertAlmostEquals(sharpe[9], 0.045 / deviation * Math.sqrt(252), 1e-13);
});

Deno.test("rollingFigures() finds no ratio where nothing moves, though 0.1 has no exact mean", () => {
  const { sharpe, volatility } = rollingFigures(new Array(12).fill(0.1), 7);
  assert(sharpe.every(Number.isNaN));
  assertEquals(volatility[11], 0);
});

Deno.test("rollingFigures() refuses windows of one and years of nothing", () => {
  for (const window of [1, 2.5, NaN]) {
    assertThrows(() => rollingFigures([1, 2], window), RangeError, "window");
  }
  for (const periodsPerYear of [0, NaN, Infinity]) {
    assertThrows(
      () => rollingFigures([1, 2], 2, { periodsPerYear }),
      RangeError,
      "year",
    );
  }
});
