import "../../graph/wasm_ready.ts";
import { assertAlmostEquals, assertEquals, assertRejects } from "@std/assert";
import { makeRng } from "lib/core/rng.ts";
import { barFeatures } from "lib/features/bar_features.ts";
import { forwardReturnLabels } from "lib/features/labels.ts";
import { panelOfBars } from "lib/features/panel.ts";
import { noisePanel } from "lib/features/synthetic_panels.ts";
import { windowsOf } from "lib/features/windows_of.ts";
import { type UnscaledColumn, Windows } from "lib/models/windows/windows.ts";
import { smallParts } from "../../contracts/model_family_windows.ts";
import { fitAndPredict, type FitParts } from "./fit_small.ts";

/** The same windows of another horizon or with other returns. */
function withParts(
  parts: FitParts,
  change: { horizon?: number; returns?: UnscaledColumn },
): FitParts {
  const like = (windows: Windows) => new Windows({ ...windows, ...change });
  return {
    train: like(parts.train),
    validation: like(parts.validation),
    test: like(parts.test),
  };
}

/** A column of a window's rows, scaled back. */
function columnOf(windows: Windows, i: number, at: UnscaledColumn): number[] {
  const p = windows.features.length;
  const first = windows.ends[i] - windows.length;
  return Array.from(
    { length: windows.length },
    (_, t) =>
      at.mean + at.deviation * windows.values[(first + t) * p + at.column],
  );
}

Deno.test("seasonal-naive repeats the last season of a path as often as it takes", async () => {
  const parts = smallParts("path", 1);
  const { test } = parts;
  for (const season of [1, 3, 4, 5]) {
    const { output } = await fitAndPredict("seasonal-naive", parts, { season });
    for (let i = 0; i < test.count; ++i) {
      const rows = columnOf(test, i, { column: 1, mean: 0, deviation: 1 });
      for (let h = 0; h < test.outputs; ++h) {
        // Step h + 1 is that many bars after the last row, 8.
        const back = season * Math.ceil((h + 1) / season);
        assertEquals(
          output.predictions[i * test.outputs + h],
          rows[test.length + h - back],
        );
      }
    }
  }
});

Deno.test("seasonal-naive takes a return from the same bars a season earlier", async () => {
  const small = smallParts("number", 1);
  for (
    const [season, horizon, from] of [
      [5, 1, 3], // Of 8 rows, row 3 is five before the next.
      [5, 3, 3],
      [2, 3, 4], // The least multiple of 2 from 3 on is 4.
      [1, 8, 0],
    ]
  ) {
    const parts = withParts(small, { horizon });
    const { output } = await fitAndPredict("seasonal-naive", parts, { season });
    output.predictions.forEach((y, i) => {
      const bars = columnOf(parts.test, i, parts.test.returns!)
        .slice(from, from + horizon);
      assertAlmostEquals(y, bars.reduce((g, r) => g * (1 + r), 1) - 1, 1e-6);
    });
  }
});

Deno.test("seasonal-naive adds up logarithmic returns to a simple one", async () => {
  const returns = { column: 0, mean: 0.0005, deviation: 0.01, log: true };
  const parts = withParts(smallParts("number", 1), { horizon: 3, returns });
  const { output } = await fitAndPredict("seasonal-naive", parts);
  output.predictions.forEach((y, i) => {
    const bars = columnOf(parts.test, i, returns).slice(3, 6);
    assertAlmostEquals(y, Math.expm1(bars.reduce((a, b) => a + b)), 1e-6);
  });
});

Deno.test("seasonal-naive of bars is the change of price a season ago", async () => {
  const panel = panelOfBars(
    noisePanel({ symbols: 2, bars: 300, rng: makeRng(1) }),
  );
  const { train, validation, test } = windowsOf(panel, {
    features: barFeatures(panel, ["gap", "return_1"]),
    labels: forwardReturnLabels(panel, { horizon: 3 }),
    length: 6,
    split: { purge: 9, embargo: 2 },
  });
  const { output } = await fitAndPredict("seasonal-naive", {
    train,
    validation,
    test,
  });
  // The label is about rows end … end + 2 against end − 1: five rows before.
  output.predictions.forEach((y, i) => {
    const last = test.ends[i] - 1 - 5;
    const change = panel.close[last + 3] / panel.close[last] - 1;
    assertAlmostEquals(y, change, 1e-6);
  });
});

Deno.test("seasonal-naive gives classes their shares after a return of that sign", async () => {
  const parts = smallParts("2 classes", 1);
  const { train, test } = parts;
  const { output } = await fitAndPredict("seasonal-naive", parts);
  const isUp = (windows: Windows, i: number) =>
    columnOf(windows, i, windows.returns!)[3] > 0;
  const counts = [[1, 1], [1, 1]];
  train.labels().forEach((y, i) => ++counts[Number(isUp(train, i))][y]);
  for (let i = 0; i < test.count; ++i) {
    const [down, up] = counts[Number(isUp(test, i))];
    assertAlmostEquals(
      output.probabilities![2 * i + 1],
      up / (down + up),
      1e-6,
    );
  }
});

Deno.test("seasonal-naive says which returns, rows or season it lacks", async () => {
  const parts = smallParts("number", 1);
  const without = (windows: Windows) => {
    const { returns: _, ...rest } = windows;
    return new Windows(rest as Windows);
  };
  const bare = {
    train: without(parts.train),
    validation: without(parts.validation),
    test: without(parts.test),
  };
  await assertRejects(
    () => fitAndPredict("seasonal-naive", bare),
    RangeError,
    "must have a column of one-bar returns",
  );
  for (const small of [parts, smallParts("path", 1)]) {
    await assertRejects(
      () => fitAndPredict("seasonal-naive", small, { season: 9 }),
      RangeError,
      "at least 9 rows: current value is 8",
    );
  }
  await assertRejects(
    () => fitAndPredict("seasonal-naive", parts, { season: 0 }),
    RangeError,
    "seasonal-naive's season",
  );
});
