/**
 * Charts of how calibrated laws do on quotes that they were not shown, from
 * plain data. Volatilities are decimals and are drawn in points.
 *
 * @module
 */

import * as Plot from "@observablehq/plot";
import { plotSvg } from "lib/report/chart.ts";

/** Error of one model under one way of holding out. */
export interface HeldOutRow {
  /** What is held out. */
  readonly scheme: string;
  /** The model. */
  readonly model: string;
  /** Root mean square error on the quotes it was fitted to. */
  readonly shown: number;
  /** The same on the quotes held out. */
  readonly heldOut: number;
}

/**
 * Errors on quotes shown and held out, a panel a way of holding out.
 *
 * @param rows The errors.
 * @returns SVG.
 */
export function heldOutChart(rows: readonly HeldOutRow[]): string {
  const models = [...new Set(rows.map(({ model }) => model))];
  const schemes = [...new Set(rows.map(({ scheme }) => scheme))];
  const drawn = rows.map((row) => ({
    ...row,
    shown: 100 * row.shown,
    heldOut: 100 * row.heldOut,
  }));
  const dots = drawn.flatMap(({ scheme, model, shown, heldOut }) => [
    { scheme, model, quotes: "shown", rmse: shown },
    { scheme, model, quotes: "held out", rmse: heldOut },
  ]);
  return plotSvg({
    title: "Error on quotes shown and on quotes held out",
    width: 960,
    height: 100 + (34 * models.length + 20) * schemes.length,
    marginLeft: marginFor(models),
    marginRight: 90,
    marginBottom: 45,
    x: {
      label: "Root mean square error, volatility points",
      labelAnchor: "center",
      grid: true,
      zero: true,
    },
    y: { type: "band", domain: models, label: null },
    fy: { domain: schemes, label: null },
    color: {
      domain: ["shown", "held out"],
      range: ["#9aa5b1", "#c0392b"],
      legend: true,
    },
    marks: [
      Plot.frame({ stroke: "#ccc" }),
      Plot.link(drawn, {
        fy: "scheme",
        y1: "model",
        y2: "model",
        x1: "shown",
        x2: "heldOut",
        stroke: "#999",
      }),
      Plot.dot(dots, {
        fy: "scheme",
        y: "model",
        x: "rmse",
        fill: "quotes",
        r: 5,
      }),
    ],
  });
}

/** Error at one quote held out. */
export interface HeldOutError {
  /** The model. */
  readonly model: string;
  /** `ln(K/F)`. */
  readonly logMoneyness: number;
  /** Years to expiry. */
  readonly maturity: number;
  /** Model less market, as a decimal. */
  readonly error: number;
}

/**
 * Errors at quotes held out by moneyness, a panel a model.
 *
 * @param title What is held out.
 * @param errors The errors.
 * @returns SVG.
 */
export function heldOutErrors(
  title: string,
  errors: readonly HeldOutError[],
): string {
  const models = [...new Set(errors.map(({ model }) => model))];
  const columns = Math.min(3, models.length);
  const panel = (model: string) => {
    const i = models.indexOf(model);
    return { fx: i % columns, fy: Math.floor(i / columns) };
  };
  const drawn = errors.map((each) => ({
    ...each,
    ...panel(each.model),
    error: 100 * each.error,
  }));
  const titles = models.map((model) => ({ model, ...panel(model) }));
  const facet = { fx: "fx", fy: "fy" };
  return plotSvg({
    title:
      `${title}: model less market, volatility points (colour: years to expiry)`,
    width: 960,
    height: 90 + 220 * Math.ceil(models.length / columns),
    marginLeft: 50,
    marginBottom: 45,
    fx: { axis: null },
    fy: { axis: null },
    x: { label: "ln(strike / forward)", labelAnchor: "center", ticks: 5 },
    y: { label: null, grid: true, ticks: 6 },
    color: {
      type: "sqrt",
      scheme: "Viridis",
      legend: true,
    },
    marks: [
      Plot.frame({ stroke: "#ccc" }),
      Plot.ruleY([0], { stroke: "#666" }),
      Plot.dot(drawn, {
        ...facet,
        x: "logMoneyness",
        y: "error",
        fill: "maturity",
        r: 2.5,
      }),
      Plot.text(titles, {
        ...facet,
        text: "model",
        frameAnchor: "top-right",
        dx: -6,
        dy: 6,
        fontWeight: 600,
        stroke: "white",
        strokeWidth: 4,
        fill: "#1b1e23",
      }),
    ],
  });
}

/** A value on a day. */
export interface DayValue {
  /** What it belongs to: a model, a parameter. */
  readonly name: string;
  /** The day, `yyyy-mm-dd`. */
  readonly day: string;
  /** The value. */
  readonly value: number;
}

/**
 * Errors day by day, a line a model.
 *
 * @param values Root mean square errors as decimals.
 * @returns SVG.
 */
export function forwardChart(values: readonly DayValue[]): string {
  return dayLines({
    title: "Error on each day, fitted to the days before",
    label: "Volatility points",
    values: values.map((v) => ({ ...v, value: 100 * v.value })),
    zero: true,
  });
}

/**
 * Parameters day by day, each over its mean size.
 *
 * @param law The law.
 * @param values Parameters by name.
 * @returns SVG.
 */
export function parameterPaths(
  law: string,
  values: readonly DayValue[],
): string {
  const sizes = new Map(
    [...Map.groupBy(values, ({ name }) => name)].map(([name, each]) => [
      name,
      each.reduce((sum, { value }) => sum + Math.abs(value), 0) / each.length,
    ]),
  );
  return dayLines({
    title: `Parameters of ${law}, each over its mean size`,
    label: "Share of the mean size",
    values: values.map((v) => ({
      ...v,
      value: v.value / (sizes.get(v.name) || 1),
    })),
    zero: false,
  });
}

function dayLines(
  { title, label, values, zero }: {
    readonly title: string;
    readonly label: string;
    readonly values: readonly DayValue[];
    readonly zero: boolean;
  },
): string {
  const days = [...new Set(values.map(({ day }) => day))].sort();
  const names = [...new Set(values.map(({ name }) => name))];
  return plotSvg({
    title,
    width: 960,
    height: days.length > 10 ? 340 : 310,
    marginLeft: 55,
    marginTop: 30,
    marginBottom: days.length > 10 ? 60 : 30,
    // Days are as uneven as they were quoted: each has its own place.
    x: {
      type: "point",
      domain: days,
      label: null,
      tickRotate: days.length > 10 ? -40 : 0,
    },
    y: { label, grid: true, zero },
    color: { domain: names, scheme: "Tableau10", legend: true },
    marks: [
      Plot.line(values, {
        x: "day",
        y: "value",
        stroke: "name",
        strokeWidth: 1.8,
        // A day may be without a value.
        z: "name",
      }),
      Plot.dot(values, { x: "day", y: "value", fill: "name", r: 3.5 }),
    ],
  });
}

/** Two models compared. */
export interface ForestRow {
  /** The pair, as "a − b". */
  readonly label: string;
  /** Mean difference of their errors, as a decimal. */
  readonly estimate: number;
  /** Lower end of its interval. */
  readonly low: number;
  /** Upper end. */
  readonly high: number;
  /** Corrected p-value. */
  readonly pValue: number;
  /** Whether the difference counts as real. */
  readonly real: boolean;
}

/**
 * Mean differences with their intervals, one row a pair.
 *
 * @param rows The pairs.
 * @returns SVG.
 */
export function forestChart(rows: readonly ForestRow[]): string {
  const drawn = rows.map((row) => ({
    label: row.label,
    low: 100 * row.low,
    high: 100 * row.high,
    estimate: 100 * row.estimate,
    verdict: row.real ? "real" : "may be luck",
    note: row.pValue < 0.001 ? "p < 0.001" : `p ${row.pValue.toFixed(3)}`,
  }));
  return plotSvg({
    title:
      "Difference of errors, volatility points (left of 0: the first is better)",
    width: 960,
    height: 90 + 30 * rows.length,
    marginLeft: marginFor(rows.map(({ label }) => label)),
    marginRight: 90,
    marginBottom: 45,
    x: {
      label: "Mean difference and 95 % interval",
      labelAnchor: "center",
      grid: true,
      zero: true,
    },
    y: { type: "band", domain: drawn.map(({ label }) => label), label: null },
    color: {
      domain: ["real", "may be luck"],
      range: ["#1f5fa8", "#9aa5b1"],
      legend: true,
    },
    marks: [
      Plot.ruleX([0], { stroke: "#333" }),
      Plot.link(drawn, {
        x1: "low",
        x2: "high",
        y1: "label",
        y2: "label",
        stroke: "verdict",
        strokeWidth: 3,
      }),
      Plot.dot(drawn, { x: "estimate", y: "label", fill: "verdict", r: 5 }),
      Plot.text(drawn, {
        y: "label",
        text: "note",
        frameAnchor: "right",
        dx: 80,
        textAnchor: "end",
      }),
    ],
  });
}

/** Room for the longest of the labels left of a chart. */
function marginFor(labels: readonly string[]): number {
  const longest = labels.reduce((n, label) => Math.max(n, label.length), 0);
  return 24 + 7 * longest;
}
