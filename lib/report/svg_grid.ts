/**
 * Several charts in one picture, each with scales of its own.
 *
 * @module
 */

import { escapeMarkup } from "lib/report/chart.ts";

/** A chart and the cell it stands in. */
export interface GridCell {
  /** Column, from 0. */
  readonly column: number;
  /** Row, from 0. */
  readonly row: number;
  /** One `<svg>`, as `plotSvg` returns it. */
  readonly svg: string;
}

/** Size of the picture. */
export interface GridFrame {
  /** Heading above all cells. */
  readonly title: string;
  /** Width of a cell, in pixels. */
  readonly cellWidth: number;
  /** Height of a cell, in pixels. */
  readonly cellHeight: number;
}

const HEADING = 34;

/**
 * Puts charts side by side.
 *
 * @param cells The charts, each no larger than a cell.
 * @param frame Title and size of the cells.
 * @returns One `<svg>`.
 *
 * @example Usage
 * ```ts
 * import { assertStringIncludes } from "@std/assert";
 * import { svgGrid } from "lib/report/svg_grid.ts";
 *
 * const dot = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"></svg>';
 * const svg = svgGrid([{ column: 1, row: 0, svg: dot }], {
 *   title: "One dot", cellWidth: 10, cellHeight: 10,
 * });
 * assertStringIncludes(svg, '<svg x="10" y="34"');
 * ```
 */
export function svgGrid(cells: readonly GridCell[], frame: GridFrame): string {
  const { title, cellWidth, cellHeight } = frame;
  const width = cellWidth * (1 + Math.max(...cells.map((c) => c.column)));
  const height = HEADING +
    cellHeight * (1 + Math.max(...cells.map((c) => c.row)));
  const body = cells.map(({ column, row, svg }) => {
    const [x, y] = [column * cellWidth, HEADING + row * cellHeight];
    return svg.replace("<svg ", `<svg x="${x}" y="${y}" `);
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="system-ui, sans-serif"><rect width="100%" height="100%" fill="white"/><text x="16" y="22" font-size="15" font-weight="600" fill="#1b1e23">${
    escapeMarkup(title)
  }</text>${body.join("")}</svg>`;
}
