/**
 * Forecast paths: what came before, what was forecast with the fan of its
 * quantiles, and what came, for a few windows side by side.
 *
 * @module
 */

import * as Plot from "@observablehq/plot";
import { plotSvg } from "lib/report/chart.ts";

/** One window and its path. */
export interface PathFan {
  /** How it is called, such as its symbol and date. */
  readonly label: string;
  /** Values of the window, oldest first; may be empty. */
  readonly past: ArrayLike<number>;
  /** Forecast of each step `[steps]`. */
  readonly predicted: ArrayLike<number>;
  /** What came `[steps]`. */
  readonly actual: ArrayLike<number>;
  /** Quantiles `[steps × levels]`; null if there are none. */
  readonly quantiles: ArrayLike<number> | null;
}

const BLUE = "#1f5fa8";
const LINES = ["what came", "forecast"] as const;

/**
 * Draws paths, at most three a row.
 *
 * @param chart Title, what the values are, levels of the quantiles, the windows.
 * @returns SVG.
 */
export function pathFans(chart: {
  /** Drawn above the chart. */
  readonly title: string;
  /** What the values are. */
  readonly label: string;
  /** Levels of the quantiles, ascending. */
  readonly levels: readonly number[];
  /** The windows, at least one. */
  readonly fans: readonly PathFan[];
}): string {
  const { title, label, levels, fans } = chart;
  const columns = Math.min(3, fans.length);
  const facet = { fx: "fx", fy: "fy" };
  const panel = (i: number) => ({
    fx: i % columns,
    fy: Math.floor(i / columns),
  });
  const lines = fans.flatMap((fan, i) => {
    const last = fan.past.length - 1;
    const point = (line: string, step: number, value: number) => (
      { ...panel(i), line, step, value }
    );
    // Both lines go on from the last value that was known.
    const start = last < 0
      ? []
      : LINES.map((line) => point(line, 0, fan.past[last]));
    return [
      ...Array.from(
        { length: last },
        (_, k) => point(LINES[0], k - last, fan.past[k]),
      ),
      ...start,
      ...Array.from(fan.actual, (v, h) => point(LINES[0], h + 1, v)),
      ...Array.from(fan.predicted, (v, h) => point(LINES[1], h + 1, v)),
    ];
  });
  const bands = fans.flatMap((fan, i) =>
    bandsOf(fan, levels).map((band) => ({ ...panel(i), ...band }))
  );
  const titles = fans.map(({ label }, i) => ({ ...panel(i), label }));
  return plotSvg({
    title: levels.length < 2
      ? title
      : `${title}; bands: ${shares(levels).join(", ")} of outcomes`,
    width: 960,
    height: 70 + 230 * Math.ceil(fans.length / columns),
    marginLeft: 55,
    marginBottom: 40,
    fx: { axis: null },
    fy: { axis: null },
    x: { label: "Bars ahead", labelAnchor: "center", ticks: 5 },
    y: { label, grid: true, nice: true, ticks: 5 },
    color: { domain: LINES, range: ["#1b1e23", BLUE], legend: true },
    marks: [
      Plot.frame({ stroke: "#ccc" }),
      Plot.areaY(bands, {
        ...facet,
        x: "step",
        y1: "low",
        y2: "high",
        z: "band",
        fill: BLUE,
        fillOpacity: 0.18,
      }),
      Plot.ruleX([0], { stroke: "#999", strokeDasharray: "3 3" }),
      Plot.line(lines, {
        ...facet,
        x: "step",
        y: "value",
        stroke: "line",
        strokeWidth: 1.4,
      }),
      Plot.text(titles, {
        ...facet,
        text: "label",
        frameAnchor: "top-left",
        dx: 6,
        dy: 6,
        fontWeight: 600,
        stroke: "white",
        strokeWidth: 4,
        fill: "#1b1e23",
      }),
    ],
  });
}

/** Pairs of quantiles from the outermost inwards, step by step. */
function bandsOf(
  { quantiles, predicted }: PathFan,
  levels: readonly number[],
): { band: number; step: number; low: number; high: number }[] {
  if (quantiles === null) return [];
  const k = levels.length;
  return Array.from({ length: Math.floor(k / 2) }, (_, band) => band)
    .flatMap((band) =>
      Array.from(predicted, (_, h) => ({
        band,
        step: h + 1,
        low: quantiles[h * k + band],
        high: quantiles[h * k + k - 1 - band],
      }))
    );
}

/** What share of outcomes each band should hold. */
function shares(levels: readonly number[]): string[] {
  return Array.from(
    { length: Math.floor(levels.length / 2) },
    (_, band) => {
      const share = levels[levels.length - 1 - band] - levels[band];
      return `${Number((100 * share).toFixed(1))} %`;
    },
  );
}
