/**
 * The grid of parameters that was tried, and the pair that was chosen.
 *
 * @module
 */

import * as Plot from "@observablehq/plot";
import { plotSvg } from "lib/report/chart.ts";
import { fixedFigure } from "lib/report/figures.ts";

const DARK = "#1b1e23";

/** Sharpe ratios over two parameters. */
export interface ParameterGrid {
  /** Drawn above the chart. @default {"Sharpe ratio a year by parameters"} */
  readonly title?: string;
  /** The parameter along the horizontal axis. */
  readonly x: GridAxis;
  /** The one along the vertical axis. */
  readonly y: GridAxis;
  /** Annual ratios, row-major `[y × x]`; NaN where none was run. */
  readonly sharpe: ArrayLike<number>;
  /** Which pair was chosen, places on the axes. @default none is marked */
  readonly chosen?: { readonly x: number; readonly y: number };
}

/** A parameter and its values. */
export interface GridAxis {
  /** Its name. */
  readonly name: string;
  /** Its values, ascending. */
  readonly values: readonly (number | string)[];
}

/**
 * Sharpe ratios over a grid of two parameters, the chosen pair framed: a
 * plateau around it speaks for it, a lone peak against it.
 *
 * @param grid Axes and ratios.
 * @returns SVG; ratios are written into the cells of grids that have room.
 * @throws {TypeError} If there is not one ratio a pair.
 *
 * @example
 * ```ts
 * import { assertStringIncludes } from "@std/assert";
 * import { parameterGrid } from "lib/report/parameter_grid_chart.ts";
 *
 * const svg = parameterGrid({
 *   x: { name: "Fast", values: [10, 20] },
 *   y: { name: "Slow", values: [100] },
 *   sharpe: [0.25, 0.5],
 *   chosen: { x: 1, y: 0 },
 * });
 * assertStringIncludes(svg, "framed: chosen");
 * ```
 */
export function parameterGrid(grid: ParameterGrid): string {
  const { title = "Sharpe ratio a year by parameters", x, y, sharpe } = grid;
  const [columns, rows] = [x.values.length, y.values.length];
  if (sharpe.length !== columns * rows) {
    throw new TypeError(
      `Cannot draw a grid as ratios must be ${columns} × ${rows}: current value is ${sharpe.length}`,
    );
  }
  const cells = Array.from(sharpe, (value, i) => ({
    x: x.values[i % columns],
    y: y.values[Math.floor(i / columns)],
    value,
    text: fixedFigure(value, 2),
  }));
  const run = cells.filter(({ value }) => Number.isFinite(value));
  const sizes = run.map(({ value }) => Math.abs(value));
  const reach = sizes.reduce((a, b) => Math.max(a, b), 0) || 1;
  const chosen = grid.chosen === undefined
    ? []
    : [cells[grid.chosen.y * columns + grid.chosen.x]];
  const longest = Math.max(...y.values.map((value) => String(value).length));
  const written = columns <= 20 && rows <= 25;
  const height = Math.max(14, Math.min(30, 420 / rows)) * rows + 80;
  return plotSvg({
    title: noted(title, [
      ...(chosen.length > 0 ? ["framed: chosen"] : []),
      ...(run.length < cells.length ? ["grey: not run"] : []),
    ]),
    width: 960,
    height,
    marginLeft: 44 + 7 * longest,
    marginRight: 24,
    marginTop: 26,
    marginBottom: 45,
    x: { ...bandOf(x, 24), labelAnchor: "center" },
    y: { ...bandOf(y, 20), reverse: true },
    color: {
      type: "diverging",
      scheme: "RdBu",
      domain: [-reach, reach],
      unknown: "#ddd",
      legend: true,
    },
    marks: [
      Plot.cell(cells, {
        x: "x",
        y: "y",
        fill: "value",
        inset: written ? 0.5 : 0,
      }),
      ...(written
        ? [Plot.text(run, {
          x: "x",
          y: "y",
          text: "text",
          fontSize: 11,
          fill: (cell: { value: number }) =>
            Math.abs(cell.value) > 0.55 * reach ? "white" : DARK,
        })]
        : []),
      Plot.cell(chosen, {
        x: "x",
        y: "y",
        fill: "none",
        stroke: "white",
        strokeWidth: 5,
      }),
      Plot.cell(chosen, {
        x: "x",
        y: "y",
        fill: "none",
        stroke: DARK,
        strokeWidth: 2.5,
      }),
    ],
  });
}

function noted(title: string, notes: readonly string[]): string {
  return notes.length === 0 ? title : `${title} (${notes.join("; ")})`;
}

function bandOf(axis: GridAxis, most: number) {
  const every = Math.ceil(axis.values.length / most);
  return {
    type: "band",
    domain: axis.values,
    label: axis.name,
    labelArrow: "none",
    padding: 0,
    ticks: axis.values.filter((_, i) => i % every === 0),
    tickFormat: (value: number | string) => String(value),
    tickSize: 3,
  };
}
