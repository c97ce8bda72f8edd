import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { DataQualityError } from "lib/core/errors.ts";
import { panelOfBars } from "lib/features/panel.ts";
import { DAY_MS, makeBars, sliceBars } from "lib/market/bars/bars.ts";
import { randomBars } from "./random_bars.ts";

function barsOf(symbol: string, close: number[], extra: object = {}) {
  const time = close.map((_, i) => i * DAY_MS);
  const prices = { open: close, high: close, low: close, close };
  return makeBars(symbol, { time, ...prices, ...extra });
}

Deno.test("panelOfBars() sorts rows by symbol and time", () => {
  const panel = panelOfBars([barsOf("ZZ", [1, 2]), barsOf("AA", [3, 4, 5])]);
  assertEquals(panel.symbols, ["AA", "ZZ"]);
  assertEquals([...panel.symbolOf], [0, 0, 0, 1, 1]);
  assertEquals([...panel.close], [3, 4, 5, 1, 2]);
  assertEquals(panel.segments, [
    { symbol: 0, start: 0, end: 3 },
    { symbol: 1, start: 3, end: 5 },
  ]);
});

Deno.test("panelOfBars() makes ratios of prices total returns", () => {
  // Ex a dividend of 1 on 20: a fall to 19 is no loss; 2 for 1 afterwards.
  const panel = panelOfBars([
    barsOf("XYZ", [20, 19, 9.5], {
      dividend: [0, 1, 0],
      split: [1, 1, 2],
      volume: [100, 100, 200],
    }),
  ]);
  assertAlmostEquals(panel.close[1] / panel.close[0], 1, 1e-15);
  assertAlmostEquals(panel.close[2] / panel.close[1], 1, 1e-15);
  assertEquals([...panel.volume], [100, 100, 100]);
});

Deno.test("panelOfBars() knows nothing of dividends and splits to come", () => {
  const bars = randomBars("XYZ", 200, 1, { actions: true });
  const whole = panelOfBars([bars]);
  for (const count of [1, 57, 199]) {
    const part = panelOfBars([sliceBars(bars, 0, count)]);
    for (const column of ["open", "high", "low", "close", "volume"] as const) {
      assertEquals(part[column], whole[column].slice(0, count));
    }
  }
});

Deno.test("panelOfBars() starts a segment behind a gap of more than maxGap bars", () => {
  const time = [0, 1, 2, 5, 6, 18, 19].map((day) => day * DAY_MS);
  const close = time.map(() => 1);
  const bars = makeBars("XYZ", {
    time,
    open: close,
    high: close,
    low: close,
    close,
  });
  const starts = (maxGap: number) =>
    panelOfBars([bars], { maxGap }).segments.map(({ start }) => start);
  assertEquals(starts(10), [0, 5]);
  assertEquals(starts(2), [0, 3, 5]);
  assertEquals(starts(Infinity), [0]);
  assertThrows(() => starts(0.5), RangeError, "current value is 0.5");
});

Deno.test("panelOfBars() names what is wrong with bars", () => {
  const good = barsOf("XYZ", [1, 2, 3]);
  const twice = {
    ...good,
    time: Float64Array.of(0, DAY_MS, DAY_MS),
    knownTime: Float64Array.of(DAY_MS, 2 * DAY_MS, 2 * DAY_MS),
  };
  const cases: [() => unknown, string][] = [
    [() => panelOfBars([twice]), "Two bars of XYZ have the same time"],
    [
      () => panelOfBars([{ ...good, time: good.time.toReversed() }]),
      "must be in order of time",
    ],
    [
      () => panelOfBars([good], { now: 2.5 * DAY_MS }),
      'row 3, column "knownTime": A bar of XYZ lies in the future',
    ],
    [() => panelOfBars([good, good]), "XYZ stands in two"],
    [
      () => panelOfBars([barsOf("XYZ", [5, 1], { dividend: [0, 5] })]),
      "must be worth less than the share: 5 is paid on 5",
    ],
  ];
  for (const [make, message] of cases) {
    assertThrows(make, DataQualityError, message);
  }
  assertThrows(() => panelOfBars([]), RangeError, "a row or more");
});
