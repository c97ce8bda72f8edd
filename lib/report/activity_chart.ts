/**
 * How much of the equity was at work and how much was traded, over time.
 *
 * @module
 */

import * as Plot from "@observablehq/plot";
import { plotSvg } from "lib/report/chart.ts";
import { stackSvg } from "lib/report/stack_svg.ts";
import {
  checkSeries,
  checkTimes,
  linePoints,
  type NamedSeries,
  seriesColors,
} from "lib/report/time_series.ts";

/** Rows beyond which turnover is summed by month. */
const MOST_BARS = 130;

/** Exposure and turnover over time. */
export interface ActivityChart {
  /** Milliseconds since 1970, UTC, shape `[n]`. */
  readonly time: ArrayLike<number>;
  /** Exposures as parts of the equity, such as gross and net. */
  readonly exposure: readonly NamedSeries[];
  /** Part of the equity traded since the time before, shape `[n]`. */
  readonly turnover: ArrayLike<number>;
}

/**
 * Exposure above, turnover below; turnover is summed by calendar month (UTC)
 * where there are more than 130 times.
 *
 * @param chart Times, exposures and turnover, as decimals.
 * @returns SVG.
 * @throws {TypeError} If a series is not as long as the times.
 * @throws {RangeError} If the times do not ascend.
 *
 * @example
 * ```ts
 * import { assertStringIncludes } from "@std/assert";
 * import { activityChart } from "lib/report/activity_chart.ts";
 *
 * const svg = activityChart({
 *   time: [0, 86_400_000],
 *   exposure: [{ name: "net", values: [0, 1] }],
 *   turnover: [0, 1],
 * });
 * assertStringIncludes(svg, "Turnover, % of equity");
 * ```
 */
export function activityChart(chart: ActivityChart): string {
  const { time, exposure, turnover } = chart;
  checkTimes("exposure", time);
  checkSeries("turnover", { name: "turnover", values: turnover }, time.length);
  const percent = exposure.map(({ name, values }) => ({
    name,
    values: Float64Array.from(values, (v) => 100 * v),
  }));
  const monthly = time.length > MOST_BARS;
  const bars = monthly ? byMonth(time, turnover) : byRow(time, turnover);
  const domain = [time[0], bars[bars.length - 1].x2];
  const frame = {
    width: 960,
    marginLeft: 60,
    marginRight: 24,
    marginTop: 10,
    x: { type: "utc", label: null, domain },
  };
  const above = plotSvg({
    title: "Exposure, % of equity",
    ...frame,
    height: 180,
    y: { label: null, grid: true, ticks: 5, zero: true, nice: true },
    color: seriesColors(percent),
    marks: [
      Plot.frame({ stroke: "#ccc" }),
      Plot.ruleY([0], { stroke: "#333" }),
      Plot.line(linePoints("exposure", time, percent.toReversed()), {
        x: "time",
        y: "value",
        stroke: "name",
        strokeWidth: 1.2,
        // A position stands until the next time.
        curve: "step-after",
      }),
    ],
  });
  const below = plotSvg({
    title: `Turnover, % of equity${monthly ? " a month" : ""}`,
    ...frame,
    height: 150,
    y: { label: null, grid: true, ticks: 4, zero: true, nice: true },
    marks: [
      Plot.frame({ stroke: "#ccc" }),
      Plot.rectY(bars, {
        x1: "x1",
        x2: "x2",
        y: "traded",
        fill: "#7a7f87",
        inset: bars.length > MOST_BARS ? 0 : 0.5,
      }),
      Plot.ruleY([0], { stroke: "#333" }),
    ],
  });
  return stackSvg([above, below]);
}

function byRow(time: ArrayLike<number>, turnover: ArrayLike<number>) {
  const n = time.length;
  return Array.from(time, (x1, i) => ({
    x1,
    x2: i + 1 < n ? time[i + 1] : 2 * x1 - time[i - 1],
    traded: 100 * turnover[i],
  }));
}

function byMonth(time: ArrayLike<number>, turnover: ArrayLike<number>) {
  const sums = new Map<number, number>();
  for (let i = 0; i < time.length; ++i) {
    const day = new Date(time[i]);
    const month = 12 * day.getUTCFullYear() + day.getUTCMonth();
    sums.set(month, (sums.get(month) ?? 0) + 100 * turnover[i]);
  }
  return [...sums].map(([month, traded]) => ({
    x1: Math.max(time[0], monthStart(month)),
    x2: monthStart(month + 1),
    traded,
  }));
}

/** Start of a month counted from the year 0. */
function monthStart(month: number): number {
  // Date.UTC reads years below 100 as of the twentieth century.
  return Date.UTC(Math.floor(month / 12), month % 12);
}
