import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import { makeRng } from "lib/core/rng.ts";
import { histogramChart } from "lib/report/histogram_chart.ts";
import { monthReturns, yearReturns } from "lib/report/month_returns.ts";
import {
  monthlyReturns,
  returnHistogram,
  tradeHistogram,
} from "lib/report/return_charts.ts";
import { elementsOf, markOf, verticesOf } from "./svg_parts.ts";
import { checkWellFormed } from "./well_formed.ts";

const month = (year: number, month: number, value: number) => ({
  year,
  month,
  value,
});

Deno.test("yearReturns() compounds months, whatever their order", () => {
  const years = yearReturns([
    month(2002, 2, -0.5),
    month(2001, 1, 0.1),
    month(2002, 1, 1),
  ]);
  assertEquals(years.map(({ year }) => year), [2001, 2002]);
  assertAlmostEquals(years[0].value, 0.1, 1e-15);
  assertAlmostEquals(years[1].value, 0, 1e-15);
});

Deno.test("monthReturns() takes each month from the last value of the one before", () => {
  const time = [[2001, 0, 30], [2001, 0, 31], [2001, 1, 1], [2001, 3, 30]]
    .map(([year, month, day]) => Date.UTC(year, month, day));
  const months = monthReturns(time, [100, 110, 99, 198]);
  assertEquals(months.map(({ year, month }) => [year, month]), [
    [2001, 1],
    [2001, 2],
    [2001, 4],
  ]);
  for (const [i, value] of [0.1, -0.1, 1].entries()) {
    assertAlmostEquals(months[i].value, value, 1e-15);
  }
});

Deno.test("monthReturns() ends with the month in which nothing was left", () => {
  const time = [0, 1, 2].map((month) => Date.UTC(2001, month, 15));
  const months = monthReturns(time, [100, -20, 50]);
  assertEquals(months.map(({ month, value }) => [month, value]), [
    [1, 0],
    [2, -1.2],
  ]);
  assertThrows(() => monthReturns(time, [1, 2]), TypeError, "3 times");
  assertThrows(() => monthReturns(time, [0, 1, 2]), RangeError, "row 0");
  assertThrows(() => monthReturns(time, [1, NaN, 2]), RangeError, "row 1");
});

Deno.test("monthlyReturns() writes each month and leaves out those not traded", () => {
  const svg = monthlyReturns([month(2001, 12, 0.1234), month(2003, 1, -0.02)]);
  assertEquals(checkWellFormed(svg), "svg");
  for (const text of [">12.3<", ">−2.0<", ">2001<", ">2003<", ">Dec<"]) {
    assertStringIncludes(svg, text);
  }
  // Two months, one of each sign.
  const cells = svg.match(/<rect [^>]*?fill="rgb\(/g) ?? [];
  assertEquals(cells.length, 2);
});

Deno.test("monthlyReturns() refuses what is no calendar", () => {
  assertThrows(() => monthlyReturns([]), RangeError, "one at least");
  assertThrows(() => monthlyReturns([month(2001, 13, 0)]), RangeError, "13");
  assertThrows(() => monthlyReturns([month(2001, 0, 0)]), RangeError, "2001-0");
  assertThrows(
    () => monthlyReturns([month(2001, 1, 0), month(2001, 1, 0)]),
    RangeError,
    "twice",
  );
  assertThrows(() => monthlyReturns([month(2001, 1, NaN)]), RangeError, "NaN");
});

/** Width and height of each bar. */
function barsOf(svg: string): number[][] {
  return elementsOf(markOf(svg, "rect"), "rect")
    .map(({ width, height }) => [Number(width), Number(height)]);
}

Deno.test("histogramChart() never lays one label over another", () => {
  const at = [0.5, 0.5, 0.51, 0.49, 0.52];
  const svg = histogramChart({
    title: "t",
    label: "x",
    values: [0, 0.3, 0.5, 0.7, 1],
    lines: at.map((at, i) => ({ label: `line ${i}`, at })),
  });
  assertEquals(checkWellFormed(svg), "svg");
  const heights = at.map((_, i) => {
    const group = svg.slice(0, svg.indexOf(`line ${i}<`));
    const shifts = [...group.matchAll(/translate\(([-\d.]+),\s*([-\d.]+)\)/g)];
    const ys = shifts.slice(-2).map((match) => Number(match[2]));
    return ys.reduce((sum, y) => sum + y, 0);
  }).sort((a, b) => a - b);
  for (let i = 1; i < heights.length; ++i) {
    assert(heights[i] - heights[i - 1] >= 14, String(heights));
  }
});

Deno.test("histogramChart() gives a value on an edge to the side asked for", () => {
  const values = [-2, -1, 0, 0, 0, 1, 2, 3];
  const reds = (closed: "left" | "right") => {
    const svg = histogramChart({
      title: "t",
      label: "x",
      values,
      signed: true,
      closed,
    });
    return (svg.match(/fill="#d98880"/g) ?? []).length;
  };
  // Closed on the right, 0 falls into the bar that ends there.
  assertEquals([reds("left"), reds("right")], [2, 3]);
});

Deno.test("histogramChart() draws equal values, and a single one", () => {
  for (const values of [[3, 3, 3], [0], [1e-9, 1e-9], [-4e6]]) {
    const svg = histogramChart({
      title: "t",
      label: "x",
      values,
      normal: true,
    });
    assertEquals(barsOf(svg).length, 1);
    assert(!/NaN|Infinity/.test(svg));
  }
});

Deno.test("histogramChart() refuses what is no number, naming its row", () => {
  const draw = (values: number[]) => () =>
    histogramChart({ title: "t", label: "x", values });
  assertThrows(draw([]), RangeError, "one at least");
  assertThrows(draw([1, NaN]), RangeError, "NaN at row 1");
});

Deno.test("returnHistogram() holds each return once and the normal law its area", () => {
  const rng = makeRng(3);
  const n = 4000;
  const returns = Float64Array.from({ length: n }, () => 0.01 * rng.normal());
  const svg = returnHistogram(returns, {
    lines: [{ label: "VaR", at: -0.02 }],
  });
  assertEquals(checkWellFormed(svg), "svg");
  assertStringIncludes(svg, "VaR");
  const bars = barsOf(svg);
  // Bars are drawn 1.5 px taller than they are, and pared at their sides.
  const area = bars.reduce((sum, [width, h]) => sum + width * (h - 1.5), 0);
  const pared = bars.length > 80 ? 0 : 1;
  const exact = area * (bars[0][0] + pared) / bars[0][0];
  const [line] = elementsOf(markOf(svg, "line"), "path");
  const curve = verticesOf(line.d);
  const floor = Math.max(...curve.map(([, y]) => y));
  let under = 0;
  for (let i = 1; i < curve.length; ++i) {
    const [x0, y0] = curve[i - 1];
    const [x1, y1] = curve[i];
    under += (x1 - x0) * (floor - (y0 + y1) / 2);
  }
  assertAlmostEquals(under / exact, 1, 0.02);
});

Deno.test("tradeHistogram() counts what was won: a trade of 0 was not", () => {
  const svg = tradeHistogram([10, -5, 0, 20]);
  assertStringIncludes(svg, "4 trades, 50.0 % won");
  assertStringIncludes(svg, "mean 6.25");
});
