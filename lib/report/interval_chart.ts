/**
 * A curve of predictions with the interval of each, and what was observed.
 *
 * @module
 */

import * as Plot from "@observablehq/plot";
import { plotSvg } from "lib/report/chart.ts";

/** What is drawn. */
export interface IntervalChart {
  /** Drawn above the chart. */
  readonly title: string;
  /** What lies along the chart, such as "Strike". */
  readonly x: string;
  /** What is predicted, such as "Delta". */
  readonly y: string;
  /** Places of the predictions, increasing, shape `[n]`. */
  readonly at: ArrayLike<number>;
  /** Predictions, shape `[n]`. */
  readonly value: ArrayLike<number>;
  /** Lower ends of their intervals, shape `[n]`. */
  readonly low: ArrayLike<number>;
  /** Upper ends, shape `[n]`. */
  readonly high: ArrayLike<number>;
  /** What was observed; points outside of the intervals are told by the caller. */
  readonly observed: readonly {
    /** Its place. */
    readonly at: number;
    /** Its value. */
    readonly value: number;
    /** Whether its interval holds it. @default {true} */
    readonly inside?: boolean;
  }[];
}

/**
 * Draws predictions as a line in the band of their intervals, observations as
 * dots; those outside are red.
 *
 * @param chart The curve and the points.
 * @returns SVG.
 */
export function intervalChart(chart: IntervalChart): string {
  const { title, x, y, value, low, high, observed } = chart;
  const rows = Array.from(chart.at, (at, i) => ({
    at,
    value: value[i],
    low: low[i],
    high: high[i],
  }));
  const dots = observed.map(({ at, value, inside = true }) => (
    { at, value, inside }
  ));
  return plotSvg({
    title,
    width: 960,
    height: 420,
    marginLeft: 60,
    marginBottom: 45,
    x: { label: x, labelAnchor: "center", grid: true },
    y: { label: y, grid: true, nice: true },
    marks: [
      Plot.frame({ stroke: "#ccc" }),
      Plot.areaY(rows, {
        x: "at",
        y1: "low",
        y2: "high",
        fill: "#1f5fa8",
        fillOpacity: 0.2,
      }),
      Plot.line(rows, { x: "at", y: "value", stroke: "#1f5fa8" }),
      Plot.dot(dots, {
        x: "at",
        y: "value",
        r: 2.4,
        fill: (dot: { inside: boolean }) => dot.inside ? "#111" : "#c0392b",
      }),
    ],
  });
}
