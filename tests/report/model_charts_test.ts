import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { makeRng } from "lib/core/rng.ts";
import {
  errorsByBin,
  importanceBars,
  predictedVsActual,
  residualChart,
} from "lib/report/model_charts.ts";
import { checkWellFormed } from "./well_formed.ts";

const count = (svg: string, what: RegExp) => (svg.match(what) ?? []).length;

function predictions(rows: number) {
  const rng = makeRng(1);
  const actual = Float64Array.from({ length: rows }, () => rng.uniform());
  const predicted = actual.map((v) => v + 0.01 * rng.normal());
  return { title: "Calls <2025>", target: "delta", actual, predicted };
}

Deno.test("predictedVsActual() and residualChart() draw a dot a row while rows are few", () => {
  for (const draw of [predictedVsActual, residualChart]) {
    const svg = draw(predictions(300));
    checkWellFormed(svg);
    assertEquals(count(svg, /<circle/g), 300);
    assertStringIncludes(svg, "Calls &lt;2025&gt;");
  }
});

Deno.test("predictedVsActual() and residualChart() keep their size when rows are many", () => {
  for (const draw of [predictedVsActual, residualChart]) {
    const sizes = [20_000, 80_000].map((rows) => {
      const svg = draw(predictions(rows));
      checkWellFormed(svg);
      assertEquals(count(svg, /<circle/g), 0);
      return svg.length;
    });
    assert(sizes[1] < 400_000, `${sizes}`);
  }
});

Deno.test("predictedVsActual() and residualChart() draw one row, and rows all alike", () => {
  for (const draw of [predictedVsActual, residualChart]) {
    for (const rows of [1, 5000]) {
      const same = new Float64Array(rows).fill(0.5);
      const svg = draw({ ...predictions(1), actual: same, predicted: same });
      checkWellFormed(svg);
      assert(!svg.includes("NaN"));
    }
  }
});

Deno.test("errorsByBin() draws a bar for the model and one for the baseline", () => {
  const bins = ["0–0.5", "0.5–1"].map((label, i) => ({
    label,
    rows: 10 + i,
    mae: 0.004,
    baselineMae: 0.006,
  }));
  const chart = { title: "Error by delta", label: "Delta", bins };
  const svg = errorsByBin({ ...chart, baseline: "Black–Scholes" });
  checkWellFormed(svg);
  // Four bars, two keys and the ground.
  assertEquals(count(svg, /<rect/g), 7);
  for (const text of ["Black–Scholes", "0.5–1", "11 rows", "Delta"]) {
    assertStringIncludes(svg, text);
  }
  const alone = errorsByBin({
    ...chart,
    bins: bins.map(({ baselineMae: _, ...bin }) => bin),
  });
  assertEquals(count(checkWellFormed(alone) && alone, /<rect/g), 3);
});

Deno.test("importanceBars() puts the largest on top, with its deviation", () => {
  const svg = importanceBars({
    title: "Importance",
    label: "Growth of the error",
    features: [
      { feature: "strike", importance: 0.1, deviation: 0.01 },
      { feature: "moneyness & more", importance: 0.9, deviation: 0.02 },
    ],
  });
  checkWellFormed(svg);
  assert(svg.indexOf("moneyness &amp; more") < svg.indexOf("strike<"));
});
