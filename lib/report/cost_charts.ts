/**
 * Charts of where a strategy's money came from and what its costs do to it.
 *
 * @module
 */

import * as Plot from "@observablehq/plot";
import { plotSvg } from "lib/report/chart.ts";
import { dayOf, fixedFigure } from "lib/report/figures.ts";
import { stackSvg } from "lib/report/stack_svg.ts";
import {
  checkSeries,
  checkTimes,
  type NamedSeries,
} from "lib/report/time_series.ts";

const BLUE = "#1f5fa8";
const RED = "#c0392b";
/** Bars drawn of an attribution at most. */
const MOST_BARS = 90;

/** A backtest run with its costs multiplied. */
export interface CostPoint {
  /** What costs were multiplied by: 1 is what they are thought to be. */
  readonly multiple: number;
  /** Final equity over the first. */
  readonly growth: number;
  /** Annual Sharpe ratio. */
  readonly sharpe: number;
  /** All that was paid in costs, money. @default not shown */
  readonly paid?: number;
}

/**
 * Growth and Sharpe ratio by what costs are multiplied by.
 *
 * @param points One run a multiple, in any order.
 * @returns SVG; red where money was lost or the ratio is below 0.
 * @throws {RangeError} If there is no run.
 *
 * @example
 * ```ts
 * import { assertStringIncludes } from "@std/assert";
 * import { costChart } from "lib/report/cost_charts.ts";
 *
 * const svg = costChart([{ multiple: 2, growth: 0.9, sharpe: -0.1 }]);
 * assertStringIncludes(svg, "0.900");
 * ```
 */
export function costChart(points: readonly CostPoint[]): string {
  if (points.length === 0) {
    throw new RangeError(
      "Cannot draw costs as runs must be one at least: current value is 0",
    );
  }
  const sorted = points.toSorted((a, b) => a.multiple - b.multiple);
  const names = sorted.map(({ multiple }) => `${multiple}×`);
  const panel = (
    title: string,
    valueOf: (point: CostPoint) => number,
    { level, legible }: { level: number; legible: string },
  ) => {
    const bars = sorted.map((point, i) => ({
      name: names[i],
      value: valueOf(point),
      text: fixedFigure(valueOf(point), 3),
    }));
    return plotSvg({
      title,
      width: 960,
      height: 50 + 30 * bars.length,
      marginLeft: 60,
      marginRight: 60,
      marginTop: 6,
      marginBottom: 40,
      x: {
        label: legible,
        labelAnchor: "center",
        labelArrow: "none",
        grid: true,
        inset: 60,
        domain: domainOf(bars.map(({ value }) => value), level),
      },
      y: { type: "band", domain: names, label: null, tickSize: 0 },
      marks: [
        Plot.barX(bars, {
          y: "name",
          x1: level,
          x2: "value",
          fill: (bar: { value: number }) => bar.value < level ? RED : BLUE,
          insetTop: 3,
          insetBottom: 3,
        }),
        Plot.ruleX([level], { stroke: "#333" }),
        ...[true, false].map((above) =>
          Plot.text(bars.filter(({ value }) => value >= level === above), {
            y: "name",
            x: "value",
            text: "text",
            textAnchor: above ? "start" : "end",
            dx: above ? 5 : -5,
          })
        ),
      ],
    });
  };
  return stackSvg([
    panel("Growth of 1 by what costs are multiplied by", (p) => p.growth, {
      level: 1,
      legible: "Final equity over the first (line: nothing earned)",
    }),
    panel("Sharpe ratio a year by the same", (p) => p.sharpe, {
      level: 0,
      legible: "Sharpe ratio a year",
    }),
  ]);
}

/** From the least to the largest with the level; some room where all are equal. */
function domainOf(values: readonly number[], level: number): [number, number] {
  const low = Math.min(level, ...values);
  const high = Math.max(level, ...values);
  return high - low > 1e-9 ? [low, high] : [level - 0.5, level + 0.5];
}

/** Where profit came from, period by period. */
export interface AttributionChart {
  /** End of each period, milliseconds since 1970, UTC, shape `[n]`. */
  readonly time: ArrayLike<number>;
  /** Profit of each period by source, such as delta, vega, costs; money. */
  readonly sources: readonly NamedSeries[];
  /** What the money is. @default {"Profit"} */
  readonly label?: string;
}

/** Distinct for the common kinds of colour blindness, costs in red last but one. */
const SOURCE_COLORS = [
  "#4e79a7",
  "#59a14f",
  "#edc948",
  "#b07aa1",
  "#76b7b2",
  "#e15759",
  "#9c9c9c",
  "#9c755f",
];

/**
 * Profit by source: stacked a period (dots: all together), and in total.
 * Beyond 90 periods, runs of as many periods each are drawn as one.
 *
 * @param chart Periods and sources.
 * @returns SVG.
 * @throws {TypeError} If a source is not as long as the times.
 * @throws {RangeError} If the times do not ascend.
 */
export function attributionChart(chart: AttributionChart): string {
  const { time, sources, label = "Profit" } = chart;
  checkTimes("attribution", time);
  for (const each of sources) checkSeries("attribution", each, time.length);
  const n = time.length;
  const run = Math.ceil(n / MOST_BARS);
  const starts = Array.from({ length: Math.ceil(n / run) }, (_, k) => k * run);
  const ends = starts.map((from) => Math.min(n, from + run));
  const bars = starts.flatMap((from, k) =>
    sources.map(({ name, values }) => ({
      end: time[ends[k] - 1],
      name,
      value: sumOf(values, from, ends[k]),
    }))
  );
  const nets = [...Map.groupBy(bars, ({ end }) => end)].map(([end, each]) => ({
    end,
    net: each.reduce((sum, { value }) => sum + value, 0),
  }));
  const names = sources.map(({ name }) => name);
  const color = {
    domain: names,
    range: names.map((_, i) => SOURCE_COLORS[i % SOURCE_COLORS.length]),
  };
  const over = run === 1 ? "a period" : `${run} periods each`;
  const longest = Math.max(
    5,
    ...bars.map(({ value }) => fixedFigure(Math.abs(value), 0).length + 2),
  );
  const stacked = plotSvg({
    title: `${label} by source, ${over} (dots: all together)`,
    width: 960,
    height: 300,
    marginLeft: 24 + 7.5 * longest,
    marginRight: 24,
    marginTop: 10,
    // Each period has its own place: sessions are no equal time apart.
    x: {
      type: "band",
      domain: nets.map(({ end }) => end),
      label: null,
      ticks: nets.filter((_, k) => k % Math.ceil(nets.length / 9) === 0)
        .map(({ end }) => end),
      tickFormat: dayOf,
      padding: 0.1,
    },
    y: { label: null, grid: true, ticks: 6, nice: true },
    color: { ...color, legend: true },
    marks: [
      Plot.frame({ stroke: "#ccc" }),
      Plot.barY(bars, { x: "end", y: "value", fill: "name" }),
      Plot.ruleY([0], { stroke: "#333" }),
      Plot.dot(nets, {
        x: "end",
        y: "net",
        r: 3,
        fill: "#1b1e23",
        stroke: "white",
        strokeWidth: 1,
      }),
    ],
  });
  return stackSvg([stacked, totalsChart(label, sources, color)]);
}

function totalsChart(
  label: string,
  sources: readonly NamedSeries[],
  color: Readonly<Record<string, unknown>>,
): string {
  let end = 0;
  const steps = sources.map(({ name, values }) => {
    const value = sumOf(values, 0, values.length);
    const start = end;
    end += value;
    return { name, start, end, text: fixedFigure(value, 2) };
  });
  const total = { name: "in all", start: 0, end, text: fixedFigure(end, 2) };
  const rows = [...steps, total];
  const names = rows.map(({ name }) => name);
  const longest = names.reduce((most, name) => Math.max(most, name.length), 0);
  return plotSvg({
    title: `${label} by source, in all`,
    width: 960,
    height: 50 + 26 * rows.length,
    marginLeft: 24 + 7 * longest,
    marginRight: 110,
    marginTop: 6,
    x: { label: null, grid: true, zero: true, ticks: 6 },
    y: { type: "band", domain: names, label: null, tickSize: 0 },
    color: { ...color, unknown: "#1b1e23" },
    marks: [
      Plot.barX(rows, {
        y: "name",
        x1: "start",
        x2: "end",
        fill: "name",
        // A source of next to nothing still shows where it stands.
        stroke: "name",
        insetTop: 2,
        insetBottom: 2,
      }),
      Plot.ruleX([0], { stroke: "#333" }),
      // In a column of its own, no figure meets a bar.
      Plot.text(rows, {
        y: "name",
        text: "text",
        frameAnchor: "right",
        textAnchor: "end",
        dx: 100,
        fontVariant: "tabular-nums",
      }),
    ],
  });
}

function sumOf(values: ArrayLike<number>, from: number, to: number): number {
  let sum = 0;
  for (let i = from; i < to; ++i) sum += values[i];
  return sum;
}
