import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import {
  attributionChart,
  drawdownChart,
  limitUseChart,
  riskShareChart,
  shockChart,
  windowChart,
} from "lib/report/risk_charts.ts";
import { checkWellFormed } from "./well_formed.ts";

const count = (svg: string, what: RegExp) => (svg.match(what) ?? []).length;

Deno.test("drawdownChart() draws a line a name and fills the first", () => {
  const svg = drawdownChart(
    "Drawdown",
    ["strategy", "S&P 500"].flatMap((name, i) =>
      ["2020-02-19", "2020-03-23", "2020-08-18"].map((day, t) => ({
        name,
        day,
        depth: [0, 0.34 - 0.1 * i, 0][t],
      }))
    ),
  );
  checkWellFormed(svg);
  assertStringIncludes(svg, "S&amp;P 500");
  assertStringIncludes(svg, 'aria-label="area"');
  assert(!svg.includes("NaN"));
});

Deno.test("riskShareChart() draws a weight and a share an asset", () => {
  const svg = riskShareChart([
    { name: "stocks", weight: 0.6, share: 0.92 },
    { name: "bonds", weight: 0.4, share: 0.08 },
  ]);
  checkWellFormed(svg);
  assertEquals(count(svg, /<circle/g), 4);
});

Deno.test("shockChart() writes every cell and frames the worst", () => {
  const svg = shockChart({
    title: "Short straddle",
    spotMoves: [-0.1, 0, 0.1],
    volMoves: [0, 0.05],
    pnl: [-1200, 0, -900, -12345.6, -3.456, -1500],
  });
  checkWellFormed(svg);
  for (const text of ["−12\u2009346", "−3.46", ">0<", "+5 pts", "−10 %"]) {
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

Deno.test("limitUseChart() shows what is over in red", () => {
  const svg = limitUseChart([
    { name: "max_gross_leverage", current: 1.2, allowed: 2 },
    { name: "drawdown_halt", current: 0.25, allowed: 0.2 },
  ]);
  checkWellFormed(svg);
  assertStringIncludes(svg, "0.25 of 0.2");
  assertEquals(count(svg, /fill="#c0392b"/g), 1);
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
