/**
 * Charts of risk from plain data: drawdowns, where risk comes from, limits in use.
 * Shares are decimals and are drawn in per cent.
 *
 * @module
 */

import * as Plot from "@observablehq/plot";
import { plotSvg } from "lib/report/chart.ts";
import { figure, marginFor } from "lib/report/labels.ts";

const LOSS = "#c0392b";
const GAIN = "#2c7fb8";
const QUIET = "#9aa5b1";

/** A point of a drawdown. */
export interface DrawdownPoint {
  /** Name of the series. */
  readonly name: string;
  /** Day, ISO date. */
  readonly day: string;
  /** Drawdown, as a decimal of at least 0. */
  readonly depth: number;
}

/**
 * Drawdowns over time, a line a name, below 0.
 *
 * @param title Heading.
 * @param points The drawdowns.
 * @returns SVG.
 */
export function drawdownChart(
  title: string,
  points: readonly DrawdownPoint[],
): string {
  const names = [...new Set(points.map(({ name }) => name))];
  const drawn = points.map(({ name, day, depth }) => ({
    name,
    day: new Date(day),
    percent: -100 * depth,
  }));
  const [first, ...others] = names;
  return plotSvg({
    title: `${title}, %`,
    width: 960,
    height: 320,
    marginLeft: 50,
    marginBottom: 35,
    x: { type: "utc", label: null },
    y: { label: null, grid: true, ticks: 6 },
    color: {
      domain: names,
      range: [LOSS, ...["#555", GAIN, "#e08214", "#4d9221"]],
      legend: true,
    },
    marks: [
      Plot.areaY(drawn.filter(({ name }) => name === first), {
        x: "day",
        y: "percent",
        fill: "name",
        fillOpacity: 0.25,
      }),
      Plot.line(drawn, {
        x: "day",
        y: "percent",
        stroke: "name",
        strokeWidth: others.length === 0 ? 1.2 : 1,
      }),
      Plot.ruleY([0], { stroke: "#666" }),
    ],
  });
}

/** An asset's share of capital and of risk. */
export interface RiskShare {
  /** Name of the asset. */
  readonly name: string;
  /** Weight, as a decimal. */
  readonly weight: number;
  /** Share of the portfolio's risk, as a decimal. */
  readonly share: number;
}

/**
 * Weight and share of risk of each asset, joined.
 *
 * @param rows The shares, drawn in their order.
 * @returns SVG.
 */
export function riskShareChart(rows: readonly RiskShare[]): string {
  const names = rows.map(({ name }) => name);
  const dots = rows.flatMap(({ name, weight, share }) => [
    { name, of: "weight", percent: 100 * weight },
    { name, of: "share of risk", percent: 100 * share },
  ]);
  return plotSvg({
    title: "Weight and share of risk",
    width: 960,
    height: 80 + 26 * names.length,
    marginLeft: marginFor(names),
    marginRight: 30,
    marginBottom: 45,
    x: {
      label: "%",
      labelAnchor: "center",
      grid: true,
      zero: true,
      nice: true,
    },
    y: { type: "band", domain: names, label: null },
    color: {
      domain: ["weight", "share of risk"],
      range: [QUIET, LOSS],
      legend: true,
    },
    marks: [
      Plot.ruleX([0], { stroke: "#666" }),
      Plot.link(rows, {
        y1: "name",
        y2: "name",
        x1: (row: RiskShare) => 100 * row.weight,
        x2: (row: RiskShare) => 100 * row.share,
        stroke: "#999",
      }),
      Plot.dot(dots, { y: "name", x: "percent", fill: "of", r: 5 }),
    ],
  });
}

/** A limit and how much of it is used. */
export interface LimitUse {
  /** Name of the limit. */
  readonly name: string;
  /** What is measured now. */
  readonly current: number;
  /** The most that is allowed, above 0, in the same unit. */
  readonly allowed: number;
}

/**
 * Use of limits in per cent of each; what is over is red.
 *
 * @param uses The limits, drawn in their order.
 * @returns SVG.
 */
export function limitUseChart(uses: readonly LimitUse[]): string {
  const names = uses.map(({ name }) => name);
  const drawn = uses.map(({ name, current, allowed }) => ({
    name,
    percent: 100 * current / allowed,
    label: `${figure(current)} of ${figure(allowed)}`,
    over: current > allowed,
  }));
  return plotSvg({
    title: "Use of limits",
    width: 960,
    height: 80 + 28 * names.length,
    marginLeft: marginFor(names),
    marginRight: 130,
    marginBottom: 45,
    x: {
      label: "% of the limit",
      labelAnchor: "center",
      grid: true,
      domain: [0, Math.max(110, ...drawn.map(({ percent }) => percent))],
    },
    y: { type: "band", domain: names, label: null, padding: 0.25 },
    marks: [
      Plot.barX(drawn, {
        y: "name",
        x: "percent",
        fill: ({ over }: { over: boolean }) => over ? LOSS : GAIN,
      }),
      Plot.ruleX([100], { stroke: "#1b1e23", strokeWidth: 1.5 }),
      Plot.text(drawn, {
        y: "name",
        frameAnchor: "right",
        text: "label",
        textAnchor: "start",
        dx: 8,
      }),
    ],
  });
}
