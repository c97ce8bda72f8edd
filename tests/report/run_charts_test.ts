import {
  assert,
  assertEquals,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import {
  finalMetricsChart,
  metricCurvesChart,
  MOST_PANELS,
  runLetter,
} from "lib/report/run_charts.ts";
import { runComparisonPage } from "lib/report/run_comparison.ts";
import type { RunComparison } from "lib/tracking/compare_runs.ts";
import { checkWellFormed } from "./well_formed.ts";

const HOSTILE = '<script>"x" & y</script>';

const METRICS = [
  { name: HOSTILE, labels: {}, values: [-1, 0, 1e-9] },
  { name: "same", labels: { law: HOSTILE }, values: [2, 2, null] },
];

const CURVES = [
  {
    name: HOSTILE,
    labels: {},
    curves: [
      { steps: [1, 2, 3], values: [1000, 10, 0.1] },
      null,
      { steps: [5], values: [1] },
    ],
  },
  {
    name: "long",
    labels: {},
    curves: [
      {
        steps: Array.from({ length: 1e5 }, (_, i) => i),
        values: Array.from({ length: 1e5 }, (_, i) => i === 77_777 ? 9 : -1),
      },
      null,
      null,
    ],
  },
];

Deno.test("charts of runs are well-formed, escape their texts and write a number a run", () => {
  const svg = finalMetricsChart(METRICS);
  assertEquals(checkWellFormed(svg), "svg");
  assert(!svg.includes("<script"));
  for (const text of ["−1", "1e−9", "&lt;script&gt;"]) {
    assertStringIncludes(svg, text);
  }
  assertThrows(() => finalMetricsChart([]), RangeError, "one at least");
});

Deno.test("metricCurvesChart() draws long curves in few points and keeps their peak", () => {
  const svg = metricCurvesChart(CURVES);
  assertEquals(checkWellFormed(svg), "svg");
  assert(!svg.includes("<script"));
  assert(svg.length < 60_000, `${svg.length} characters`);
  const flat = metricCurvesChart([{
    ...CURVES[1],
    curves: [{ steps: [0, 1], values: [-1, -1] }, null, null],
  }]);
  // The axis reaches to the one high value.
  assertStringIncludes(svg, ">8<");
  assert(!flat.includes(">8<"));
  assertThrows(() => metricCurvesChart([]), RangeError, "one at least");
});

Deno.test("runLetter() names more runs than there are letters", () => {
  assertEquals([0, 25, 26, 52].map(runLetter), ["A", "Z", "A1", "A2"]);
  const many = Array.from({ length: 60 }, (_, i) => runLetter(i));
  assertEquals(new Set(many).size, 60);
});

/** Runs that differ in all that a page shows. */
function comparison(metrics: RunComparison["metrics"]): RunComparison {
  const at = (id: string, endedAt: string | null) => ({
    id,
    path: id,
    startedAt: "2026-01-02T03:04:05.000Z",
    endedAt,
  });
  return {
    runs: [
      at("a", "2026-01-02T03:04:17.500Z"),
      at("b", null),
      at("c", null),
    ],
    facts: [
      {
        name: "status",
        values: ["finished", "running", "failed"],
        differs: true,
      },
      {
        name: "codeVersion",
        values: [`${"0123456789".repeat(4)}+`, "1", "1"],
        differs: true,
      },
    ],
    inputs: [{ name: "a.csv", values: ["1", "1", "1"], differs: false }],
    params: [{ name: "rate", values: [0.1, undefined, null], differs: true }],
    metrics,
    curves: CURVES,
  };
}

Deno.test("runComparisonPage() shows runs, differences, metrics and curves", () => {
  const page = runComparisonPage(comparison(METRICS));
  for (
    const text of [
      "<td>failed</td>",
      ">12.5</td>",
      "<td>012345678901+</td>",
      "<td>rate</td><td>0.1</td><td>–</td><td>–</td>",
      "0 of 1 parameters and 1 of 1 inputs are the same",
      "same{law=&lt;script&gt;",
    ]
  ) assertStringIncludes(page, text);
  assertEquals(page.match(/<figure>/g)?.length, 2);
  assert(!page.includes("<script"));
});

Deno.test("runComparisonPage() draws the first metrics of very many and lists all", () => {
  const many = Array.from({ length: 40 }, (_, i) => ({
    name: `m${i}`,
    labels: {},
    values: [i, 2 * i + 1, 0],
  }));
  const page = runComparisonPage(comparison(many));
  assertStringIncludes(page, `The first ${MOST_PANELS} of 40 are drawn.`);
  assertStringIncludes(page, "<td>m39</td>");
  const none = runComparisonPage({ ...comparison([]), curves: [] });
  assertStringIncludes(none, "None of the runs has metrics.");
  assertEquals(none.match(/<figure>/g), null);
});
