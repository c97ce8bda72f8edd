/**
 * `C(k) = E[(e^(X + k) − 1)⁺]` of an increment as a table: the value of a payoff
 * once all increments but the first are drawn.
 *
 * With `x = −k`, `C = e^k·E[e^X; X > x] − P(X > x)`, `C′ = e^k·E[e^X; X > x]`
 * and `C″ = C′ + f(x)`, all known at the table's points, so that quintic pieces
 * make `C` twice differentiable: Greeks by differences stay smooth.
 *
 * @module
 */

import type {
  TailGrid,
  TailPoint,
} from "lib/pricing/engines/paths/increment_law.ts";

/** Value, slope and curvature in `k` at each point outward. */
interface Side {
  readonly grid: TailGrid;
  readonly data: Float64Array;
}

/**
 * Tabulates `C`.
 *
 * @param centre The point between the two grids.
 * @param lower Points below it, outward.
 * @param upper Points above it, outward.
 * @returns `C` as a function of `k`.
 */
export function callTable(
  centre: number,
  lower: TailGrid,
  upper: TailGrid,
): (k: number) => number {
  const above: Side = { grid: upper, data: sideData(upper, true) };
  const below: Side = { grid: lower, data: sideData(lower, false) };
  return (k) => {
    const distance = -k - centre;
    const side = distance >= 0 ? above : below;
    const { first, step, points } = side.grid;
    const size = Math.abs(distance);
    const place = (Math.log(size) - first) / step;
    if (place >= points.length - 1) return distance >= 0 ? 0 : Math.expm1(k);
    if (place < 0) return inside(k, below, above);
    const j = place | 0;
    return quintic(side.data, j, j + 1, points, k);
  };
}

/** Between the innermost points, which are next to each other. */
function inside(k: number, below: Side, above: Side): number {
  const [low, high] = [below.grid.points[0], above.grid.points[0]];
  const t = (-k - low.x) / (high.x - low.x);
  return below.data[0] + t * (above.data[0] - below.data[0]);
}

function sideData(grid: TailGrid, upper: boolean): Float64Array {
  const data = new Float64Array(3 * grid.points.length);
  grid.points.forEach((point, j) => {
    const { x, tail, share, density } = point;
    const grow = Math.exp(-x);
    const slope = upper ? grow * share : grow * (1 - share);
    data[3 * j] = slope - (upper ? tail : 1 - tail);
    data[3 * j + 1] = slope;
    data[3 * j + 2] = slope + density;
  });
  return data;
}

/** Hermite's quintic between points `a` and `b`. */
function quintic(
  data: Float64Array,
  a: number,
  b: number,
  points: readonly TailPoint[],
  k: number,
): number {
  const start = -points[a].x;
  const width = -points[b].x - start;
  const t = (k - start) / width;
  const f0 = data[3 * a], f1 = data[3 * b];
  const d0 = data[3 * a + 1] * width, d1 = data[3 * b + 1] * width;
  const h0 = data[3 * a + 2] * width * width;
  const h1 = data[3 * b + 2] * width * width;
  const rise = f1 - f0 - d0 - 0.5 * h0;
  const slope = d1 - d0 - h0;
  const bend = h1 - h0;
  const c3 = 10 * rise - 4 * slope + 0.5 * bend;
  const c4 = -15 * rise + 7 * slope - bend;
  const c5 = 6 * rise - 3 * slope + 0.5 * bend;
  return f0 + t * (d0 + t * (0.5 * h0 + t * (c3 + t * (c4 + t * c5))));
}
