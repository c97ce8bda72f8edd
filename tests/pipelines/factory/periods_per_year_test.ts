import { assertAlmostEquals, assertEquals } from "@std/assert";
import { noisePanel } from "lib/features/synthetic_panels.ts";
import { makeRng } from "lib/core/rng.ts";
import { makeBars } from "lib/market/bars/bars.ts";
import { barsPerYear } from "pipelines/factory/periods_per_year.ts";

/** Bars at times. */
function barsAt(time: Float64Array) {
  const close = time.map(() => 1);
  const prices = { open: close, high: close, low: close, close };
  return makeBars("A", { time, ...prices, volume: close });
}

Deno.test("barsPerYear() takes days of the week for 252 and counts five-minute bars", () => {
  const days = noisePanel({ symbols: 2, bars: 500, rng: makeRng(1) });
  assertEquals(barsPerYear("auto", days), 252);
  const minutes = Float64Array.from({ length: 1000 }, (_, i) => i * 300_000);
  assertAlmostEquals(barsPerYear("auto", [barsAt(minutes)])!, 105_192, 1);
});

Deno.test("barsPerYear() keeps a number, and says nothing of no bars", () => {
  assertEquals(barsPerYear(365, []), 365);
  assertEquals(barsPerYear("auto", []), undefined);
});
