import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { bandsChart } from "lib/report/bands_chart.ts";
import {
  marginalsChart,
  pairChart,
  traceChart,
} from "lib/report/posterior_charts.ts";
import { svgGrid } from "lib/report/svg_grid.ts";
import { checkWellFormed } from "./well_formed.ts";

const HOSTILE = '<script>"x" & y</script>';
const wave = (shift: number) =>
  [0, 1].map((c) =>
    Float64Array.from({ length: 400 }, (_, i) => shift + Math.sin(i * 1.7 + c))
  );
const parameters = [
  { name: HOSTILE, chains: wave(0), estimate: 0.1, standardError: 0.2 },
  { name: "nu", chains: wave(5), estimate: 5, standardError: null },
  { name: "noise", chains: wave(9) },
];
const band = (level: number) => ({
  low: [level - 0.01, level - 0.02],
  median: [level, level],
  high: [level + 0.01, level + 0.02],
});

const CHARTS: Record<string, string> = {
  traceChart: traceChart(parameters),
  marginalsChart: marginalsChart(parameters),
  pairChart: pairChart(parameters),
  bandsChart: bandsChart([{
    label: HOSTILE,
    strike: [90, 110],
    law: band(0.2),
    quote: band(0.2),
    quotes: [
      { strike: 95, impliedVol: 0.2, inside: true },
      { strike: 105, impliedVol: 0.3, inside: false },
    ],
  }]),
};

for (const [name, svg] of Object.entries(CHARTS)) {
  Deno.test(`${name}() is one well-formed SVG without foreign markup`, () => {
    assertEquals(checkWellFormed(svg), "svg");
    assert(!svg.includes("<script"));
    assertStringIncludes(svg, "&lt;script");
    assert(!svg.includes("NaN"));
  });
}

Deno.test("an estimate without an error is a line without a bar", () => {
  const [alone] = [marginalsChart([parameters[1]])];
  assertEquals(alone.match(/#c0392b/g)?.length, 1);
  assertEquals(marginalsChart([parameters[0]]).match(/#c0392b/g)?.length, 2);
  assert(!marginalsChart([parameters[2]]).includes("#c0392b"));
});

Deno.test("a quote outside its band is red", () => {
  const dots = CHARTS.bandsChart.match(/<circle[^>]*#c0392b/g);
  assertEquals(dots?.length, 1);
});

Deno.test("svgGrid() is as large as its last column and row", () => {
  const dot =
    '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"></svg>';
  const svg = svgGrid([
    { column: 2, row: 0, svg: dot },
    { column: 0, row: 1, svg: dot },
  ], { title: HOSTILE, cellWidth: 10, cellHeight: 20 });
  assertEquals(checkWellFormed(svg), "svg");
  assertStringIncludes(svg, 'width="30" height="74"');
  assertStringIncludes(svg, '<svg x="20" y="34"');
});
