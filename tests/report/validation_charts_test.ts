import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import {
  correlationChart,
  shiftChart,
  strangeChart,
} from "lib/report/sensitivity_charts.ts";
import {
  forestChart,
  forwardChart,
  heldOutChart,
  heldOutErrors,
  parameterPaths,
} from "lib/report/validation_charts.ts";
import { checkWellFormed } from "./well_formed.ts";

const count = (svg: string, what: RegExp) => (svg.match(what) ?? []).length;

Deno.test("heldOutChart() draws two dots a model and a panel a way", () => {
  const svg = heldOutChart(
    ["strikes", "days"].flatMap((scheme) =>
      ["vg", "naive <smile>"].map((model) => ({
        scheme,
        model,
        shown: 0.01,
        heldOut: 0.012,
      }))
    ),
  );
  checkWellFormed(svg);
  assertEquals(count(svg, /<circle/g), 8);
  assertStringIncludes(svg, "naive &lt;smile&gt;");
});

Deno.test("heldOutErrors() draws a dot a quote", () => {
  const svg = heldOutErrors(
    "Held-out strikes",
    ["a", "b", "c", "d"].flatMap((model) =>
      [0.1, 0.5, 2].map((maturity, i) => ({
        model,
        maturity,
        logMoneyness: 0.1 * (i - 1),
        error: 0.01 * i,
      }))
    ),
  );
  checkWellFormed(svg);
  assertEquals(count(svg, /<circle/g), 12);
});

Deno.test("forwardChart() and parameterPaths() draw a line a name", () => {
  const values = ["a", "b"].flatMap((name) =>
    ["2025-01-02", "2025-01-03", "2025-01-06"].map((day, i) => ({
      name,
      day,
      value: 0.01 * (i + 1),
    }))
  );
  for (const svg of [forwardChart(values), parameterPaths("vg", values)]) {
    checkWellFormed(svg);
    assertEquals(count(svg, /<circle/g), 6);
    assertStringIncludes(svg, "2025-01-06");
  }
  // A parameter that stays at 0 has no size to be measured by.
  const zero = values.map((v) => ({ ...v, value: 0 }));
  assert(!parameterPaths("vg", zero).includes("NaN"));
});

Deno.test("forestChart() shows intervals with their p-values", () => {
  const row = { estimate: -0.01, low: -0.02, high: -0.001 };
  const svg = forestChart([
    { ...row, label: "a − b", pValue: 0.0004, real: true },
    { ...row, label: "a − c", pValue: 0.2, real: false },
  ]);
  checkWellFormed(svg);
  assertStringIncludes(svg, "p &lt; 0.001");
  assertStringIncludes(svg, "p 0.200");
});

Deno.test("shiftChart() draws what is measured, and what is foretold where it is", () => {
  const points = [0.001, 0.01].flatMap((level) =>
    ["sigma", "nu"].map((parameter) => ({
      level,
      parameter,
      shift: 2 * level,
      foretold: parameter === "nu" ? level : null,
    }))
  );
  const labels = { title: "Noise", level: "Noise" };
  const svg = shiftChart(labels, points);
  checkWellFormed(svg);
  assertEquals(count(svg, /<circle/g), 4);
  assertEquals(count(svg, /stroke-dasharray/g), 1);
  // A parameter that a bound holds does not move: it is left out, not lost at 0.
  const held = points.map((p) => ({ ...p, shift: 0, foretold: null }));
  assert(!shiftChart(labels, [...points, ...held]).includes("NaN"));
});

Deno.test("correlationChart() and strangeChart() name what they show", () => {
  const grid = correlationChart("vg", ["sigma", "nu"], [[1, -0.5], [-0.5, 1]]);
  checkWellFormed(grid);
  assertEquals(count(grid, />-0.50</g), 2);
  const bars = strangeChart("vg", [
    { what: "no smile", error: 0.001, verdict: "fits" },
    { what: "three times", error: 0.4, verdict: "silent" },
  ]);
  checkWellFormed(bars);
  assertStringIncludes(bars, "40.0");
});
