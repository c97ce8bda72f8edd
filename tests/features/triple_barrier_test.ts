import { assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { panelOfBars } from "lib/features/panel.ts";
import { tripleBarrierLabels } from "lib/features/triple_barrier.ts";
import { DAY_MS, makeBars, sliceBars } from "lib/market/bars/bars.ts";
import { randomBars } from "./random_bars.ts";

/**
 * Log returns ln(c_t / c_{t−1}) of the first bars are +a, −a, so that their
 * deviation (ddof 1) over two bars is a·√2 = 0.0141… with a = 0.01: barriers of
 * two volatilities are at ±2.83 %.
 */
const START = [100, 100 * Math.exp(0.01), 100];

function labelsOf(after: number[], options: object = {}) {
  const close = [...START, ...after];
  const bars = makeBars("XYZ", {
    time: close.map((_, i) => i * DAY_MS),
    open: close,
    high: close,
    low: close,
    close,
  });
  const { values, lastRow, target } = tripleBarrierLabels(panelOfBars([bars]), {
    horizon: 3,
    volatilityBars: 2,
    ...options,
  });
  return [values[3], lastRow[3], target.kind === "class" && target.classes];
}

Deno.test("tripleBarrierLabels() takes the barrier that is touched first", () => {
  // +2.8 % is inside, +2.9 % is not: up at the second bar, row 4.
  assertEquals(labelsOf([102.8, 102.9, 90]), [2, 4, 3]);
  // −2.9 % at the first bar, before the rise.
  assertEquals(labelsOf([97.1, 110, 110]), [0, 3, 3]);
  // Three bars inside: time runs out in row 5.
  assertEquals(labelsOf([101, 99, 102.8]), [1, 5, 3]);
  assertEquals(labelsOf([101, 99, 102.8], { atTime: "sign" }), [1, 5, 2]);
  assertEquals(labelsOf([101, 99, 98], { atTime: "sign" }), [0, 5, 2]);
  assertEquals(labelsOf([101, 99, 98], { atTime: "drop" }), [NaN, -1, 2]);
  // A barrier of one volatility, 1.41 %, is nearer below.
  assertEquals(labelsOf([101, 98.5, 103], { down: 1 }), [0, 4, 3]);
  assertEquals(labelsOf([101.5, 98, 98], { up: 1 }), [2, 3, 3]);
  // Two bars behind the window are too few, even with a touch.
  assertEquals(labelsOf([110, 110]), [NaN, -1, 3]);
});

Deno.test("without volatility there is no barrier and no label", () => {
  const close = new Float64Array(12).fill(5);
  const bars = makeBars("XYZ", {
    time: close.map((_, i) => i * DAY_MS),
    open: close,
    high: close,
    low: close,
    close,
  });
  const { values } = tripleBarrierLabels(panelOfBars([bars]), {
    horizon: 2,
    volatilityBars: 3,
  });
  assertEquals(values.every(Number.isNaN), true);
});

Deno.test("a label is decided by the bars up to its last row", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1e6 }), (seed) => {
      const bars = randomBars("XYZ", 90, seed, { actions: true });
      const whole = tripleBarrierLabels(panelOfBars([bars]));
      const part = tripleBarrierLabels(panelOfBars([sliceBars(bars, 0, 70)]));
      part.lastRow.forEach((last, i) => {
        if (last < 0) return;
        assertEquals([last, part.values[i]], [
          whole.lastRow[i],
          whole.values[i],
        ]);
        assertEquals(last >= i && last <= i + 9, true);
      });
      assertEquals(part.lastRow.some((last) => last >= 0), true);
    }),
    { numRuns: 30, seed: 4 },
  );
});

Deno.test("tripleBarrierLabels() rejects barriers that are none", () => {
  const panel = panelOfBars([randomBars("XYZ", 40, 1)]);
  for (const options of [{ up: 0 }, { down: -1 }, { up: NaN }]) {
    assertThrows(
      () => tripleBarrierLabels(panel, options),
      RangeError,
      "must be a finite number > 0",
    );
  }
  assertThrows(
    () => tripleBarrierLabels(panel, { volatilityBars: 1 }),
    RangeError,
    "volatilityBars must be a whole number >= 2",
  );
});
