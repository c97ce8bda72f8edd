/**
 * Grids of implied volatilities: strikes as multiples of the forward and
 * maturities in years, maturity-major.
 *
 * Under any law of ln(S_T/F) an implied volatility depends on strike/forward
 * and maturity alone, so a surface in these coordinates knows neither spot nor
 * rates.
 *
 * @module
 */

/** A rectangular grid; node `(i, j)` has index `i · moneyness.length + j`. */
export interface SurfaceGrid {
  /** Maturities in years, increasing, shape `[rows]`. */
  readonly maturities: Float64Array;
  /** Strike over forward, increasing, shape `[columns]`. */
  readonly moneyness: Float64Array;
}

/** 10 maturities of .1–2 years by 20 strikes of 80–120 % of the forward. */
export const STANDARD_GRID: SurfaceGrid = {
  maturities: equallySpaced(0.1, 2, 10),
  moneyness: equallySpaced(0.8, 1.2, 20),
};

/** Number of nodes. */
export function gridSize(grid: SurfaceGrid): number {
  return grid.maturities.length * grid.moneyness.length;
}

/** `count` points from `first` to `last`, both included. */
export function equallySpaced(
  first: number,
  last: number,
  count: number,
): Float64Array {
  const points = Float64Array.from(
    { length: count },
    (_, i) => first + (last - first) * i / (count - 1),
  );
  points[count - 1] = last;
  return points;
}
