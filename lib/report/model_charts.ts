/**
 * Charts of how well a model of a table predicts, from plain arrays: predicted
 * against actual, residuals, errors by bin with the baseline beside them, what
 * the features are worth.
 *
 * @module
 */

import * as Plot from "@observablehq/plot";
import { quantile } from "lib/math/quantile.ts";
import { plotSvg } from "lib/report/chart.ts";
import { type Cloud, cloudOf, rangeOf } from "lib/report/cloud.ts";

/** Predictions and what they are of. */
export interface PredictionChart {
  /** Drawn above the chart. */
  readonly title: string;
  /** Targets, shape `[n]`. */
  readonly actual: ArrayLike<number>;
  /** Predictions, shape `[n]`. */
  readonly predicted: ArrayLike<number>;
  /** What is predicted, for the axes, such as "delta". */
  readonly target: string;
}

/**
 * Predictions against targets, with the line on which they are equal.
 *
 * @param chart Targets and predictions.
 * @returns SVG.
 */
export function predictedVsActual(chart: PredictionChart): string {
  const { title, actual, predicted, target } = chart;
  const cloud = cloudOf(actual, predicted);
  const [a, b] = [rangeOf(actual), rangeOf(predicted)];
  const ends = [Math.min(a[0], b[0]), Math.max(a[1], b[1])];
  return plotSvg({
    title: titleOf(title, cloud),
    width: 620,
    height: 560,
    marginLeft: 60,
    marginBottom: 45,
    x: {
      label: `Actual ${target}`,
      labelAnchor: "center",
      domain: ends,
      nice: true,
      grid: true,
    },
    y: {
      label: `Predicted ${target}`,
      domain: ends,
      nice: true,
      grid: true,
      ticks: 6,
    },
    color: cloud.color,
    marks: [
      Plot.frame({ stroke: "#ccc" }),
      ...cloud.marks,
      Plot.line(ends.map((v) => [v, v]), {
        stroke: "#c0392b",
        strokeDasharray: "4 3",
      }),
    ],
  });
}

function titleOf(title: string, { color }: Cloud): string {
  return color.legend ? `${title}; colour: rows` : title;
}

/** Strips of predictions in which quantiles of residuals are taken. */
const STRIPS = 20;

/**
 * Predicted less actual by prediction, with the median and the middle nine in
 * ten of each twentieth of the rows (of wider strips where rows are few).
 *
 * @param chart Targets and predictions.
 * @returns SVG.
 */
export function residualChart(chart: PredictionChart): string {
  const { title, actual, predicted, target } = chart;
  const residuals = Float64Array.from(predicted, (p, i) => p - actual[i]);
  const cloud = cloudOf(predicted, residuals);
  const strips = stripsOf(predicted, residuals);
  const line = (y: string, dash: string) =>
    Plot.line(strips, {
      x: "x",
      y,
      stroke: "#c0392b",
      strokeWidth: 1.8,
      strokeDasharray: dash,
    });
  return plotSvg({
    title: titleOf(`${title} (red: median and the middle 90 %)`, cloud),
    width: 960,
    height: 400,
    marginLeft: 65,
    marginBottom: 45,
    x: { label: `Predicted ${target}`, labelAnchor: "center", grid: true },
    y: { label: `Predicted less actual ${target}`, grid: true, nice: true },
    color: cloud.color,
    marks: [
      Plot.frame({ stroke: "#ccc" }),
      ...cloud.marks,
      Plot.ruleY([0], { stroke: "#333" }),
      line("p5", "4 3"),
      line("p50", ""),
      line("p95", "4 3"),
    ],
  });
}

function stripsOf(predicted: ArrayLike<number>, residuals: Float64Array) {
  const n = predicted.length;
  const order = Array.from(residuals.keys())
    .sort((a, b) => predicted[a] - predicted[b]);
  const strips = Math.max(1, Math.min(STRIPS, Math.floor(n / 40)));
  return Array.from({ length: strips }, (_, s) => {
    const rows = order.slice(
      Math.floor(s * n / strips),
      Math.floor((s + 1) * n / strips),
    );
    const sorted = Float64Array.from(rows, (row) => residuals[row]).sort();
    const places = Float64Array.from(rows, (row) => predicted[row]);
    return {
      x: quantile(places, 0.5),
      p5: quantile(sorted, 0.05),
      p50: quantile(sorted, 0.5),
      p95: quantile(sorted, 0.95),
    };
  });
}

/** Errors of one bin. */
export interface BinError {
  /** What is in it, such as "0.1–0.2". */
  readonly label: string;
  /** Number of rows. */
  readonly rows: number;
  /** Mean absolute error of the model. */
  readonly mae: number;
  /** The same of the baseline. */
  readonly baselineMae?: number;
}

/**
 * Mean absolute errors by bin, the baseline's beside the model's.
 *
 * @param chart Title, what the bins are of, names of the two, and the bins.
 * @returns SVG.
 */
export function errorsByBin(chart: {
  /** Drawn above the chart. */
  readonly title: string;
  /** What the bins are of, such as "Delta". */
  readonly label: string;
  /** What the baseline is called. @default {"baseline"} */
  readonly baseline?: string;
  /** The bins, in order. */
  readonly bins: readonly BinError[];
}): string {
  const { title, label, baseline = "baseline", bins } = chart;
  const bars = bins.flatMap(({ label, mae, baselineMae }) => [
    { bin: label, of: "model", mae },
    ...(baselineMae === undefined
      ? []
      : [{ bin: label, of: baseline, mae: baselineMae }]),
  ]);
  const names = [...new Set(bars.map((bar) => bar.of))];
  const crowded = bins.length > 14;
  return plotSvg({
    title,
    width: 960,
    height: crowded ? 400 : 360,
    marginLeft: 65,
    marginTop: 46,
    marginBottom: crowded ? 110 : 45,
    x: { axis: null, domain: names },
    y: { label: "Mean absolute error", grid: true, zero: true },
    fx: {
      domain: bins.map((bin) => bin.label),
      label,
      labelAnchor: "center",
      axis: "bottom",
      ...(crowded && { tickRotate: -60 }),
      padding: 0.15,
    },
    color: {
      domain: names,
      range: ["#1f5fa8", "#c9a227"],
      legend: names.length > 1,
    },
    marks: [
      Plot.barY(bars, { fx: "bin", x: "of", y: "mae", fill: "of" }),
      ...(crowded ? [] : [
        Plot.text(bins, {
          fx: "label",
          text: ({ rows }: BinError) => `${rows} rows`,
          frameAnchor: "top",
          dy: -12,
          fill: "#666",
          fontSize: 10,
        }),
      ]),
      Plot.ruleY([0], { stroke: "#333" }),
    ],
  });
}

/** What one feature is worth. */
export interface FeatureImportance {
  /** Name of the feature. */
  readonly feature: string;
  /** Its importance. */
  readonly importance: number;
  /** Standard deviation over shuffles. @default none is drawn */
  readonly deviation?: number;
}

/**
 * Importances as bars, the largest on top.
 *
 * @param chart Title, what importance is, the features.
 * @returns SVG.
 */
export function importanceBars(chart: {
  /** Drawn above the chart. */
  readonly title: string;
  /** What importance is, such as "Growth of the mean absolute error". */
  readonly label: string;
  /** The features, in any order. */
  readonly features: readonly FeatureImportance[];
}): string {
  const sorted = chart.features.toSorted((a, b) => b.importance - a.importance);
  const names = sorted.map(({ feature }) => feature);
  const spreads = sorted.flatMap(({ feature, importance, deviation }) =>
    deviation === undefined
      ? []
      : [{ feature, low: importance - deviation, high: importance + deviation }]
  );
  const longest = names.reduce((n, name) => Math.max(n, name.length), 0);
  return plotSvg({
    title: chart.title,
    width: 960,
    height: 70 + 26 * names.length,
    marginLeft: 24 + 7 * longest,
    marginRight: 30,
    marginBottom: 45,
    x: { label: chart.label, labelAnchor: "center", grid: true, zero: true },
    y: { type: "band", domain: names, label: null, padding: 0.25 },
    marks: [
      Plot.barX(sorted, { y: "feature", x: "importance", fill: "#1f5fa8" }),
      Plot.link(spreads, {
        y1: "feature",
        y2: "feature",
        x1: "low",
        x2: "high",
        stroke: "#1b1e23",
        strokeWidth: 2,
      }),
      Plot.ruleX([0], { stroke: "#333" }),
    ],
  });
}
