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

/** Bars of trading drawn at most. */
const MOST_BARS = 260;

/** A stretch of time over which trading is summed. */
interface Unit {
  readonly name: string;
  /** Number of the unit in which a time falls. */
  readonly at: (time: number) => number;
  /** Time at which a unit starts. */
  readonly start: (unit: number) => number;
}

const spanOf = (name: string, size: number): Unit => ({
  name,
  at: (time) => Math.floor(time / size),
  start: (unit) => unit * size,
});

const UNITS: readonly Unit[] = [
  spanOf("an hour", 3_600_000),
  spanOf("a day", 86_400_000),
  { name: "a month", at: monthAt, start: monthStart },
  {
    name: "a year",
    at: (time) => Math.floor(monthAt(time) / 12),
    start: (year) => monthStart(12 * year),
  },
];

/** Exposure and trading over time. */
export interface ActivityChart {
  /** Milliseconds since 1970, UTC, shape `[n]`. */
  readonly time: ArrayLike<number>;
  /** Exposures as parts of the equity, such as gross and net. */
  readonly exposure: readonly NamedSeries[];
  /** Value bought and sold since the time before, over equity, shape `[n]`. */
  readonly traded: ArrayLike<number>;
}

/**
 * Exposure above, what was traded below; beyond 260 times it is summed by the
 * hour, day, month or year (UTC), the first of which there are no more.
 *
 * @param chart Times, exposures and values traded, as decimals.
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
 *   traded: [0, 1],
 * });
 * assertStringIncludes(svg, "Bought and sold, % of equity");
 * ```
 */
export function activityChart(chart: ActivityChart): string {
  const { time, exposure, traded } = chart;
  checkTimes("exposure", time);
  checkSeries("trading", { name: "traded", values: traded }, time.length);
  const percent = exposure.map(({ name, values }) => ({
    name,
    values: Float64Array.from(values, (v) => 100 * v),
  }));
  const { bars, name } = barsOf(time, traded);
  const domain = [time[0], bars[bars.length - 1].x2];
  const frame = {
    width: 960,
    marginLeft: 60,
    marginRight: 24,
    marginTop: 10,
    marginBottom: 36,
    x: { type: "utc", label: null, domain },
  };
  const above = plotSvg({
    title: "Exposure, % of equity",
    ...frame,
    height: 186,
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
    title: ["Bought and sold, % of equity", name].join(" ").trim(),
    ...frame,
    height: 156,
    y: { label: null, grid: true, ticks: 4, zero: true, nice: true },
    marks: [
      Plot.frame({ stroke: "#ccc" }),
      Plot.rectY(bars, {
        x1: "x1",
        x2: "x2",
        y: "value",
        fill: "#7a7f87",
        inset: bars.length > 130 ? 0 : 0.5,
      }),
      Plot.ruleY([0], { stroke: "#333" }),
    ],
  });
  return stackSvg([above, below]);
}

interface Bar {
  readonly x1: number;
  readonly x2: number;
  readonly value: number;
}

function barsOf(
  time: ArrayLike<number>,
  traded: ArrayLike<number>,
): { bars: Bar[]; name: string } {
  const n = time.length;
  if (n <= MOST_BARS) {
    const bars = Array.from(time, (x1, i) => ({
      x1,
      x2: i + 1 < n ? time[i + 1] : 2 * x1 - time[i - 1],
      value: 100 * traded[i],
    }));
    return { bars, name: "" };
  }
  const unit = UNITS.find(({ at }) => {
    const seen = new Set<number>();
    for (let i = 0; i < n && seen.size <= MOST_BARS; ++i) seen.add(at(time[i]));
    return seen.size <= MOST_BARS;
  }) ?? UNITS[UNITS.length - 1];
  return { bars: byUnit(time, traded, unit), name: unit.name };
}

function byUnit(
  time: ArrayLike<number>,
  traded: ArrayLike<number>,
  { at, start }: Unit,
): Bar[] {
  const sums = new Map<number, number>();
  for (let i = 0; i < time.length; ++i) {
    const unit = at(time[i]);
    sums.set(unit, (sums.get(unit) ?? 0) + 100 * traded[i]);
  }
  return [...sums].map(([unit, value]) => ({
    x1: Math.max(time[0], start(unit)),
    x2: start(unit + 1),
    value,
  }));
}

/** Month of a time, counted from the year 0. */
function monthAt(time: number): number {
  const day = new Date(time);
  return 12 * day.getUTCFullYear() + day.getUTCMonth();
}

function monthStart(month: number): number {
  return Date.UTC(Math.floor(month / 12), month % 12);
}
