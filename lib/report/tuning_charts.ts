/**
 * Charts of a search for hyperparameters: what each trial came to, and where in
 * each range the good ones lie.
 *
 * @module
 */

import * as Plot from "@observablehq/plot";
import { plotSvg } from "lib/report/chart.ts";
import { svgGrid } from "lib/report/svg_grid.ts";

const BLUE = "#1f5fa8";
const GREY = "#9aa0a8";
const RED = "#c0392b";

/** A trial of a search. */
export interface SearchTrial {
  /** Its number, from 0. */
  readonly number: number;
  /** What it came to; null if it was given up or failed. */
  readonly value: number | null;
  /** What was tried. */
  readonly params: Readonly<Record<string, number | string | boolean>>;
}

/** A search, less being better. */
export interface SearchChart {
  /** Drawn above the chart. */
  readonly title: string;
  /** What was made small, such as "Log loss over folds". */
  readonly label: string;
  /** The trials, in order. */
  readonly trials: readonly SearchTrial[];
}

/**
 * Trials in order with the best so far as a line; those without a value stand
 * hollow at the upper edge.
 *
 * @param chart Title, label and trials, at least one of them complete.
 * @returns SVG.
 *
 * @example
 * ```ts
 * import { assertStringIncludes } from "@std/assert";
 * import { searchHistory } from "lib/report/tuning_charts.ts";
 *
 * const svg = searchHistory({
 *   title: "Two trials",
 *   label: "Loss",
 *   trials: [
 *     { number: 0, value: 2, params: { x: 1 } },
 *     { number: 1, value: 1, params: { x: 2 } },
 *   ],
 * });
 * assertStringIncludes(svg, "the best so far, trial 1");
 * ```
 */
export function searchHistory({ title, label, trials }: SearchChart): string {
  const complete = completeOf(trials);
  let least = Infinity;
  const steps = complete.map(({ number, value }) => {
    least = Math.min(least, value);
    return { number, least };
  });
  const last = trials[trials.length - 1].number;
  const best = bestOf(complete);
  const [low, high] = reachOf(complete);
  const without = trials.filter(({ value }) => value === null);
  return plotSvg({
    title: `${title} (red: the best so far, trial ${best.number}${
      without.length > 0 ? "; hollow: given up" : ""
    })`,
    width: 760,
    height: 340,
    marginLeft: 75,
    marginBottom: 45,
    marginTop: 30,
    x: { label: "Trial", labelAnchor: "center", domain: [-0.5, last + 0.5] },
    y: { label, grid: true, domain: [low, high] },
    marks: [
      Plot.frame({ stroke: "#ccc" }),
      Plot.line([...steps, { number: last, least }], {
        x: "number",
        y: "least",
        curve: "step-after",
        stroke: RED,
      }),
      Plot.dot(without, {
        x: "number",
        y: () => high,
        dy: 9,
        stroke: GREY,
        r: 3.5,
      }),
      Plot.dot(complete, { x: "number", y: "value", fill: BLUE, r: 3.5 }),
      Plot.dot([best], { x: "number", y: "value", fill: RED, r: 4.5 }),
    ],
  });
}

/** Charts side by side. */
const COLUMNS = 3;
/** From this ratio of largest to smallest a range is drawn by logarithms. */
const WIDE = 8;

/**
 * What trials came to by each hyperparameter, a chart each, the best in red.
 *
 * @param chart Title, label and trials; those that are complete are drawn.
 * @returns SVG.
 */
export function searchParameters(
  { title, label, trials }: SearchChart,
): string {
  const complete = completeOf(trials);
  const names = [...new Set(complete.flatMap((t) => Object.keys(t.params)))];
  const cells = names.map((name, k) => ({
    column: k % COLUMNS,
    row: Math.floor(k / COLUMNS),
    svg: parameterChart(name, label, complete),
  }));
  return svgGrid(cells, { title, cellWidth: 330, cellHeight: 276 });
}

function parameterChart(
  name: string,
  label: string,
  complete: readonly CompleteTrial[],
): string {
  const rows = complete.filter(({ params }) => Object.hasOwn(params, name))
    .map(({ number, params, value }) => ({ number, at: params[name], value }));
  const numbers = rows.map(({ at }) => at).filter((at) =>
    typeof at === "number"
  );
  const isNumber = numbers.length === rows.length;
  const [least, most] = [Math.min(...numbers), Math.max(...numbers)];
  const isLog = isNumber && least > 0 && most / least >= WIDE;
  const best = bestOf(complete);
  const points = rows.map((row) =>
    isNumber ? row : { ...row, at: `${row.at}` }
  );
  const ofBest = points.filter(({ number }) => number === best.number);
  return plotSvg({
    width: 330,
    height: 260,
    marginLeft: 62,
    marginBottom: 48,
    marginTop: 24,
    insetLeft: 8,
    insetRight: 8,
    x: {
      label: name,
      labelAnchor: "center",
      ...(isNumber
        ? {
          type: isLog ? "log" : "linear",
          ...(isLog && { tickFormat: "~g" }),
          ticks: isLog ? 3 : 4,
        }
        : { type: "point" }),
    },
    y: { label, grid: true, ticks: 5, domain: reachOf(complete) },
    marks: [
      Plot.frame({ stroke: "#ccc" }),
      Plot.dot(points, { x: "at", y: "value", fill: BLUE, r: 3 }),
      Plot.dot(ofBest, { x: "at", y: "value", fill: RED, r: 4.5 }),
    ],
  });
}

interface CompleteTrial extends SearchTrial {
  readonly value: number;
}

function completeOf(trials: readonly SearchTrial[]): CompleteTrial[] {
  return trials.filter((trial): trial is CompleteTrial => trial.value !== null);
}

function bestOf(complete: readonly CompleteTrial[]): CompleteTrial {
  return complete.reduce((a, b) => b.value < a.value ? b : a);
}

/** From the least value to the largest, with room on both sides. */
function reachOf(complete: readonly CompleteTrial[]): [number, number] {
  const values = complete.map(({ value }) => value);
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const room = 0.06 * (high - low) || 0.01 * Math.abs(high) || 1;
  return [low - room, high + room];
}
