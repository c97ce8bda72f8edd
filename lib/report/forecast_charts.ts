/**
 * Charts of forecasting models: losses by epoch, a figure by period, models
 * beside the best baseline.
 *
 * @module
 */

import * as Plot from "@observablehq/plot";
import { plotSvg } from "lib/report/chart.ts";
import { marginFor } from "lib/report/labels.ts";
import type { EpochLoss } from "lib/report/learning_charts.ts";
import { SERIES_COLORS } from "lib/report/time_series.ts";

const BLUE = "#1f5fa8";
const GREY = "#7a7f87";
const GREEN = "#2f8f6b";

/**
 * Losses by epoch of one model, the epoch with the least validation loss
 * marked; on a logarithmic scale where they span more than a factor of ten.
 *
 * @param chart Title, what the loss is, the losses.
 * @returns SVG.
 */
export function epochLosses(chart: {
  /** Drawn above the chart. */
  readonly title: string;
  /** What the loss is, such as "Mean squared error". */
  readonly label: string;
  /** Losses after each epoch, at least one. */
  readonly history: readonly EpochLoss[];
}): string {
  const { title, label, history } = chart;
  const rows = history.flatMap(({ epoch, training, validation }) => [
    { epoch, part: "training", loss: training },
    { epoch, part: "validation", loss: validation },
  ]).filter(({ loss }) => Number.isFinite(loss));
  const losses = rows.map(({ loss }) => loss);
  const isWide = Math.min(...losses) > 0 &&
    Math.max(...losses) > 10 * Math.min(...losses);
  const isSmall = losses.every((loss) => Math.abs(loss) < 1e-3);
  const best = history.reduce((a, b) => b.validation < a.validation ? b : a);
  return plotSvg({
    title,
    width: 760,
    height: 340,
    marginLeft: 70,
    marginBottom: 45,
    marginTop: 30,
    x: {
      label: "Epoch",
      labelAnchor: "center",
      ticks: wholeTicks(history.map(({ epoch }) => epoch)),
      tickFormat: "d",
    },
    y: {
      label,
      grid: true,
      ...(isWide
        ? { type: "log", tickFormat: "~g", ticks: 6 }
        // Squared returns: 0.0000067 is wider than the margin.
        : { nice: true, ...(isSmall && { tickFormat: "~e" }) }),
    },
    color: {
      domain: ["training", "validation"],
      range: SERIES_COLORS.slice(0, 2),
      legend: true,
    },
    marks: [
      Plot.frame({ stroke: "#ccc" }),
      Plot.ruleX([best.epoch], { stroke: GREY, strokeDasharray: "3 3" }),
      Plot.line(rows, { x: "epoch", y: "loss", z: "part", stroke: "part" }),
      Plot.dot(rows, { x: "epoch", y: "loss", fill: "part", r: 2.2 }),
      Plot.text([best], {
        x: "epoch",
        text: ({ epoch }: EpochLoss) => `kept: ${epoch}`,
        frameAnchor: "top",
        lineAnchor: "bottom",
        dy: -4,
        fill: GREY,
      }),
    ],
  });
}

/** About ten of some whole numbers: there is no epoch one and a half. */
function wholeTicks(epochs: readonly number[]): number[] {
  const step = Math.ceil(epochs.length / 10);
  return epochs.filter((_, i) => i % step === 0);
}

/** A figure of one period. */
export interface PeriodFigure {
  /** What the period is called. */
  readonly period: string;
  /** The figure; null draws nothing. */
  readonly value: number | null;
  /** Windows in the period. */
  readonly rows: number;
}

/**
 * A figure by period as bars, with its value over all periods as a line.
 *
 * @param chart Title, the figure's name, its values, that of all windows.
 * @returns SVG.
 */
export function figureByPeriod(chart: {
  /** Drawn above the chart. */
  readonly title: string;
  /** What the figure is, such as "Accuracy". */
  readonly label: string;
  /** The periods, in order. */
  readonly periods: readonly PeriodFigure[];
  /** The figure over all windows; null draws no line. */
  readonly overall: number | null;
  /** What no skill gives, such as 0.5; bars start there. @default {0} */
  readonly from?: number;
}): string {
  const { title, label, periods, overall, from = 0 } = chart;
  const known = periods.filter(({ value }) => value !== null);
  const rule = { y: overall ?? from };
  return plotSvg({
    title,
    width: 760,
    height: 340,
    marginLeft: 65,
    marginRight: 70,
    marginTop: 34,
    marginBottom: 45,
    x: {
      type: "band",
      domain: periods.map(({ period }) => period),
      label: "Period",
      labelAnchor: "center",
      padding: 0.3,
    },
    y: { label, grid: true, nice: true },
    marks: [
      Plot.frame({ stroke: "#ccc" }),
      Plot.rectY(known, {
        x: "period",
        y1: () => from,
        y2: "value",
        fill: BLUE,
        fillOpacity: 0.85,
      }),
      Plot.ruleY([from], { stroke: "#333" }),
      ...(overall === null ? [] : [
        Plot.ruleY([overall], { stroke: "#c0392b", strokeDasharray: "4 3" }),
        Plot.text([rule], {
          y: "y",
          text: () => "all",
          frameAnchor: "right",
          dx: 28,
          fill: "#c0392b",
        }),
      ]),
      Plot.text(periods, {
        x: "period",
        text: ({ rows }: PeriodFigure) => `n = ${rows}`,
        frameAnchor: "top",
        dy: -11,
        fill: "#666",
        fontSize: 10,
      }),
    ],
  });
}

/** A model beside the baseline. */
export interface ComparedLoss {
  /** The model. */
  readonly model: string;
  /** Its mean loss less the baseline's. */
  readonly difference: number;
  /** Lower end of the difference's interval; null where there is none. */
  readonly low: number | null;
  /** Upper end. */
  readonly high: number | null;
  /** Whether it is a baseline itself. */
  readonly isBaseline: boolean;
  /** Whether it beats every baseline. */
  readonly significant: boolean;
  /** Whether it may be the best of all. */
  readonly inConfidenceSet: boolean;
}

const KINDS = ["beats every baseline", "not significant", "baseline"] as const;

/**
 * Differences of losses from the best baseline's as dots with their intervals,
 * in per cent of its loss; models of the confidence set are filled.
 *
 * @param chart Title, the baseline and its loss, the models.
 * @returns SVG.
 */
export function modelComparison(chart: {
  /** Drawn above the chart. */
  readonly title: string;
  /** Name of the baseline. */
  readonly baseline: string;
  /** Its mean loss, not 0. */
  readonly baselineLoss: number;
  /** The models, the baseline with them, from top to bottom. */
  readonly rows: readonly ComparedLoss[];
}): string {
  const { title, baseline, baselineLoss, rows } = chart;
  const percent = (value: number) => 100 * value / Math.abs(baselineLoss);
  const dots = rows.map((row) => ({
    model: row.model,
    value: percent(row.difference),
    kind: row.significant ? KINDS[0] : row.isBaseline ? KINDS[2] : KINDS[1],
    fill: row.inConfidenceSet,
  }));
  const links = rows.flatMap(({ low, high }, i) =>
    low === null || high === null
      ? []
      : [{ ...dots[i], low: percent(low), high: percent(high) }]
  );
  const names = rows.map(({ model }) => model);
  const dot = { x: "value", y: "model", stroke: "kind", r: 5, strokeWidth: 2 };
  return plotSvg({
    title,
    width: 860,
    height: 85 + 26 * rows.length,
    marginLeft: marginFor(names),
    marginRight: 30,
    marginBottom: 45,
    x: {
      label:
        `Loss less that of ${baseline}, % of it (left is better; filled: in the model confidence set)`,
      labelAnchor: "center",
      grid: true,
      nice: true,
      zero: true,
    },
    y: { type: "point", domain: names, label: null },
    color: { domain: KINDS, range: [GREEN, BLUE, GREY], legend: true },
    marks: [
      Plot.frame({ stroke: "#ccc" }),
      Plot.ruleX([0], { stroke: "#333", strokeDasharray: "4 3" }),
      Plot.link(links, {
        y1: "model",
        y2: "model",
        x1: "low",
        x2: "high",
        stroke: "kind",
        strokeWidth: 2,
      }),
      Plot.dot(dots.filter(({ fill }) => fill), { ...dot, fill: "kind" }),
      Plot.dot(dots.filter(({ fill }) => !fill), { ...dot, fill: "white" }),
    ],
  });
}
