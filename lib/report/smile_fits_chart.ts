/**
 * What a law saw in each day's surface: how well it fitted, and how many options
 * stood beyond the threshold on either side.
 *
 * @module
 */

import * as Plot from "@observablehq/plot";
import { plotSvg } from "lib/report/chart.ts";
import { dayOf } from "lib/report/figures.ts";
import { stackSvg } from "lib/report/stack_svg.ts";

/** One day's fit. */
export interface DayFit {
  /** When, milliseconds since 1970, UTC. */
  readonly time: number;
  /** Root mean squared error of the volatilities, decimal; null without any. */
  readonly rmseImpliedVol: number | null;
  /** Options above the fit by more than the threshold. */
  readonly rich: number;
  /** Options below it by more. */
  readonly cheap: number;
}

const RICH = "#c0392b";
const CHEAP = "#1f5fa8";

/**
 * Error of each fit above, what it found rich (upwards) and cheap below.
 *
 * @param fits One a day, in order of time.
 * @returns SVG.
 * @throws {RangeError} If there is no fit.
 *
 * @example
 * ```ts
 * import { assertStringIncludes } from "@std/assert";
 * import { smileFitsChart } from "lib/report/smile_fits_chart.ts";
 *
 * const svg = smileFitsChart([
 *   { time: 0, rmseImpliedVol: 0.01, rich: 3, cheap: 5 },
 *   { time: 86_400_000, rmseImpliedVol: 0.02, rich: 4, cheap: 1 },
 * ]);
 * assertStringIncludes(svg, "1970-01-02");
 * ```
 */
export function smileFitsChart(fits: readonly DayFit[]): string {
  if (fits.length === 0) {
    throw new RangeError(
      "Cannot draw fits as there must be one at least: current value is 0",
    );
  }
  const times = fits.map(({ time }) => time);
  const every = Math.ceil(times.length / 9);
  const frame = {
    width: 960,
    marginLeft: 60,
    marginRight: 24,
    marginTop: 10,
    // Each day has its own place: sessions are no equal time apart.
    x: {
      type: "band",
      domain: times,
      label: null,
      ticks: times.filter((_, i) => i % every === 0),
      tickFormat: dayOf,
      padding: 0.15,
    },
  };
  const errors = fits.filter((fit) => fit.rmseImpliedVol !== null)
    .map((fit) => ({ time: fit.time, points: 100 * fit.rmseImpliedVol! }));
  const counts = fits.flatMap(({ time, rich, cheap }) => [
    { time, side: "rich", count: rich },
    { time, side: "cheap", count: -cheap },
  ]);
  return stackSvg([
    plotSvg({
      title: "Error of each day's fit, volatility points (root mean square)",
      ...frame,
      height: 180,
      y: { label: null, grid: true, ticks: 5, zero: true, nice: true },
      marks: [
        Plot.frame({ stroke: "#ccc" }),
        Plot.line(errors, {
          x: "time",
          y: "points",
          stroke: "#333",
          strokeWidth: 1.4,
        }),
        Plot.dot(errors, { x: "time", y: "points", fill: "#333", r: 2.5 }),
      ],
    }),
    plotSvg({
      title: "Options beyond the threshold: rich above, cheap below",
      ...frame,
      height: 220,
      y: {
        label: null,
        grid: true,
        ticks: 6,
        nice: true,
        tickFormat: (count: number) => String(Math.abs(count)),
      },
      color: { domain: ["rich", "cheap"], range: [RICH, CHEAP], legend: true },
      marks: [
        Plot.frame({ stroke: "#ccc" }),
        Plot.barY(counts, { x: "time", y: "count", fill: "side" }),
        Plot.ruleY([0], { stroke: "#333" }),
      ],
    }),
  ]);
}
