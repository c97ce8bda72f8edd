import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import {
  directionLabels,
  forwardReturnLabels,
  pathLabels,
} from "lib/features/labels.ts";
import { type Panel, panelOfBars } from "lib/features/panel.ts";
import { DAY_MS, makeBars } from "lib/market/bars/bars.ts";
import { randomBars } from "./random_bars.ts";

/** A panel of closes at these days. */
function panelOf(close: number[], days = close.map((_, i) => i)): Panel {
  const time = days.map((day) => day * DAY_MS);
  const prices = { open: close, high: close, low: close, close };
  return panelOfBars([makeBars("XYZ", { time, ...prices })]);
}

Deno.test("forwardReturnLabels() goes from the close before row i to that of row i + h - 1", () => {
  const { values, lastRow, horizon } = forwardReturnLabels(
    panelOf([100, 110, 121, 60.5]),
    { horizon: 2 },
  );
  assertEquals(horizon, 2);
  assertEquals([...lastRow], [-1, 2, 3, -1]);
  assertAlmostEquals(values[1], 0.21, 1e-7);
  assertAlmostEquals(values[2], -0.45, 1e-7);
  assertEquals([values[0], values[3]], [NaN, NaN]);
});

Deno.test("forward returns count dividends and splits", () => {
  const price = [100, 49];
  const bars = makeBars("XYZ", {
    time: [0, DAY_MS],
    open: price,
    high: price,
    low: price,
    close: price,
    split: [1, 2],
    dividend: [0, 1],
  });
  const { values } = forwardReturnLabels(panelOfBars([bars]));
  assertEquals(Math.abs(values[1]) < 1e-7, true);
});

Deno.test("labels do not reach across a gap or into another symbol", () => {
  const gap = forwardReturnLabels(
    panelOf([1, 2, 3, 4, 5, 6], [0, 1, 2, 40, 41, 42]),
    { horizon: 2 },
  );
  assertEquals([...gap.lastRow], [-1, 2, -1, -1, 5, -1]);
  const two = forwardReturnLabels(
    panelOfBars([randomBars("A", 3, 1), randomBars("B", 3, 1)]),
  );
  assertEquals([...two.lastRow], [-1, 1, 2, -1, 4, 5]);
});

Deno.test("directionLabels() makes neutral windows a class, drops them, or has none", () => {
  const panel = panelOf([100, 110, 110.1, 90, 90]);
  const of = (options: object) => {
    const { values, lastRow, target } = directionLabels(panel, options);
    assertEquals(
      [...values].map(Number.isNaN),
      [...lastRow].map((row) => row < 0),
    );
    return [target, [...values]];
  };
  assertEquals(of({}), [{ kind: "class", classes: 2 }, [NaN, 1, 1, 0, 0]]);
  assertEquals(of({ band: 0.01 }), [
    { kind: "class", classes: 2 },
    [NaN, 1, NaN, 0, NaN],
  ]);
  assertEquals(of({ band: 0.01, neutral: "class" }), [
    { kind: "class", classes: 3 },
    [NaN, 2, 1, 0, 1],
  ]);
  assertThrows(() => of({ band: -1 }), RangeError, "current value is -1");
  assertThrows(() => of({ neutral: "class" }), RangeError, "must be > 0");
});

Deno.test("a horizon longer than the data is an error with the fix", () => {
  const panel = panelOf([1, 2, 3]);
  assertThrows(
    () => forwardReturnLabels(panel, { horizon: 3 }),
    RangeError,
    "the horizon must be shorter than the data: current value is 3, and the longest run of bars without a gap has 3. Shorten the horizon",
  );
  assertThrows(
    () => pathLabels(panel, "x", 8),
    RangeError,
    "current value is 8",
  );
  for (const horizon of [0, 1.5, NaN]) {
    assertThrows(
      () => forwardReturnLabels(panel, { horizon }),
      RangeError,
      "whole number >= 1",
    );
  }
});
