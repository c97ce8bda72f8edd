import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import { makeRng } from "lib/core/rng.ts";
import { activityChart } from "lib/report/activity_chart.ts";
import {
  drawdownChart,
  equityChart,
  rollingChart,
} from "lib/report/backtest_charts.ts";
import { elementsOf, markOf, verticesOf } from "./svg_parts.ts";
import { checkWellFormed } from "./well_formed.ts";

const DAY = 86_400_000;
const HOSTILE = '<script>"x" & y</script>';

function walk(n: number, seed = 1): Float64Array {
  const rng = makeRng(seed);
  let level = 100;
  return Float64Array.from({ length: n }, () => {
    level *= 1 + 0.01 * rng.normal();
    return level;
  });
}

const days = (n: number) =>
  Float64Array.from({ length: n }, (_, i) => Date.UTC(2020, 0, 1) + i * DAY);

/** Every vertex of the first line of that colour. */
function lineOf(svg: string, color: string): number[][] {
  const path = elementsOf(markOf(svg, "line"), "path")
    .find(({ stroke }) => stroke === color);
  assert(path !== undefined, `a line in ${color}`);
  return verticesOf(path.d);
}

const time = days(300);
const curves = [
  { name: HOSTILE, values: walk(300) },
  { name: "index", values: walk(300, 2) },
];
const nine = { time, window: "9 days" };

const CHARTS: Record<string, () => string> = {
  equityChart: () => equityChart({ time, curves }),
  drawdownChart: () =>
    drawdownChart({
      time,
      curves,
      worst: [{ peak: time[3], trough: time[9], recovery: null, depth: 0.04 }],
    }),
  rollingChart: () =>
    rollingChart({ ...nine, sharpe: curves, volatility: curves }),
  activityChart: () =>
    activityChart({ time, exposure: curves, traded: walk(300) }),
};

for (const [name, draw] of Object.entries(CHARTS)) {
  Deno.test(`${name}() is one well-formed SVG that escapes names, the same twice`, () => {
    const svg = draw();
    assertEquals(checkWellFormed(svg), "svg");
    assert(!svg.includes("<script"));
    assertStringIncludes(svg, "&lt;script&gt;");
    assertEquals(draw(), svg);
  });
}

Deno.test("equityChart() lets equal rates of growth climb equally on a logarithmic scale", () => {
  const svg = equityChart({
    time: days(3),
    curves: [{ name: "a", values: [50, 100, 200] }],
  });
  const [a, b, c] = lineOf(svg, "#1f5fa8").map(([, y]) => y);
  assertAlmostEquals(a - b, b - c, 1e-2);
  assert(a - b > 50);
});

Deno.test("equityChart() starts every curve at 1, whatever money it was", () => {
  const svg = equityChart({
    time: days(2),
    curves: [{ name: "a", values: [1e6, 2e6] }, { name: "b", values: [3, 4] }],
    scale: "linear",
  });
  const [a, b] = ["#1f5fa8", "#d18f1b"].map((color) => lineOf(svg, color));
  assertEquals(a[0], b[0]);
  assertAlmostEquals(
    (a[0][1] - a[1][1]) / (b[0][1] - b[1][1]),
    3,
    1e-2,
  );
});

Deno.test("equityChart() draws ruin on a linear scale, and refuses a logarithmic one", () => {
  const ruin = {
    time: days(3),
    curves: [{ name: "a", values: [100, 20, -5] }],
  };
  assert(!equityChart(ruin).includes("logarithmic"));
  assertThrows(
    () => equityChart({ ...ruin, scale: "log" }),
    RangeError,
    "current value is -0.05",
  );
});

Deno.test("equityChart() names what it cannot draw", () => {
  const draw = (time: number[], values: number[]) => () =>
    equityChart({ time, curves: [{ name: "trend", values }] });
  assertThrows(draw([0, 1], [1, 2, 3]), TypeError, '"trend"');
  assertThrows(draw([0, 5, 5], [1, 2, 3]), RangeError, "5 at row 2");
  assertThrows(draw([0, NaN], [1, 2]), RangeError, "NaN at row 1");
  assertThrows(draw([0], [1]), RangeError, "two at least");
  assertThrows(draw([0, 1], [0, 1]), RangeError, "start above 0");
});

Deno.test("drawdownChart() marks five falls at most, each at its depth", () => {
  const values = [100, 80, 100, 60, 100];
  const span = (from: number, depth: number) => ({
    peak: days(5)[from],
    trough: days(5)[from + 1],
    recovery: days(5)[from + 2],
    depth,
  });
  const draw = (worst: ReturnType<typeof span>[]) =>
    drawdownChart({
      time: days(5),
      curves: [{ name: "a", values }],
      worst,
    });
  const svg = draw([span(2, 0.4), span(0, 0.2)]);
  const dots = elementsOf(svg, "circle")
    .map(({ cx, cy }) => [Number(cx), Number(cy)]);
  const line = lineOf(svg, "#1f5fa8");
  assertEquals(dots.length, 2);
  for (const [k, row] of [3, 1].entries()) {
    assertAlmostEquals(dots[k][0], line[row][0], 1e-2);
    assertAlmostEquals(dots[k][1], line[row][1], 1e-2);
  }
  const many = draw(Array.from({ length: 8 }, () => span(0, 0.2)));
  assertEquals(many.match(/<circle/g)?.length, 5);
});

Deno.test("rollingChart() leaves a gap while its window fills", () => {
  const values = walk(300).fill(NaN, 0, 100);
  const svg = rollingChart({
    ...nine,
    sharpe: [{ name: "a", values }],
    volatility: [{ name: "a", values }],
  });
  assertEquals(lineOf(svg, "#1f5fa8").length, 200);
  assert(!svg.includes("NaN"));
});

Deno.test("activityChart() sums what was traded over longer stretches once times are many", () => {
  const draw = (n: number, step: number) =>
    activityChart({
      time: Float64Array.from({ length: n }, (_, i) => i * step),
      exposure: [{ name: "net", values: new Float64Array(n).fill(1) }],
      traded: new Float64Array(n).fill(0.1),
    });
  const hour = 3_600_000;
  const cases: [number, number, string, number][] = [
    [260, DAY, "% of equity<", 260],
    [365, DAY, "% of equity a month<", 12],
    [400, hour / 60, "% of equity an hour<", 7],
    [24 * 30, hour, "% of equity a day<", 30],
    [40 * 365 + 10, DAY, "% of equity a year<", 40],
  ];
  for (const [n, step, title, count] of cases) {
    const svg = draw(n, step);
    assertStringIncludes(svg, title);
    const bars = elementsOf(markOf(svg, "rect"), "rect");
    assertEquals(bars.length, count, title);
    assert(!svg.includes("NaN"));
  }
});

Deno.test("A chart of a million bars is no larger than one of a few thousand", () => {
  const n = 1_000_000;
  const svg = equityChart({
    time: Float64Array.from({ length: n }, (_, i) => i * 60_000),
    curves: [{ name: "a", values: walk(n) }],
  });
  assert(svg.length < 60_000, `${svg.length} characters`);
});
