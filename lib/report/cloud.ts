/**
 * Many points as marks of a chart whose size does not grow with them: dots
 * while they are few, then cells coloured by how many points each holds.
 *
 * @module
 */

import * as Plot from "@observablehq/plot";

/** Most points drawn one by one. */
const MOST_DOTS = 1500;
/** Cells along each axis. */
const CELLS = 64;

/** Marks, and the colour scale they need. */
export interface Cloud {
  /** Marks for Plot. */
  readonly marks: readonly unknown[];
  /** Plot's color scale; empty for dots. */
  readonly color: Readonly<Record<string, unknown>>;
}

/**
 * Draws points.
 *
 * @param x Horizontal places, shape `[n]`.
 * @param y Vertical places, shape `[n]`.
 * @returns Marks and their colour scale.
 */
export function cloudOf(x: ArrayLike<number>, y: ArrayLike<number>): Cloud {
  if (x.length <= MOST_DOTS) {
    const dots = Array.from(x, (value, i) => ({ x: value, y: y[i] }));
    const style = { fill: "#1f5fa8", fillOpacity: 0.5, r: 2.5 };
    return { marks: [Plot.dot(dots, { x: "x", y: "y", ...style })], color: {} };
  }
  return {
    marks: [
      Plot.rect(cellsOf(x, y), {
        x1: "x1",
        x2: "x2",
        y1: "y1",
        y2: "y2",
        fill: "points",
        inset: 0,
      }),
    ],
    color: { type: "log", scheme: "YlGnBu", legend: true },
  };
}

function cellsOf(x: ArrayLike<number>, y: ArrayLike<number>) {
  const [left, right] = rangeOf(x);
  const [bottom, top] = rangeOf(y);
  const [width, height] = [(right - left) / CELLS, (top - bottom) / CELLS];
  const counts = new Int32Array(CELLS * CELLS);
  const place = (value: number, low: number, size: number) =>
    Math.min(CELLS - 1, Math.floor((value - low) / size));
  for (let i = 0; i < x.length; ++i) {
    ++counts[place(y[i], bottom, height) * CELLS + place(x[i], left, width)];
  }
  return Array.from(counts, (points, cell) => {
    const x1 = left + (cell % CELLS) * width;
    const y1 = bottom + Math.floor(cell / CELLS) * height;
    return { x1, x2: x1 + width, y1, y2: y1 + height, points };
  }).filter(({ points }) => points > 0);
}

/**
 * Least and largest of values, a little apart where they are equal.
 *
 * @param values Shape `[n]`, n ≥ 1.
 * @returns Both ends.
 */
export function rangeOf(values: ArrayLike<number>): [number, number] {
  let low = Infinity;
  let high = -Infinity;
  for (let i = 0; i < values.length; ++i) {
    low = Math.min(low, values[i]);
    high = Math.max(high, values[i]);
  }
  if (high > low) return [low, high];
  const room = Math.abs(low) * 1e-6 + 1e-12;
  return [low - room, high + room];
}
