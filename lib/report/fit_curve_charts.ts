/**
 * Curves of errors on rows shown and on rows held out: by the number of rows
 * learnt from, and by the value of a hyperparameter. Lines are means over
 * folds, bands a standard deviation (ddof 0) to either side, dots the folds.
 *
 * @module
 */

import * as Plot from "@observablehq/plot";
import { plotSvg } from "lib/report/chart.ts";

/** One fold at one place of the curve. */
export interface FitPoint<V extends number | string = number> {
  /** Where it stands: rows learnt from, or a value. */
  readonly at: V;
  /** Error on rows shown. */
  readonly shown: number;
  /** Error on rows held out. */
  readonly heldOut: number;
}

/** What is drawn beside the points. */
export interface FitCurveLabels {
  /** Drawn above the chart. */
  readonly title: string;
  /** What the error is, such as "Mean absolute error". */
  readonly error: string;
}

/**
 * Errors by the number of rows learnt from, on a logarithmic scale. The folds'
 * numbers may differ a little: they are drawn where their part of the fold is
 * on average.
 *
 * @param labels Title, and what the error is.
 * @param points Each fold at each part, `share` being the part of its rows.
 * @returns SVG.
 */
export function learningCurveChart(
  labels: FitCurveLabels,
  points: readonly (FitPoint & {
    /** Part of the fold's rows. */
    readonly share: number;
  })[],
): string {
  const placed = [...Map.groupBy(points, ({ share }) => share).values()]
    .flatMap((part) => {
      const at = part.reduce((sum, { at }) => sum + at, 0) / part.length;
      return part.map((point) => ({ ...point, at }));
    });
  return fitCurve(labels, {
    label: "Rows learnt from",
    scale: "log",
    points: placed,
  });
}

/**
 * Errors by the value of a hyperparameter.
 *
 * @param labels Title, what the error is, the hyperparameter's name, whether its
 * scale is logarithmic.
 * @param points Each fold at each value; words stand in the order given.
 * @returns SVG.
 */
export function validationCurveChart(
  labels: FitCurveLabels & {
    /** Name of the hyperparameter. */
    readonly parameter: string;
    /** A logarithmic scale, for numbers above 0. @default {false} */
    readonly log?: boolean;
  },
  points: readonly FitPoint<number | string>[],
): string {
  const words = points.some(({ at }) => typeof at === "string");
  return fitCurve(labels, {
    label: labels.parameter,
    scale: words ? "point" : labels.log ? "log" : "linear",
    points,
  });
}

function fitCurve(
  { title, error }: FitCurveLabels,
  { label, scale, points }: {
    readonly label: string;
    readonly scale: "log" | "linear" | "point";
    readonly points: readonly FitPoint<number | string>[];
  },
): string {
  const sides = ["shown", "heldOut"] as const;
  const named = { shown: "rows shown", heldOut: "rows held out" };
  const dots = points.flatMap((point) =>
    sides.map((side) => ({
      at: point.at,
      rows: named[side],
      error: point[side],
    }))
  );
  const means = [...Map.groupBy(points, ({ at }) => at)].flatMap(
    ([at, folds]) =>
      sides.map((side) => {
        const { mean, deviation } = spreadOf(folds.map((fold) => fold[side]));
        const [low, high] = [mean - deviation, mean + deviation];
        return { at, rows: named[side], mean, low, high };
      }),
  );
  const places = [...new Set(points.map(({ at }) => at))];
  return plotSvg({
    title: `${title} (bands: a standard deviation over folds)`,
    width: 720,
    height: 380,
    marginLeft: 65,
    marginTop: 30,
    marginBottom: 45,
    x: {
      type: scale,
      label,
      labelAnchor: "center",
      inset: 12,
      ...(scale === "point" && { domain: places, padding: 0.3 }),
      ...(scale === "log" && { ticks: places, tickFormat: tickOf }),
    },
    y: { label: error, grid: true, nice: true },
    color: {
      domain: sides.map((side) => named[side]),
      range: ["#9aa5b1", "#c0392b"],
      legend: true,
    },
    marks: [
      Plot.frame({ stroke: "#ccc" }),
      Plot.areaY(means, {
        x: "at",
        y1: "low",
        y2: "high",
        fill: "rows",
        fillOpacity: 0.15,
      }),
      Plot.line(means, { x: "at", y: "mean", stroke: "rows", strokeWidth: 2 }),
      Plot.dot(dots, { x: "at", y: "error", fill: "rows", r: 2.5 }),
    ],
  });
}

/** A number as a tick: five digits, thousands apart. */
function tickOf(value: number): string {
  return value.toLocaleString("en-US", { maximumSignificantDigits: 5 });
}

function spreadOf(values: readonly number[]) {
  const mean = values.reduce((sum, v) => sum + v, 0) / values.length;
  const squares = values.reduce((sum, v) => sum + (v - mean) ** 2, 0);
  return { mean, deviation: Math.sqrt(squares / values.length) };
}
