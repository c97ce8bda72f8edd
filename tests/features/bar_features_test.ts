import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { BAR_FEATURES, barFeatures } from "lib/features/bar_features.ts";
import { panelOfBars } from "lib/features/panel.ts";
import { type Bars, DAY_MS, makeBars } from "lib/market/bars/bars.ts";
import { BARS, FEATURES, ROWS } from "../reference/bar_features.ts";
import { randomBars } from "./random_bars.ts";

/** All features of bars, by name. */
function featuresOf(bars: Bars): Record<string, Float64Array> {
  const source = barFeatures(panelOfBars([bars]));
  return Object.fromEntries(
    source.names.map((name, j) => [name, source.column(j) as Float64Array]),
  );
}

/** Bars with what comes after row t replaced by other bars. */
function withOtherFuture(bars: Bars, other: Bars, t: number): Bars {
  const columns = Object.fromEntries(
    (["open", "high", "low", "close", "volume", "dividend", "split"] as const)
      .map((
        name,
      ) => [name, bars[name].map((x, i) => i > t ? other[name][i] : x)]),
  );
  return { ...bars, ...columns };
}

Deno.test("no feature at or before a bar changes with the bars after it", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 119 }),
      fc.integer({ min: 1, max: 1e6 }),
      (t, seed) => {
        const bars = randomBars("XYZ", 120, seed, { actions: true });
        const other = randomBars("XYZ", 120, seed + 1, { actions: true });
        const before = featuresOf(bars);
        const after = featuresOf(withOtherFuture(bars, other, t));
        for (const [name, values] of Object.entries(before)) {
          assertEquals(
            after[name].slice(0, t + 1),
            values.slice(0, t + 1),
            name,
          );
        }
      },
    ),
    { numRuns: 60, seed: 11 },
  );
});

Deno.test("features depend on their own bar, and not on the price's scale", () => {
  const bars = randomBars("XYZ", 120, 3);
  const scaled = {
    ...bars,
    open: bars.open.map((x) => 7 * x),
    high: bars.high.map((x) => 7 * x),
    low: bars.low.map((x) => 7 * x),
    close: bars.close.map((x) => 7 * x),
    volume: bars.volume.map((x) => 3 * x),
  };
  const changed = featuresOf(
    withOtherFuture(bars, randomBars("XYZ", 120, 4), 110),
  );
  const sevenfold = featuresOf(scaled);
  for (const [name, values] of Object.entries(featuresOf(bars))) {
    for (let i = 60; i < 120; ++i) {
      assertAlmostEquals(sevenfold[name][i], values[i], 1e-9, name);
    }
    if (/weekday|month/.test(name)) continue;
    // Were a column constant or late, the property above would hold in vain.
    assertEquals(changed[name][111] === values[111], false, name);
  }
});

Deno.test("features are NaN in their warm-up and nowhere else", () => {
  const features = featuresOf(randomBars("XYZ", 100, 5));
  for (const { name, warmup } of BAR_FEATURES) {
    const isNaN = [...features[name]].map(Number.isNaN);
    assertEquals(isNaN.lastIndexOf(true), warmup - 1, name);
    assertEquals(isNaN.indexOf(false), warmup, name);
  }
});

Deno.test("features do not look across a gap or into another symbol", () => {
  const [a, b] = [randomBars("A", 80, 6), randomBars("B", 80, 6)];
  const together = panelOfBars([a, b]);
  const source = barFeatures(together);
  const alone = featuresOf(b);
  source.names.forEach((name, j) =>
    assertEquals([...source.column(j).slice(80)], [...alone[name]], name)
  );
  const gap = randomBars("A", 300, 7, { gaps: 0.02 });
  const panel = panelOfBars([gap]);
  assertEquals(panel.segments.length > 2, true);
  const returns = barFeatures(panel, ["return_1"]).column(0);
  assertEquals(
    panel.segments.map(({ start }) => returns[start]),
    panel.segments.map(() => NaN),
  );
});

Deno.test("a price that stands still has quiet features and no NaN", () => {
  const one = new Float64Array(80).fill(3.3);
  const bars = makeBars("XYZ", {
    time: one.map((_, i) => i * DAY_MS),
    open: one,
    high: one,
    low: one,
    close: one,
    volume: one,
  });
  const last = Object.fromEntries(
    Object.entries(featuresOf(bars)).map(([name, x]) => [name, x[79]]),
  );
  for (
    const name of [
      "return_20",
      "volatility_60",
      "parkinson_20",
      "bollinger_20",
      "volume_z_20",
      "atr_14",
    ]
  ) assertEquals(last[name], 0, name);
  assertEquals(last["rsi_14"], 50);
  assertEquals(last["close_position"], 0.5);
});

Deno.test("features have the values of their definitions", () => {
  const time = BARS.close.map((_, i) => Date.UTC(2024, 0, 1) + i * DAY_MS);
  const features = featuresOf(makeBars("XYZ", { time, ...BARS }));
  assertEquals(Object.keys(FEATURES).sort(), Object.keys(features).sort());
  for (const [name, values] of Object.entries(FEATURES)) {
    values.forEach((value, k) =>
      assertAlmostEquals(features[name][ROWS[k]], value, 1e-11, name)
    );
  }
});

Deno.test("barFeatures() names the nearest of a misspelt feature", () => {
  const panel = panelOfBars([randomBars("XYZ", 10, 1)]);
  assertThrows(
    () => barFeatures(panel, ["return_1", "rsi14"]),
    RangeError,
    "Cannot use features[1] as it must be a known feature, each once: current value is rsi14, the nearest is rsi_14",
  );
  assertThrows(
    () => barFeatures(panel, ["gap", "gap"]),
    RangeError,
    "stands there twice",
  );
  assertThrows(() => barFeatures(panel, []), RangeError, "one or more");
});
