/**
 * Surfaces of a law as a mean and a few modes: what lets a net that knows one
 * grid read quotes that stand anywhere.
 *
 * The logarithms of synthetic volatilities on a fine grid are reduced to their
 * principal components; between nodes a mode is interpolated by cubics. Any
 * surface in the span is a blend of surfaces of the law, each free of
 * arbitrage.
 *
 * @module
 */

import type { Rng } from "lib/core/rng.ts";
import {
  gridSize,
  STANDARD_GRID,
  type SurfaceGrid,
} from "lib/calibration/neural/surface_grid.ts";
import { principalComponents } from "lib/math/principal_components.ts";

/** Mean and modes of the log volatilities of a law. */
export interface SurfaceBasis {
  /** Where they are known. */
  readonly grid: SurfaceGrid;
  /** Mean, then one row a mode, row-major `[(1 + modes) × nodes]`. */
  readonly fields: Float32Array;
  /** Standard deviation of each mode's coefficient, shape `[modes]`. */
  readonly deviations: Float64Array;
}

/**
 * The grid on which modes are kept: finer than {@linkcode STANDARD_GRID}, whose
 * nodes it contains, and a little wider.
 */
export const BASIS_GRID: SurfaceGrid = {
  maturities: Float64Array.from(
    [
      ...[0.04, 0.06, 0.08, 0.125, 0.16, 0.2, 0.25, 0.4, 0.62, 0.84, 2.2],
      ...STANDARD_GRID.maturities,
    ],
  ).sort(),
  // Half the standard step, ten nodes more on either side.
  moneyness: Float64Array.from(
    { length: 60 },
    (_, i) => 0.8 + (i - 10) * 0.4 / 38,
  ),
};

/** Least deviation of a mode, in log volatility: less is rounding. */
const LEAST_DEVIATION = 1e-6;

/**
 * Reduces surfaces to modes.
 *
 * @param vols Implied volatilities `[n × nodes]`, row-major.
 * @param grid Where they stand.
 * @param options Most modes, and randomness for the reduction; modes in which
 * the surfaces do not vary are left out, but for the first.
 */
export function fitSurfaceBasis(
  vols: Float32Array,
  grid: SurfaceGrid,
  options: { readonly modes: number; readonly rng: Rng },
): SurfaceBasis {
  const { modes, rng } = options;
  const nodes = gridSize(grid);
  const { mean, directions, variances } = principalComponents(
    vols.map(Math.log),
    nodes,
    { count: modes, rng },
  );
  const deviations = variances.map(Math.sqrt);
  const kept = Math.max(
    1,
    deviations.filter((deviation) => deviation > LEAST_DEVIATION).length,
  );
  const fields = new Float32Array((1 + kept) * nodes);
  fields.set(mean);
  fields.set(directions.subarray(0, kept * nodes), nodes);
  return { grid, fields, deviations: deviations.slice(0, kept) };
}

/**
 * Mean and modes at points, by cubics through four nodes each way.
 *
 * @param basis The basis.
 * @param moneyness Strike over forward of each point, within the grid.
 * @param maturity Years of each point, within the grid.
 * @returns Rows `[points × (1 + modes)]`: the mean, then the modes.
 */
export function basisAt(
  basis: SurfaceBasis,
  moneyness: ArrayLike<number>,
  maturity: ArrayLike<number>,
): Float64Array {
  const { grid, fields, deviations } = basis;
  const width = 1 + deviations.length;
  const columns = grid.moneyness.length;
  const nodes = gridSize(grid);
  const rows = new Float64Array(moneyness.length * width);
  const across = new Float64Array(4);
  const down = new Float64Array(4);
  for (let i = 0; i < moneyness.length; ++i) {
    const left = cubicWeightsInto(across, grid.moneyness, moneyness[i]);
    const top = cubicWeightsInto(down, grid.maturities, maturity[i]);
    for (let field = 0; field < width; ++field) {
      let sum = 0;
      for (let r = 0; r < 4; ++r) {
        const first = field * nodes + (top + r) * columns + left;
        let along = 0;
        for (let c = 0; c < 4; ++c) along += across[c] * fields[first + c];
        sum += down[r] * along;
      }
      rows[i * width + field] = sum;
    }
  }
  return rows;
}

/** Whether a point stands on the basis's grid or between its nodes. */
export function isWithin(
  grid: SurfaceGrid,
  moneyness: number,
  maturity: number,
): boolean {
  const { moneyness: k, maturities: t } = grid;
  return moneyness >= k[0] && moneyness <= k[k.length - 1] &&
    maturity >= t[0] && maturity <= t[t.length - 1];
}

/**
 * Lagrange weights of the four nodes around `x`.
 *
 * @returns Index of the first of them.
 */
function cubicWeightsInto(
  weights: Float64Array,
  nodes: Float64Array,
  x: number,
): number {
  let low = 0;
  let high = nodes.length - 1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (nodes[middle] <= x) low = middle;
    else high = middle;
  }
  const first = Math.min(Math.max(low - 1, 0), nodes.length - 4);
  for (let a = 0; a < 4; ++a) {
    let weight = 1;
    for (let b = 0; b < 4; ++b) {
      if (b === a) continue;
      weight *= (x - nodes[first + b]) / (nodes[first + a] - nodes[first + b]);
    }
    weights[a] = weight;
  }
  return first;
}
