import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { makeRng } from "lib/core/rng.ts";
import { barFeatures } from "lib/features/bar_features.ts";
import { panelOfBars } from "lib/features/panel.ts";
import {
  noisePanel,
  PLANTED_FEATURE,
  plantedPanel,
} from "lib/features/synthetic_panels.ts";
import type { Bars } from "lib/market/bars/bars.ts";

/** Correlation of a feature with the next return, over all symbols. */
function coefficient(bars: Bars[], name: string): number {
  const panel = panelOfBars(bars);
  const x = barFeatures(panel, [name]).column(0);
  const next = barFeatures(panel, ["return_1"]).column(0);
  const pairs: [number, number][] = [];
  for (const { start, end } of panel.segments) {
    for (let i = start; i + 1 < end; ++i) {
      if (!Number.isNaN(x[i])) pairs.push([x[i], next[i + 1]]);
    }
  }
  const mean = [0, 1].map((k) =>
    pairs.reduce((sum, pair) => sum + pair[k], 0) / pairs.length
  );
  let [xx, xy, yy] = [0, 0, 0];
  for (const [a, b] of pairs) {
    xx += (a - mean[0]) ** 2;
    xy += (a - mean[0]) * (b - mean[1]);
    yy += (b - mean[1]) ** 2;
  }
  return xy / Math.sqrt(xx * yy);
}

Deno.test("the planted feature has the strength that was asked for", () => {
  // The standard error of a correlation ρ of n pairs is (1 − ρ²) / √n.
  for (const strength of [0.3, 0.05, -0.2]) {
    const bars = plantedPanel({
      symbols: 8,
      bars: 5000,
      strength,
      rng: makeRng(2),
    });
    const error = (1 - strength ** 2) / Math.sqrt(8 * 4999);
    assertAlmostEquals(coefficient(bars, PLANTED_FEATURE), strength, 4 * error);
  }
});

Deno.test("no feature tells the next return of noise", () => {
  const bars = noisePanel({ symbols: 8, bars: 5000, rng: makeRng(3) });
  for (
    const name of [PLANTED_FEATURE, "return_1", "gap", "rsi_14", "volume_z_20"]
  ) {
    assertAlmostEquals(
      coefficient(bars, name),
      0,
      4 / Math.sqrt(8 * 4999),
      name,
    );
  }
});

Deno.test("a symbol's bars do not depend on how many others there are", () => {
  const draw = (symbols: number) =>
    plantedPanel({ symbols, bars: 50, rng: makeRng(4) });
  assertEquals(draw(3)[1], draw(2)[1]);
  assertEquals(draw(1)[0].close[49] === draw(2)[1].close[49], false);
  const { high, low, open, close, time } = draw(1)[0];
  open.forEach((price, i) => {
    assertEquals(low[i] <= Math.min(price, close[i]), true);
    assertEquals(high[i] >= Math.max(price, close[i]), true);
    assertEquals([0, 6].includes(new Date(time[i]).getUTCDay()), false);
  });
});

Deno.test("plantedPanel() rejects what cannot be drawn", () => {
  const rng = makeRng(1);
  for (
    const [options, message] of [
      [
        { symbols: 0 },
        "symbols must be a whole number >= 1: current value is 0",
      ],
      [{ bars: 1.5 }, "bars must be"],
      [{ strength: 1 }, "strength must be in (-1, 1)"],
      [{ sigma: 0 }, "sigma in (0, 0.1]"],
    ] as const
  ) {
    assertThrows(() => plantedPanel({ rng, ...options }), RangeError, message);
  }
});
