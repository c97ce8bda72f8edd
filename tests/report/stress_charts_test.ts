import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import {
  attributionChart,
  shockChart,
  windowChart,
} from "lib/report/stress_charts.ts";
import { checkWellFormed } from "./well_formed.ts";

const count = (svg: string, what: RegExp) => (svg.match(what) ?? []).length;

Deno.test("shockChart() writes every cell and frames the worst", () => {
  const svg = shockChart({
    title: "Short straddle",
    spotMoves: [-0.1, 0, 0.1],
    volMoves: [0, 0.05],
    pnl: [-1200, 0, -900, -12345.6, -3.456, -1500],
  });
  checkWellFormed(svg);
  for (const text of ["−12,346", "−3.46", ">0<", "+5 pts", "−10 %"]) {
    assertStringIncludes(svg, text);
  }
  assertEquals(count(svg, /stroke-width="2"/g), 1);
  const flat = { title: "Flat", spotMoves: [0], volMoves: [0], pnl: [0] };
  assert(!shockChart(flat).includes("NaN"));
});

Deno.test("attributionChart() steps from 0 to the sum of its parts", () => {
  const svg = attributionChart("Profit and loss by Greek", [
    { name: "delta", value: 120 },
    { name: "gamma", value: -40 },
    { name: "theta", value: 15.5 },
  ]);
  checkWellFormed(svg);
  assertEquals(count(svg, /<rect/g), 1 + 4);
  for (const text of [">−40<", ">96<", ">total<"]) {
    assertStringIncludes(svg, text);
  }
});

Deno.test("windowChart() says where there are no data", () => {
  const svg = windowChart("Past windows", [
    { name: "October 1987", total: NaN, maxDrawdown: NaN },
    { name: "Covid, 2020", total: -0.34, maxDrawdown: 0.34 },
  ]);
  checkWellFormed(svg);
  assertStringIncludes(svg, "no data");
  assertStringIncludes(svg, "−34.0 %");
  assert(!svg.includes("NaN"));
});
