/**
 * Charts of runs side by side: what each metric ended with, and how it came there.
 *
 * @module
 */

import * as Plot from "@observablehq/plot";
import { plotSvg } from "lib/report/chart.ts";
import { type GridCell, svgGrid } from "lib/report/svg_grid.ts";
import { thinRows } from "lib/report/thin_rows.ts";
import { SERIES_COLORS } from "lib/report/time_series.ts";
import type {
  ComparedCurve,
  ComparedMetric,
} from "lib/tracking/compare_runs.ts";
import { metricText } from "lib/tracking/metric_series.ts";

/** Metrics drawn at most; a page of more is read by nobody. */
export const MOST_PANELS = 24;

/** Points drawn of a curve at most. */
const MOST_POINTS = 600;

const MORE_COLORS = ["#c0392b", "#3aa3b8", "#b5527d", "#5b6d2c", "#9c6b3f"];
const COLORS = [...SERIES_COLORS, ...MORE_COLORS];

/**
 * How a run is called in charts and tables: A, B, … Z, A1, B1, …
 *
 * @param index Place of the run, from 0.
 * @returns The letter.
 */
export function runLetter(index: number): string {
  const round = Math.floor(index / 26);
  return String.fromCharCode(65 + index % 26) + (round === 0 ? "" : round);
}

/**
 * What metrics ended with, a panel a metric and a dot a run.
 *
 * @param metrics At least one; the first {@link MOST_PANELS} are drawn.
 * @returns SVG.
 * @throws {RangeError} If there is none.
 */
export function finalMetricsChart(metrics: readonly ComparedMetric[]): string {
  checkSome("final metrics", metrics.length);
  const runs = metrics[0].values.length;
  const letters = Array.from({ length: runs }, (_, i) => runLetter(i));
  const height = 40 + 20 * runs;
  const panels = metrics.slice(0, MOST_PANELS).map((metric) => {
    const dots = metric.values.flatMap((value, i) =>
      value === null ? [] : [{ run: letters[i], value, text: digits(value, 6) }]
    );
    return plotSvg({
      title: shortened(metricText(metric), 38),
      width: 318,
      height,
      marginLeft: 34,
      marginRight: 84,
      marginTop: 8,
      marginBottom: 12,
      x: { axis: null, inset: 8 },
      y: { type: "band", domain: letters, label: null },
      color: { domain: letters, range: colorsOf(letters) },
      marks: [
        Plot.dot(dots, { x: "value", y: "run", fill: "run", r: 4.5 }),
        Plot.text(dots, {
          x: "value",
          y: "run",
          text: "text",
          dx: 9,
          textAnchor: "start",
        }),
      ],
    });
  });
  return svgGrid(cellsOf(panels, 3), {
    title: "What metrics ended with",
    cellWidth: 320,
    cellHeight: height + 34,
  });
}

/**
 * Metrics by step, a panel a metric and a line a run.
 *
 * @param curves At least one; the first {@link MOST_PANELS} are drawn.
 * @returns SVG.
 * @throws {RangeError} If there is none.
 */
export function metricCurvesChart(curves: readonly ComparedCurve[]): string {
  checkSome("curves of metrics", curves.length);
  const runs = curves[0].curves.length;
  const letters = Array.from({ length: runs }, (_, i) => runLetter(i));
  const panels = curves.slice(0, MOST_PANELS).map((curve) => {
    const points = curve.curves.flatMap((each, i) =>
      each === null ? [] : thinRows(each.values, MOST_POINTS).map((k) => ({
        run: letters[i],
        step: each.steps[k],
        value: each.values[k],
      }))
    );
    const values = points.map(({ value }) => value);
    const [low, high] = [Math.min(...values), Math.max(...values)];
    const wide = low > 0 && high / low > 50;
    return plotSvg({
      title: shortened(metricText(curve), 52),
      width: 476,
      height: 240,
      marginLeft: 62,
      marginTop: 14,
      marginBottom: 38,
      x: {
        label: "Step",
        labelAnchor: "center",
        ticks: Math.min(6, spanOf(points)),
        tickFormat: "d",
      },
      y: wide
        ? { type: "log", label: null, grid: true, ticks: 5, tickFormat: ticks }
        : { label: null, grid: true, nice: true, tickFormat: ticks },
      color: { domain: letters, range: colorsOf(letters), legend: true },
      marks: [
        Plot.frame({ stroke: "#ccc" }),
        Plot.line(points, { x: "step", y: "value", stroke: "run", z: "run" }),
        Plot.dot(lastOf(points), { x: "step", y: "value", fill: "run", r: 3 }),
      ],
    });
  });
  return svgGrid(cellsOf(panels, 2), {
    title: "Metrics by step",
    cellWidth: 480,
    cellHeight: 300,
  });
}

function checkSome(what: string, count: number): void {
  if (count > 0) return;
  throw new RangeError(
    `Cannot draw ${what} as there must be one at least: current value is 0`,
  );
}

function cellsOf(panels: readonly string[], columns: number): GridCell[] {
  return panels.map((svg, i) => ({
    column: i % columns,
    row: Math.floor(i / columns),
    svg,
  }));
}

function colorsOf(letters: readonly string[]): string[] {
  return letters.map((_, i) => COLORS[i % COLORS.length]);
}

/** The last point of each run. */
function lastOf<T extends { readonly run: string }>(points: readonly T[]): T[] {
  return [...new Map(points.map((point) => [point.run, point])).values()];
}

/** So many digits, without an exponent where that is short. */
function digits(value: number, count: number): string {
  return String(Number(value.toPrecision(count))).replace("-", "−");
}

/** Whole steps between the first and the last, at least one. */
function spanOf(points: readonly { readonly step: number }[]): number {
  const steps = points.map(({ step }) => step);
  return Math.max(1, Math.max(...steps) - Math.min(...steps));
}

function ticks(value: number): string {
  return digits(value, 4);
}

function shortened(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length - 1)}…`;
}
