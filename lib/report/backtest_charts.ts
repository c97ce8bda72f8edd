/**
 * Charts of a backtest over time, from plain arrays: what one unit of money
 * became, how far below its peak it stood, how steady its returns were. Times
 * are milliseconds since 1970, UTC.
 *
 * @module
 */

import * as Plot from "@observablehq/plot";
import { plotSvg } from "lib/report/chart.ts";
import { fixedFigure } from "lib/report/figures.ts";
import { stackSvg } from "lib/report/stack_svg.ts";
import {
  linePoints,
  type NamedSeries,
  SERIES_COLORS,
  seriesColors,
} from "lib/report/time_series.ts";

/** Size and horizontal axis that all charts over time share. */
const FRAME = {
  width: 960,
  marginLeft: 60,
  marginRight: 24,
  marginTop: 10,
  x: { type: "utc", label: null },
};

/** Equity over time. */
export interface EquityChart {
  /** Times, shape `[n]`. */
  readonly time: ArrayLike<number>;
  /** The strategy first, then its benchmark and others; the first value is above 0. */
  readonly curves: readonly NamedSeries[];
  /** Vertical scale. @default "log" where all is above 0, else "linear" */
  readonly scale?: "log" | "linear";
  /** Drawn above the chart. @default {"Growth of 1"} */
  readonly title?: string;
}

/**
 * What one unit of money became, each curve over its own first value.
 *
 * @param chart Times and curves.
 * @returns SVG.
 * @throws {RangeError} If a curve starts at or below 0, or a logarithmic scale
 * is asked for and a value is not above 0.
 *
 * @example
 * ```ts
 * import { assertStringIncludes } from "@std/assert";
 * import { equityChart } from "lib/report/backtest_charts.ts";
 *
 * const svg = equityChart({
 *   time: [0, 1, 2].map((day) => day * 86_400_000),
 *   curves: [{ name: "trend", values: [100, 110, 105] }],
 * });
 * assertStringIncludes(svg, "trend");
 * ```
 */
export function equityChart(chart: EquityChart): string {
  const { time, curves, title = "Growth of 1" } = chart;
  const grown = curves.map((curve) => grownFromOne(curve));
  const low = Math.min(...grown.map(({ low }) => low));
  const high = Math.max(...grown.map(({ high }) => high));
  const scale = chart.scale ?? (low > 0 ? "log" : "linear");
  if (scale === "log" && !(low > 0)) {
    throw new RangeError(
      `Cannot draw equity as its values on a logarithmic scale must be above 0: current value is ${low}`,
    );
  }
  // The strategy is drawn last, over the others.
  const points = linePoints("equity", time, grown.toReversed());
  return plotSvg({
    title: scale === "log" ? `${title} (logarithmic scale)` : title,
    ...FRAME,
    marginLeft: high < 1e4 ? 60 : 110,
    height: 340,
    y: {
      type: scale,
      label: null,
      grid: true,
      ticks: scale === "log" ? 5 : 6,
      tickFormat: growthTick,
    },
    color: seriesColors(grown),
    marks: [
      Plot.frame({ stroke: "#ccc" }),
      Plot.ruleY([1], { stroke: "#333", strokeDasharray: "2 3" }),
      Plot.line(points, {
        x: "time",
        y: "value",
        stroke: "name",
        strokeWidth: 1.6,
      }),
    ],
  });
}

function growthTick(value: number): string {
  return value >= 1000
    ? fixedFigure(value, 0)
    : String(Number(value.toPrecision(6))).replace("-", "−");
}

function grownFromOne(curve: NamedSeries) {
  const start = curve.values[0];
  if (!(start > 0 && Number.isFinite(start))) {
    throw new RangeError(
      `Cannot draw equity as "${curve.name}" must start above 0: current value is ${start}`,
    );
  }
  const values = Float64Array.from(curve.values, (v) => v / start);
  let low = Infinity;
  let high = -Infinity;
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return { name: curve.name, values, low, high };
}

/** One fall from a peak. */
export interface DrawdownSpan {
  /** Time of the peak. */
  readonly peak: number;
  /** Time of the lowest point. */
  readonly trough: number;
  /** Time at which the peak was reached again; `null` if it was not. */
  readonly recovery: number | null;
  /** Depth as a decimal, above 0: 0.2 is a fall by a fifth. */
  readonly depth: number;
}

/** Drawdowns over time. */
export interface DrawdownChart {
  /** Times, shape `[n]`. */
  readonly time: ArrayLike<number>;
  /** The strategy first, then its benchmark: equity, above 0 at its peaks. */
  readonly curves: readonly NamedSeries[];
  /** The falls to mark, the deepest first; five at most are marked. */
  readonly worst?: readonly DrawdownSpan[];
  /** Drawn above the chart. @default {"Below the last peak, %"} */
  readonly title?: string;
}

/**
 * How far each curve stood below its last peak, with the worst falls of the
 * first shaded from peak to recovery and numbered at their lowest point.
 *
 * @param chart Times, curves and the falls to mark.
 * @returns SVG.
 * @throws {TypeError} If a curve is not as long as the times.
 */
export function drawdownChart(chart: DrawdownChart): string {
  const { time, curves, title = "Below the last peak, %" } = chart;
  const under = curves.map(({ name, values }) => ({
    name,
    values: underwater(values),
  }));
  const points = linePoints("drawdowns", time, under.toReversed());
  const end = time[time.length - 1];
  const worst = (chart.worst ?? []).slice(0, 5).map((span, i) => ({
    x1: span.peak,
    x2: span.recovery ?? end,
    trough: span.trough,
    depth: -100 * span.depth,
    rank: String(i + 1),
  }));
  return plotSvg({
    title: worst.length > 0 ? `${title}; the worst falls shaded` : title,
    ...FRAME,
    height: 250,
    y: {
      label: null,
      grid: true,
      ticks: 6,
      insetBottom: 18,
      // A curve that never fell still has an axis.
      domain: [points.reduce((low, p) => Math.min(low, p.value), -1), 0],
    },
    color: seriesColors(under),
    marks: [
      Plot.frame({ stroke: "#ccc" }),
      Plot.rectX(worst, {
        x1: "x1",
        x2: "x2",
        fill: "#c0392b",
        fillOpacity: 0.1,
      }),
      Plot.areaY(points.filter(({ name }) => name === under[0].name), {
        x: "time",
        y: "value",
        fill: SERIES_COLORS[0],
        fillOpacity: 0.2,
      }),
      Plot.line(points, {
        x: "time",
        y: "value",
        stroke: "name",
        strokeWidth: 1.2,
      }),
      Plot.dot(worst, { x: "trough", y: "depth", fill: "#c0392b", r: 3 }),
      Plot.text(worst, {
        x: "trough",
        y: "depth",
        text: "rank",
        dy: 11,
        fontWeight: 700,
        fill: "#c0392b",
        stroke: "white",
        strokeWidth: 3,
      }),
    ],
  });
}

function underwater(values: ArrayLike<number>): Float64Array {
  let peak = -Infinity;
  return Float64Array.from(values, (value) => {
    if (value > peak) peak = value;
    return 100 * (value / peak - 1);
  });
}

/** Rolling figures over time. */
export interface RollingChart {
  /** Times, shape `[n]`. */
  readonly time: ArrayLike<number>;
  /** The window in words, such as "126 days". */
  readonly window: string;
  /** Annual Sharpe ratios, the strategy first; NaN while the window fills. */
  readonly sharpe: readonly NamedSeries[];
  /** Annual volatilities as decimals, in the same order. */
  readonly volatility: readonly NamedSeries[];
}

/**
 * Rolling Sharpe ratio and volatility, one above the other.
 *
 * @param chart Times and both figures.
 * @returns SVG.
 * @throws {TypeError} If a series is not as long as the times.
 */
export function rollingChart(chart: RollingChart): string {
  const { time, window, sharpe, volatility } = chart;
  const panel = (
    title: string,
    series: readonly NamedSeries[],
    legend: boolean,
  ) =>
    plotSvg({
      title,
      ...FRAME,
      height: 180,
      y: { label: null, grid: true, ticks: 5, zero: true },
      color: { ...seriesColors(series), legend },
      marks: [
        Plot.frame({ stroke: "#ccc" }),
        Plot.ruleY([0], { stroke: "#333" }),
        Plot.line(linePoints("rolling figures", time, series.toReversed()), {
          x: "time",
          y: "value",
          stroke: "name",
          strokeWidth: 1.4,
        }),
      ],
    });
  const percent = volatility.map(({ name, values }) => ({
    name,
    values: Float64Array.from(values, (v) => 100 * v),
  }));
  return stackSvg([
    panel(`Rolling Sharpe ratio a year (${window})`, sharpe, true),
    panel(`Rolling volatility a year, % (${window})`, percent, false),
  ]);
}
