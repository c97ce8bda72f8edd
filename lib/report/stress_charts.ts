/**
 * Charts of stress and of what made a profit or loss, from plain data. Moves and
 * returns are decimals and are drawn in per cent.
 *
 * @module
 */

import * as Plot from "@observablehq/plot";
import { plotSvg } from "lib/report/chart.ts";
import { marginFor, money, signed } from "lib/report/labels.ts";

const LOSS = "#c0392b";
const GAIN = "#2c7fb8";

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
