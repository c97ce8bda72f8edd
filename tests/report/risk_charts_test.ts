import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import {
  drawdownChart,
  limitUseChart,
  riskShareChart,
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

Deno.test("limitUseChart() shows what is over in red", () => {
  const svg = limitUseChart([
    { name: "max_gross_leverage", current: 1.2, allowed: 2 },
    { name: "drawdown_halt", current: 0.25, allowed: 0.2 },
  ]);
  checkWellFormed(svg);
  assertStringIncludes(svg, "0.25 of 0.2");
  assertEquals(count(svg, /fill="#c0392b"/g), 1);
});
