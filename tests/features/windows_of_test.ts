import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { DataQualityError } from "lib/core/errors.ts";
import { barFeatures } from "lib/features/bar_features.ts";
import { givenFeatures } from "lib/features/feature_source.ts";
import {
  directionLabels,
  forwardReturnLabels,
  pathLabels,
} from "lib/features/labels.ts";
import { panelOfBars } from "lib/features/panel.ts";
import { scaleColumns } from "lib/features/scale_columns.ts";
import {
  readSeriesTable,
  SERIES_VALUE,
  seriesPanel,
} from "lib/features/series_panel.ts";
import { tripleBarrierLabels } from "lib/features/triple_barrier.ts";
import { type PanelWindows, windowsOf } from "lib/features/windows_of.ts";
import type { Windows } from "lib/models/windows/windows.ts";
import { makeRng } from "lib/core/rng.ts";
import { noisePanel } from "lib/features/synthetic_panels.ts";
import { sliceBars } from "lib/market/bars/bars.ts";
import { loadSp500Bars } from "lib/market/providers/npm_samples.ts";
import { randomBars } from "./random_bars.ts";

/** Panels of a few symbols that begin and end at different times, with gaps. */
const anyPanel = fc.record({
  seed: fc.integer({ min: 1, max: 1e6 }),
  gaps: fc.constantFrom(0, 0.005),
  length: fc.integer({ min: 1, max: 12 }),
  horizon: fc.integer({ min: 1, max: 8 }),
  purge: fc.integer({ min: 0, max: 10 }),
  embargo: fc.integer({ min: 0, max: 10 }),
  kind: fc.constantFrom("number", "class", "path"),
}).map(({ seed, gaps, length, horizon, purge, embargo, kind }) => {
  const panel = panelOfBars([
    randomBars("A", 400, seed, { gaps }),
    sliceBars(randomBars("B", 400, seed, { gaps }), 50),
    sliceBars(randomBars("C", 400, seed, { gaps }), 0, 350),
  ]);
  const labels = kind === "path"
    ? pathLabels(panel, "at", horizon)
    : kind === "class"
    ? tripleBarrierLabels(panel, { horizon, volatilityBars: 4 })
    : forwardReturnLabels(panel, { horizon });
  // The feature of a row is when it is known: the window tells what it holds.
  const first = panel.knownTime[0];
  const days = panel.knownTime.map((time) => (time - first) / 86_400_000);
  const windows = windowsOf(panel, {
    features: givenFeatures([{ name: "at", values: days, warmup: 3 }]),
    labels,
    length,
    split: { purge, embargo },
  });
  return { panel, labels, windows, length, purge, embargo, first };
});

const PARTS = ["train", "validation", "test"] as const;

/** When each value of each window was known, read back from the values. */
function knownTimes(
  windows: Windows,
  { scaler }: PanelWindows,
  first: number,
): Float64Array {
  const { data } = windows.flat();
  return data.map((z) =>
    first +
    86_400_000 * Math.round(z * scaler.deviation[0] + scaler.mean[0])
  );
}

Deno.test("no window holds a value known after its own time", () => {
  fc.assert(
    fc.property(anyPanel, ({ windows: all, length, first, panel }) => {
      for (const part of PARTS) {
        const windows = all[part];
        const known = knownTimes(windows, all, first);
        for (let k = 0; k < windows.count; ++k) {
          const own = known.subarray(k * length, (k + 1) * length);
          assertEquals(Math.max(...own), windows.time[k]);
          assertEquals(windows.labelEnd[k] > windows.time[k], true);
          // Of one symbol and without a gap: the rows are those just before.
          const rows = panel.segments.find(({ start, end }) =>
            start < windows.ends[k] && windows.ends[k] <= end
          );
          assertEquals(rows?.symbol, windows.symbolOf[k]);
          assertEquals(windows.ends[k] - length >= rows!.start + 3, true);
        }
      }
    }),
    { numRuns: 60, seed: 8 },
  );
});

Deno.test("no label reaches a window of a later part, by purge and embargo", () => {
  fc.assert(
    fc.property(anyPanel, ({ windows: all, length, purge, embargo, first }) => {
      const { calendar } = all.split;
      const barOf = (time: number) => calendar.indexOf(time);
      for (const [earlier, later] of [[0, 1], [1, 2]]) {
        const known = knownTimes(all[PARTS[later]], all, first);
        const begins = known.filter((_, i) => i % length === 0);
        const ends = all[PARTS[earlier]].labelEnd;
        const gap = barOf(Math.min(...begins)) - barOf(Math.max(...ends));
        assertEquals(gap > purge + embargo, true);
      }
    }),
    { numRuns: 60, seed: 9 },
  );
});

Deno.test("every row is a window, or is counted as left out", () => {
  fc.assert(
    fc.property(anyPanel, ({ windows, panel, labels, length }) => {
      const { train, validation, test, nearCuts, unlabelled } = windows.counts;
      const candidates = panel.segments.reduce(
        (sum, { start, end }) => sum + Math.max(0, end - start - length - 3),
        0,
      );
      assertEquals(
        train + validation + test + nearCuts + unlabelled,
        candidates,
      );
      PARTS.forEach((part) =>
        assertEquals(windows[part].count, windows.counts[part])
      );
      for (const part of PARTS) {
        const { ends, target } = windows[part];
        if (target.kind === "path") continue;
        ends.forEach((end, k) =>
          assertEquals(target.values[k], labels.values[end])
        );
      }
    }),
    { numRuns: 30, seed: 10 },
  );
});

Deno.test("columns are scaled by the rows of train windows alone", () => {
  const bars = randomBars("XYZ", 300, 3);
  const of = (closes: typeof bars) => {
    const panel = panelOfBars([closes]);
    return windowsOf(panel, {
      features: barFeatures(panel, ["return_1", "weekday_sin", "rsi_14"]),
      labels: forwardReturnLabels(panel, { horizon: 2 }),
      length: 5,
      split: { purge: 4, embargo: 3 },
    });
  };
  const { train, scaler } = of(bars);
  // Rows of train windows: 14 (warm-up) to the last before row 204.
  const p = train.features.length;
  for (let j = 0; j < p; ++j) {
    let sum = 0;
    let squares = 0;
    for (let i = 14; i < train.ends.at(-1)!; ++i) {
      sum += train.values[i * p + j];
      squares += train.values[i * p + j] ** 2;
    }
    const n = train.ends.at(-1)! - 14;
    assertAlmostEquals(sum / n, 0, 1e-6);
    assertAlmostEquals(squares / n, 1, 1e-6);
  }
  assertEquals(train.ends.at(-1), 204);
  const other = randomBars("XYZ", 300, 4);
  const changed = { ...bars, close: bars.close.slice() };
  changed.close.set(other.close.subarray(204), 204);
  assertEquals(of(changed).scaler, scaler);
  changed.close[203] *= 1.01;
  assertEquals(of(changed).scaler.mean[0] === scaler.mean[0], false);
});

Deno.test("windows know their column of returns and its scale", () => {
  const panel = panelOfBars(
    noisePanel({ symbols: 2, bars: 400, rng: makeRng(1) }),
  );
  const features = barFeatures(panel, ["gap", "return_1"]);
  const { train, scaler } = windowsOf(panel, {
    features,
    labels: directionLabels(panel),
    length: 4,
    split: { purge: 5, embargo: 5 },
  });
  const { column, mean, deviation } = train.returns!;
  assertEquals(column, 1);
  const row = train.ends[7] - 1;
  const value = train.values[row * 2 + column] * deviation + mean;
  assertAlmostEquals(
    value,
    Math.log(panel.close[row] / panel.close[row - 1]),
    1e-8,
  );
  const raw = [0, 1].map((j) => features.column(j)[row]);
  assertEquals(
    [...scaleColumns(raw, scaler)],
    [...train.values.subarray(row * 2, row * 2 + 2)],
  );
});

Deno.test("windowsOf() names what stands in the way", () => {
  const long = randomBars("LONG", 300, 1);
  const short = randomBars("SHORT", 30, 1);
  const panel = panelOfBars([long, short]);
  const split = { purge: 2, embargo: 2 };
  const labels = forwardReturnLabels(panel);
  const features = barFeatures(panel, ["return_5"]);
  assertThrows(
    () => windowsOf(panel, { features, labels, length: 40, split }),
    RangeError,
    "symbol SHORT must have 46 bars or more (a window of 40, 5 before it for its features, one behind it): it has 30",
  );
  assertThrows(
    () => windowsOf(panel, { features, labels, length: 0 }),
    RangeError,
    "length must be a whole number >= 1",
  );
  assertThrows(
    () =>
      windowsOf(panel, {
        features,
        labels: pathLabels(panel, "return5", 2),
        length: 5,
        split,
      }),
    RangeError,
    "current value is return5, the nearest is return_5",
  );
  const unknown = { ...long, volume: long.volume.map(() => NaN) };
  const without = panelOfBars([unknown]);
  assertThrows(
    () =>
      windowsOf(without, {
        features: barFeatures(without, ["volume_z_20"]),
        labels: forwardReturnLabels(without),
        length: 5,
        split,
      }),
    DataQualityError,
    'column "volume_z_20": The feature must be finite behind its warm-up of 19 bars: it is NaN for LONG at 2015-01-21T00:00Z',
  );
});

Deno.test("windowsOf() says how far maxGap must go where nights cut each day off", () => {
  // Eleven bars a day, ten minutes apart, and nothing from 1:40 to midnight.
  const count = 33;
  const day = randomBars("DAYS", count, 1);
  const time = Float64Array.from(
    { length: count },
    (_, i) => Math.floor(i / 11) * 86_400_000 + (i % 11) * 600_000,
  );
  const bars = { ...day, time, knownTime: time.map((t) => t + 600_000) };
  const panel = panelOfBars([bars]);
  assertThrows(
    () =>
      windowsOf(panel, {
        features: barFeatures(panel, ["return_1"]),
        labels: forwardReturnLabels(panel),
        length: 12,
      }),
    RangeError,
    "it has 33, 11 of them without a gap. Raise maxGap (134 bars is the longest step)",
  );
});

Deno.test("daily bars of the S&P 500 leave windows in each part", async () => {
  const panel = panelOfBars((await loadSp500Bars()).bars);
  const { counts, split } = windowsOf(panel, {
    features: barFeatures(panel),
    labels: forwardReturnLabels(panel, { horizon: 20 }),
    split: { purge: 80, embargo: 20 },
  });
  // 5,105 bars cut at 3,573 and 4,339; features begin at the 61st.
  assertEquals(split.cuts, [3573, 4339, 5105]);
  assertEquals([counts.train, counts.validation, counts.test], [
    3573 - 80 - 60 - 60 - 19,
    4339 - 80 - 3573 - 20 - 60 - 19,
    5105 - 4339 - 20 - 60 - 19,
  ]);
});

const ETT = new URL("../../../shared/data/series/ETTh1.csv", import.meta.url);

Deno.test({
  name:
    "ETTh1 has the windows and scales of the published tables (skipped without ../shared/data)",
  ignore: !await Deno.stat(ETT).then(() => true, () => false),
  fn: async () => {
    const panel = seriesPanel(await readSeriesTable(ETT.pathname));
    const at = (row: number) => panel.time[row];
    const { train, validation, test, scaler } = windowsOf(panel, {
      features: panel.features,
      labels: pathLabels(panel, SERIES_VALUE, 96),
      length: 336,
      scaling: "symbol",
      split: {
        cuts: { validation: at(8640), test: at(11520), end: at(14400) },
        purge: 0,
        embargo: 0,
        lookBack: 336,
      },
    });
    // 8640 − 336 − 96 + 1 windows of 7 series, and 2880 − 96 + 1.
    assertEquals(train.count, 7 * 8209);
    assertEquals([validation.count, test.count], [7 * 2785, 7 * 2785]);
    const first = panel.values.slice(0, 8640);
    const mean = first.reduce((a, b) => a + b) / 8640;
    assertAlmostEquals(scaler.mean[0], mean, 1e-12);
  },
});
