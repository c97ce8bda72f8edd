import { assert, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { givenFeatures } from "lib/features/feature_source.ts";
import { forwardReturnLabels } from "lib/features/labels.ts";
import { panelOfBars } from "lib/features/panel.ts";
import { purgedWindowFolds } from "lib/features/purged_window_folds.ts";
import { tripleBarrierLabels } from "lib/features/triple_barrier.ts";
import { windowsOf } from "lib/features/windows_of.ts";
import { sliceBars } from "lib/market/bars/bars.ts";
import { randomBars } from "./random_bars.ts";

/** Train windows of symbols that begin and end at different times, with gaps. */
const anyWindows = fc.record({
  seed: fc.integer({ min: 1, max: 1e6 }),
  gaps: fc.constantFrom(0, 0.01),
  length: fc.integer({ min: 1, max: 12 }),
  horizon: fc.integer({ min: 1, max: 8 }),
  embargo: fc.integer({ min: 0, max: 12 }),
  folds: fc.integer({ min: 3, max: 6 }),
  isSparse: fc.boolean(),
}).map(({ seed, gaps, length, horizon, embargo, folds, isSparse }) => {
  const panel = panelOfBars([
    randomBars("A", 500, seed, { gaps }),
    sliceBars(randomBars("B", 500, seed, { gaps }), 120),
    sliceBars(randomBars("C", 500, seed, { gaps }), 0, 260),
  ]);
  const { train, rows } = windowsOf(panel, {
    features: givenFeatures([{ name: "at", values: panel.knownTime }]),
    // Some windows have no label, and labels end at different times.
    labels: isSparse
      ? tripleBarrierLabels(panel, { horizon, volatilityBars: 4 })
      : forwardReturnLabels(panel, { horizon }),
    length,
    split: { purge: 2, embargo: 2 },
  });
  const calendar = [...new Set(rows.knownTime)].sort((a, b) => a - b);
  const barOf = (time: number) => calendar.indexOf(time);
  const spans = Array.from(train.ends, (end, i) => ({
    first: barOf(rows.knownTime[end - length]),
    last: barOf(train.labelEnd[i]),
  }));
  return { train, spans, folds, embargo };
});

Deno.test("no window that is learnt from shares a bar with what is tested, or begins in the embargo behind it", () => {
  fc.assert(
    fc.property(anyWindows, ({ train, spans, folds, embargo }) => {
      const splits = purgedWindowFolds(train, { folds, embargo });
      const tested = splits.flatMap(({ test }) => [...test]);
      assertEquals(
        tested.toSorted((a, b) => a - b),
        Array.from({ length: train.count }, (_, i) => i),
      );
      for (const split of splits) {
        const tests = Array.from(split.test, (i) => spans[i]);
        const end = Math.max(...tests.map(({ last }) => last));
        for (const i of split.train) {
          const { first, last } = spans[i];
          assert(tests.every((test) => last < test.first || first > test.last));
          assert(first <= end || first > end + embargo);
        }
      }
    }),
    { numRuns: 60 },
  );
});

Deno.test("of one symbol without gaps exactly the windows that must go are left out", () => {
  const n = 300;
  const [length, horizon, embargo, folds] = [10, 3, 5, 4];
  const panel = panelOfBars([randomBars("A", n, 7)]);
  const { train } = windowsOf(panel, {
    features: givenFeatures([{ name: "at", values: panel.knownTime }]),
    labels: forwardReturnLabels(panel, { horizon }),
    length,
    split: { purge: 0, embargo: 0 },
  });
  const splits = purgedWindowFolds(train, { folds, embargo });
  const [, second] = splits;
  const [from, to] = [second.test[0], second.test.at(-1)!];
  assertEquals(to - from + 1, second.test.length);
  // Windows i and j share no bar if i + length + horizon − 1 < j.
  const reach = length + horizon - 1;
  const learnt = Array.from({ length: train.count }, (_, i) => i)
    .filter((i) => i + reach < from || i > to + reach + embargo);
  assertEquals([...second.train], learnt);
});

Deno.test("folds that leave nothing to learn from say what to change", () => {
  const panel = panelOfBars([randomBars("A", 120, 7)]);
  const { train } = windowsOf(panel, {
    features: givenFeatures([{ name: "at", values: panel.knownTime }]),
    labels: forwardReturnLabels(panel, { horizon: 1 }),
    length: 10,
    split: { purge: 0, embargo: 0 },
  });
  assertThrows(
    () => purgedWindowFolds(train, { folds: 2, embargo: 1440 }),
    RangeError,
    "Set more folds, a shorter embargo or shorter windows",
  );
  assertThrows(
    () => purgedWindowFolds(train, { embargo: -1 }),
    RangeError,
    "embargo must be a whole number of bars",
  );
});
