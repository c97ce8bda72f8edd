import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { makeRng } from "lib/core/rng.ts";
import { calibrationChart } from "lib/report/forecast_calibration_chart.ts";
import {
  epochLosses,
  figureByPeriod,
  modelComparison,
} from "lib/report/forecast_charts.ts";
import { pathFans } from "lib/report/forecast_path_chart.ts";
import { checkWellFormed } from "./well_formed.ts";

const count = (svg: string, what: RegExp) => (svg.match(what) ?? []).length;

Deno.test("epochLosses() marks the epoch with the least validation loss", () => {
  const svg = epochLosses({
    title: "lstm <1>",
    label: "Loss",
    history: [4, 2, 1, 3].map((validation, k) => ({
      epoch: k + 1,
      training: 1 / (k + 1),
      validation,
    })),
  });
  checkWellFormed(svg);
  assertStringIncludes(svg, "kept: 3");
  assertStringIncludes(svg, "lstm &lt;1&gt;");
  assertEquals(count(svg, /<circle/g), 8);
});

Deno.test("epochLosses() draws losses below zero, which a logarithm cannot, and skips what is not finite", () => {
  const history = [{ epoch: 1, training: -1, validation: 20 }, {
    epoch: 2,
    training: NaN,
    validation: 0.5,
  }];
  const svg = epochLosses({ title: "t", label: "Loss", history });
  checkWellFormed(svg);
  assertEquals(count(svg, /<circle/g), 3);
  assert(!svg.includes("NaN"));
});

Deno.test("figureByPeriod() draws a bar a known period and its number of windows", () => {
  const svg = figureByPeriod({
    title: "Accuracy by year",
    label: "Accuracy",
    from: 0.5,
    overall: 0.51,
    periods: [
      { period: "2018", value: 0.55, rows: 251 },
      { period: "2019", value: null, rows: 3 },
      { period: "2020", value: 0.45, rows: 76 },
    ],
  });
  checkWellFormed(svg);
  assertEquals(count(svg, /fill-opacity="0.85"/g), 1);
  assertEquals(count(svg, /<rect /g), 4);
  for (const text of ["n = 251", "n = 3", "n = 76", ">all<"]) {
    assertStringIncludes(svg, text);
  }
});

Deno.test("modelComparison() fills the models of the confidence set and gives the baseline no interval", () => {
  const row = (model: string, difference: number, significant: boolean) => ({
    model,
    difference,
    low: difference === 0 ? null : difference - 0.1,
    high: difference === 0 ? null : difference + 0.1,
    isBaseline: difference === 0,
    significant,
    inConfidenceSet: significant,
  });
  const svg = modelComparison({
    title: "Models beside the baseline",
    baseline: "naive",
    baselineLoss: 2,
    rows: [
      row("lstm", -0.3, true),
      row("naive", 0, false),
      row("gru", 0.2, false),
    ],
  });
  checkWellFormed(svg);
  assertEquals(count(svg, /<circle/g), 3);
  assertEquals(count(svg, /<circle[^>]*fill="#2f8f6b"/g), 1);
  assertStringIncludes(svg, "Loss less that of naive");
});

Deno.test("calibrationChart() draws a dot a bin over a histogram of all probabilities, also of one", () => {
  const rng = makeRng(1);
  const probabilities = Float64Array.from(
    { length: 500 },
    () => 0.4 + 0.2 * rng.uniform(),
  );
  const bin = { from: 0.4, to: 0.5, rows: 250, predicted: 0.45 };
  const bins = [
    { ...bin, observed: 0.4, low: 0.3, high: 0.5 },
    { ...bin, predicted: 0.55, observed: 0.6, low: 0.5, high: 0.7 },
  ];
  const svg = calibrationChart({
    title: "lstm",
    event: "up",
    bins,
    probabilities,
  });
  checkWellFormed(svg);
  assertEquals(count(svg, /<circle/g), 2);
  assertStringIncludes(svg, "Probability of up");
  const one = calibrationChart({
    title: "naive",
    event: "up",
    bins: bins.slice(0, 1),
    probabilities: [0.5, 0.5],
  });
  checkWellFormed(one);
  assert(!one.includes("NaN"));
});

Deno.test("pathFans() draws a panel a window, with a band for each pair of quantiles", () => {
  const fan = (label: string, quantiles: number[] | null) => ({
    label,
    past: [1, 2, 3],
    predicted: [3, 4],
    actual: [3, 5],
    quantiles,
  });
  const svg = pathFans({
    title: "Paths",
    label: "OT",
    levels: [0.05, 0.25, 0.5, 0.75, 0.95],
    fans: ["a", "b", "c", "d"].map((label) =>
      fan(label, [1, 2, 3, 4, 5, 2, 3, 4, 5, 6])
    ),
  });
  checkWellFormed(svg);
  assertStringIncludes(svg, "bands: 90 %, 50 % of outcomes");
  const areas = /<path d="M[^"]*Z"/g;
  assertEquals(count(svg, areas), 4 * 2);
  // The legend's rectangle is no path.
  assertEquals(count(svg, /<path [^>]*stroke="#1f5fa8"/g), 4);
  const plain = pathFans({
    title: "Paths",
    label: "OT",
    levels: [],
    fans: [{ ...fan("a", null), past: [] }],
  });
  checkWellFormed(plain);
  assertEquals(count(plain, areas), 0);
});
