/**
 * Charts of risk from plain data: drawdowns, where risk comes from, stress, profit
 * and loss by part, limits in use. Shares and returns are decimals and are drawn
 * in per cent.
 *
 * @module
 */

import * as Plot from "@observablehq/plot";
import { plotSvg } from "lib/report/chart.ts";

const LOSS = "#c0392b";
const GAIN = "#2c7fb8";
const QUIET = "#9aa5b1";

/** Room for the longest of some labels, in pixels. */
function marginFor(labels: readonly string[]): number {
  return 24 + 6.6 * Math.max(...labels.map((label) => label.length));
}

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

/** Profit and loss over a grid of shocks. */
export interface ShockTable {
  /** Heading. */
  readonly title: string;
  /** Relative moves of the spot, the columns. */
  readonly spotMoves: ArrayLike<number>;
  /** Absolute moves of volatility, the rows. */
  readonly volMoves: ArrayLike<number>;
  /** Profit or loss, row by row. */
  readonly pnl: ArrayLike<number>;
}

/**
 * Profit and loss by spot and volatility, losses red, the worst cell framed.
 *
 * @param table The grid.
 * @returns SVG.
 */
export function shockChart(table: ShockTable): string {
  const { title, spotMoves, volMoves, pnl } = table;
  const columns = Array.from(spotMoves, (move) => signed(100 * move, " %"));
  const rows = Array.from(volMoves, (move) => signed(100 * move, " pts"));
  const cells = Array.from(pnl, (value, at) => ({
    spot: columns[at % columns.length],
    volatility: rows[Math.floor(at / columns.length)],
    value,
  }));
  const most = Math.max(...cells.map(({ value }) => Math.abs(value)));
  const worst = cells.reduce((a, b) => b.value < a.value ? b : a);
  return plotSvg({
    title,
    width: 960,
    height: 90 + 32 * rows.length,
    marginTop: 30,
    marginLeft: 80,
    marginBottom: 45,
    x: {
      type: "band",
      domain: columns,
      label: "Move of the spot",
      labelAnchor: "center",
    },
    y: {
      type: "band",
      domain: rows.toReversed(),
      label: "Volatility",
    },
    color: {
      type: "diverging",
      scheme: "RdBu",
      domain: [-(most || 1), most || 1],
      pivot: 0,
    },
    marks: [
      Plot.cell(cells, {
        x: "spot",
        y: "volatility",
        fill: "value",
        inset: 0.5,
      }),
      Plot.cell([worst], {
        x: "spot",
        y: "volatility",
        fill: "none",
        stroke: "#1b1e23",
        strokeWidth: 2,
      }),
      Plot.text(cells, {
        x: "spot",
        y: "volatility",
        text: ({ value }: { value: number }) => money(value),
        fill: ({ value }: { value: number }) =>
          Math.abs(value) > 0.6 * most ? "white" : "#1b1e23",
        fontSize: 11,
      }),
    ],
  });
}

/** A part of a profit or loss. */
export interface PnlPart {
  /** Name of the part: a Greek, a factor. */
  readonly name: string;
  /** Currency units. */
  readonly value: number;
}

/**
 * Parts of a profit or loss as steps from 0 to their sum.
 *
 * @param title Heading.
 * @param parts The parts in their order; their sum is drawn last.
 * @returns SVG.
 */
export function attributionChart(
  title: string,
  parts: readonly PnlPart[],
): string {
  let level = 0;
  const steps = parts.map(({ name, value }) => {
    const from = level;
    level += value;
    return { name, value, from, to: level };
  });
  const bars = [...steps, { name: "total", value: level, from: 0, to: level }];
  const domain = bars.map(({ name }) => name);
  return plotSvg({
    title,
    width: 960,
    height: 360,
    marginLeft: 70,
    marginTop: 28,
    marginBottom: 35,
    x: { type: "band", domain, label: null, padding: 0.3 },
    y: { label: null, grid: true, ticks: 6, nice: true },
    marks: [
      Plot.ruleY([0], { stroke: "#666" }),
      Plot.rect(bars, {
        x: "name",
        y1: "from",
        y2: "to",
        fill: ({ name, value }: PnlPart) =>
          name === "total" ? "#555" : value < 0 ? LOSS : GAIN,
      }),
      Plot.text(bars, {
        x: "name",
        y: ({ from, to }: { from: number; to: number }) => Math.max(from, to),
        text: ({ value }: PnlPart) => money(value),
        dy: -8,
      }),
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
    label: `${plain(current)} of ${plain(allowed)}`,
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
        x: "percent",
        text: "label",
        textAnchor: "start",
        dx: 6,
      }),
    ],
  });
}

/** What a past window would have done. */
export interface WindowBar {
  /** Name of the window. */
  readonly name: string;
  /** Return over the window, as a decimal; NaN without data. */
  readonly total: number;
  /** Deepest drawdown in it, as a decimal; NaN without data. */
  readonly maxDrawdown: number;
}

/**
 * Returns of a book in past windows, with the deepest drawdown as a tick.
 *
 * @param title Heading.
 * @param windows The windows, drawn in their order; one without data says so.
 * @returns SVG.
 */
export function windowChart(
  title: string,
  windows: readonly WindowBar[],
): string {
  const names = windows.map(({ name }) => name);
  const known = windows
    .filter(({ total }) => Number.isFinite(total))
    .map(({ name, total, maxDrawdown }) => ({
      name,
      percent: 100 * total,
      deepest: -100 * maxDrawdown,
      label: signed(100 * total, " %", 1),
    }));
  const unknown = windows.filter(({ total }) => !Number.isFinite(total));
  return plotSvg({
    title,
    width: 960,
    height: 80 + 26 * names.length,
    marginLeft: marginFor(names),
    marginRight: 70,
    marginBottom: 45,
    x: {
      label: "Return over the window, % (tick: deepest drawdown)",
      labelAnchor: "center",
      grid: true,
      zero: true,
      nice: true,
    },
    y: { type: "band", domain: names, label: null, padding: 0.25 },
    marks: [
      Plot.barX(known, {
        y: "name",
        x: "percent",
        fill: ({ percent }: { percent: number }) => percent < 0 ? LOSS : GAIN,
      }),
      Plot.tickX(known, { y: "name", x: "deepest", strokeWidth: 2 }),
      Plot.text(known, {
        y: "name",
        x: ({ percent }: { percent: number }) => Math.max(0, percent),
        text: "label",
        textAnchor: "start",
        dx: 6,
      }),
      Plot.text(unknown, {
        y: "name",
        x: () => 0,
        text: () => "no data",
        textAnchor: "start",
        fill: "#888",
        dx: 6,
      }),
      Plot.ruleX([0], { stroke: "#666" }),
    ],
  });
}

function signed(value: number, unit: string, digits = 0): string {
  const text = Math.abs(value).toFixed(digits);
  const sign = Number(text) === 0 ? "" : value < 0 ? "−" : "+";
  return `${sign}${text}${unit}`;
}

/** Currency in at most five digits, thousands parted by a thin space. */
function money(value: number): string {
  const size = Math.abs(value);
  const text = size < 10
    ? size.toFixed(2)
    : size.toFixed(0).replace(/\B(?=(\d{3})+$)/g, "\u2009");
  return Number(size.toFixed(2)) === 0 ? "0" : value < 0 ? `−${text}` : text;
}

function plain(value: number): string {
  return value < 10 ? String(Number(value.toFixed(3))) : money(value);
}
