/**
 * The charts of a posterior's draws, from plain data: traces, marginals, pairs.
 *
 * @module
 */

import * as Plot from "@observablehq/plot";
import { plotSvg } from "lib/report/chart.ts";
import { svgGrid } from "lib/report/svg_grid.ts";

/** The draws of one parameter, and what else is known of it. */
export interface ParameterDraws {
  /** How it is called. */
  readonly name: string;
  /** Draws, an array a chain. */
  readonly chains: readonly Float64Array[];
  /** Another estimate to compare with. */
  readonly estimate?: number;
  /** Its standard error, null if not determined. */
  readonly standardError?: number | null;
}

/** Points of a chain's trace, and of a pair's cloud. */
const TRACE_POINTS = 250;
const PAIR_POINTS = 700;
const BLUE = "#4e79a7";
const RED = "#c0392b";

/**
 * Draws in the order they were made: chains that have converged are one band.
 *
 * @param parameters The draws.
 * @returns SVG, one panel a parameter.
 */
export function traceChart(parameters: readonly ParameterDraws[]): string {
  const cells = parameters.map(({ name, chains }, i) => {
    const points = chains.flatMap((chain, c) =>
      thinned(chain.length, TRACE_POINTS).map((at) => ({
        draw: at,
        value: chain[at],
        chain: String(c),
      }))
    );
    const svg = plotSvg({
      width: 470,
      height: 170,
      marginLeft: 56,
      marginRight: 16,
      x: { label: null, ticks: 5 },
      y: { label: name, ticks: 4, grid: true },
      color: { type: "ordinal", scheme: "Tableau10" },
      marks: [
        Plot.line(points, {
          x: "draw",
          y: "value",
          stroke: "chain",
          strokeWidth: 0.7,
          strokeOpacity: 0.75,
        }),
      ],
    });
    return { column: i % 2, row: Math.floor(i / 2), svg };
  });
  return svgGrid(cells, {
    title: "Draws by their number, a colour a chain",
    cellWidth: 480,
    cellHeight: 180,
  });
}

/**
 * What is believed of each parameter: a histogram of all draws, with the
 * estimate and its 95 % interval where one is given.
 *
 * @param parameters The draws.
 * @returns SVG, one panel a parameter.
 */
export function marginalsChart(
  parameters: readonly ParameterDraws[],
): string {
  const compared = parameters.some(({ estimate }) => estimate !== undefined);
  const cells = parameters.map((parameter, i) => ({
    column: i % 2,
    row: Math.floor(i / 2),
    svg: marginal(parameter),
  }));
  return svgGrid(cells, {
    title: compared
      ? "Posterior (blue) and least squares with its 95 % interval (red)"
      : "Posterior",
    cellWidth: 480,
    cellHeight: 200,
  });
}

function marginal(
  { name, chains, estimate, standardError }: ParameterDraws,
): string {
  const values = chains.flatMap((chain) => Array.from(chain));
  const half = 1.96 * (standardError ?? NaN);
  const interval = estimate !== undefined && Number.isFinite(half)
    ? [{ from: estimate - half, to: estimate + half }]
    : [];
  // Intervals far wider than the posterior would squeeze it to a line.
  const [least, most] = extent(values);
  const room = most - least;
  const shown = interval.filter(({ from, to }) =>
    from > least - room && to < most + room
  );
  return plotSvg({
    width: 470,
    height: 190,
    marginLeft: 20,
    marginRight: 20,
    marginBottom: 40,
    x: { label: name, labelAnchor: "center", ticks: 6 },
    y: { axis: null },
    marks: [
      histogram(values, 40),
      Plot.ruleY([0]),
      Plot.ruleY(shown, {
        x1: "from",
        x2: "to",
        y: 0,
        stroke: RED,
        strokeWidth: 4,
      }),
      ...estimate === undefined
        ? []
        : [Plot.ruleX([estimate], { stroke: RED, strokeWidth: 1.5 })],
    ],
  });
}

/**
 * Each pair of parameters as a cloud of draws, and each alone on the diagonal.
 *
 * @param parameters The draws, at least two parameters.
 * @returns SVG, a lower triangle.
 */
export function pairChart(parameters: readonly ParameterDraws[]): string {
  const all = parameters.map(({ chains }) =>
    chains.flatMap((chain) => Array.from(chain))
  );
  const picked = thinned(all[0].length, PAIR_POINTS);
  const size = Math.max(150, Math.min(230, Math.floor(960 / all.length)));
  const last = parameters.length - 1;
  const cells = parameters.flatMap((_, row) =>
    parameters.slice(0, row + 1).map((_, column) => {
      const frame = {
        width: size,
        // What plotSvg puts around a chart is 10 pixels high.
        height: size - 10,
        marginLeft: 62,
        marginRight: 14,
        marginTop: 8,
        marginBottom: 36,
        x: {
          label: row === last ? parameters[column].name : null,
          labelAnchor: "center",
          labelArrow: false,
          ticks: 3,
          domain: extent(all[column]),
        },
      };
      const svg = row === column
        ? plotSvg({
          ...frame,
          y: { axis: null },
          marks: [
            histogram(all[row], 24),
            Plot.ruleY([0]),
          ],
        })
        : plotSvg({
          ...frame,
          y: {
            label: column === 0 ? parameters[row].name : null,
            labelAnchor: "center",
            labelArrow: false,
            labelOffset: 58,
            ticks: 3,
            domain: extent(all[row]),
          },
          marks: [
            Plot.frame({ stroke: "#ddd" }),
            Plot.dot(picked, {
              x: (at: number) => all[column][at],
              y: (at: number) => all[row][at],
              r: 1.2,
              fill: BLUE,
              fillOpacity: 0.45,
            }),
          ],
        });
      return { column, row, svg };
    })
  );
  return svgGrid(cells, {
    title: "Parameters against each other",
    cellWidth: size,
    cellHeight: size,
  });
}

function histogram(values: readonly number[], thresholds: number) {
  return Plot.rectY(values, {
    ...Plot.binX({ y: "count" }, { x: (value: number) => value, thresholds }),
    fill: BLUE,
    fillOpacity: 0.8,
  });
}

/** Evenly spaced places, at most `most`. */
function thinned(length: number, most: number): number[] {
  const count = Math.min(length, most);
  return Array.from(
    { length: count },
    (_, i) => Math.floor(i * length / count),
  );
}

function extent(values: readonly number[]): [number, number] {
  return values.reduce<[number, number]>(
    ([low, high], value) => [Math.min(low, value), Math.max(high, value)],
    [Infinity, -Infinity],
  );
}
