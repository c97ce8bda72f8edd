/**
 * A surface on a grid as quotes, at forward 1 and without rates.
 *
 * @module
 */

import type { SurfaceGrid } from "lib/calibration/neural/surface_grid.ts";
import { gridSize } from "lib/calibration/neural/surface_grid.ts";
import { type CalibrationQuotes, vegaOf } from "lib/calibration/quotes.ts";
import { blackPrice } from "lib/pricing/black.ts";

/**
 * Out-of-the-money quotes of a surface.
 *
 * @param vols Implied volatilities `[nodes]`, maturity-major, positive.
 * @param grid Where they stand.
 * @param source What to call them.
 */
export function gridQuotes(
  vols: ArrayLike<number>,
  grid: SurfaceGrid,
  source: string,
): CalibrationQuotes {
  const { maturities, moneyness } = grid;
  const columns = moneyness.length;
  const size = gridSize(grid);
  const isCall = Uint8Array.from(moneyness, (k) => k >= 1 ? 1 : 0);
  const slices = Array.from(maturities, (tau) => ({
    forward: 1,
    discount: 1,
    tau,
    strikes: moneyness,
    isCall,
  }));
  const price = new Float64Array(size);
  const vega = new Float64Array(size);
  const sliceOf = new Int32Array(size);
  const strike = new Float64Array(size);
  for (let i = 0; i < size; ++i) {
    sliceOf[i] = Math.floor(i / columns);
    strike[i] = moneyness[i % columns];
    const sigma = vols[i];
    price[i] = blackPrice({
      forward: 1,
      strike: strike[i],
      tau: maturities[sliceOf[i]],
      sigma,
      isCall: strike[i] >= 1,
    });
    vega[i] = vegaOf(slices[sliceOf[i]], strike[i], sigma);
  }
  return {
    size,
    source,
    slices,
    sliceOf,
    strike,
    isCall: Uint8Array.from(strike, (k) => k >= 1 ? 1 : 0),
    price,
    impliedVol: Float64Array.from(vols),
    vega,
    spread: new Float64Array(size).fill(NaN),
    warnings: [],
  };
}
