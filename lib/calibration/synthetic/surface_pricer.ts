/**
 * Implied volatilities of a law on a grid, each right to a relative error.
 *
 * Out-of-the-money prices of the whole grid come from one pass of a fast engine
 * with an absolute tolerance. Where that is too coarse for the volatility (its
 * vega is tiny), the node is priced again on a contour of its own, which keeps
 * relative accuracy far into the wings.
 *
 * @module
 */

import {
  gridSize,
  type SurfaceGrid,
} from "lib/calibration/neural/surface_grid.ts";
import { CosSurface } from "lib/pricing/engines/cos_surface.ts";
import { LevySurface } from "lib/pricing/engines/levy_surface.ts";
import type { EuropeanSlice } from "lib/pricing/engines/engine.ts";
import { lewis } from "lib/pricing/engines/lewis.ts";
import { ConvergenceError } from "lib/core/errors.ts";
import { impliedVol } from "lib/pricing/implied_vol.ts";
import type { CharacteristicFunction, Law } from "lib/pricing/laws/law.ts";

/** Options of {@linkcode SurfacePricer}. */
export interface SurfacePricerOptions {
  /**
   * Absolute error of prices over the forward, at most; the first pass is run
   * at a thousandth of `volTolerance` where that is less, as a coarser one would
   * leave most nodes to be priced again.
   *
   * @default {1e-8}
   */
  readonly tolerance?: number;
  /**
   * Relative error of each volatility.
   *
   * @default {1e-5}
   */
  readonly volTolerance?: number;
}

/** Price error of the first pass as a share of the volatility's. */
const FIRST_PASS = 1e-3;
/** How often a node is priced again before it is given up. */
const ATTEMPTS = 4;

/**
 * Volatilities of one law on one grid, again and again.
 *
 * @example Usage
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { STANDARD_GRID } from "lib/calibration/neural/surface_grid.ts";
 * import { SurfacePricer } from "lib/calibration/synthetic/surface_pricer.ts";
 * import { lawByName } from "lib/pricing/laws/laws.ts";
 *
 * const law = lawByName("black-scholes");
 * const pricer = new SurfacePricer(law, STANDARD_GRID);
 * const vols = new Float64Array(200);
 * pricer.volsInto(law.characteristicFunction({ sigma: 0.2 }), vols);
 * assertAlmostEquals(vols[7], 0.2, 1e-6);
 * ```
 */
export class SurfacePricer {
  readonly #grid: SurfaceGrid;
  readonly #tolerance: number;
  readonly #volTolerance: number;
  readonly #priceInto: (cf: CharacteristicFunction, out: Float64Array) => void;
  readonly #prices: Float64Array;

  /**
   * Prepares a grid.
   *
   * @param law The law.
   * @param grid Where volatilities are wanted.
   * @param options Tolerances.
   * @throws {RangeError} If a tolerance is not in (0, 1).
   */
  constructor(law: Law, grid: SurfaceGrid, options: SurfacePricerOptions = {}) {
    const { tolerance = 1e-8, volTolerance = 1e-5 } = options;
    this.#grid = grid;
    for (const [name, value] of Object.entries({ tolerance, volTolerance })) {
      if (value > 0 && value < 1) continue;
      throw new RangeError(
        `Cannot price surfaces as ${name} must be in (0, 1): current value is ${value}`,
      );
    }
    this.#tolerance = Math.min(tolerance, FIRST_PASS * volTolerance);
    this.#volTolerance = volTolerance;
    this.#prices = new Float64Array(gridSize(grid));
    this.#priceInto = engineFor(law, grid, this.#tolerance);
  }

  /**
   * Volatilities at given parameters.
   *
   * @param cf The law at its parameters.
   * @param out Shape `[nodes]`, maturity-major; NaN where a price has no
   * volatility or no engine converges.
   * @returns Whether every node has one.
   */
  volsInto(
    cf: CharacteristicFunction,
    out: Float32Array | Float64Array,
  ): boolean {
    const { maturities, moneyness } = this.#grid;
    if (!converges(() => this.#priceInto(cf, this.#prices))) {
      // Every node is then left to its own contour.
      this.#prices.fill(0);
    }
    let complete = true;
    for (let row = 0, i = 0; row < maturities.length; ++row) {
      for (let column = 0; column < moneyness.length; ++column, ++i) {
        const strike = moneyness[column];
        const tau = maturities[row];
        out[i] = this.#volAt(cf, strike, tau, this.#prices[i]);
        complete &&= out[i] > 0;
      }
    }
    return complete;
  }

  #volAt(
    cf: CharacteristicFunction,
    strike: number,
    tau: number,
    price: number,
  ): number {
    const slice = {
      forward: 1,
      discount: 1,
      tau,
      strikes: Float64Array.of(strike),
      isCall: Uint8Array.of(strike >= 1 ? 1 : 0),
    };
    let vol = volOf(strike, tau, price);
    // d(price)/d(ln σ), which turns errors of one into errors of the other.
    let slope = logVolSlope(strike, tau, vol);
    if (this.#tolerance <= this.#volTolerance * slope) return vol;
    // What was noise may hide a price far smaller still.
    for (let attempt = 0; attempt < ATTEMPTS; ++attempt) {
      const least = 1e-3 * Math.min(this.#tolerance, price);
      const tolerance = this.#volTolerance *
        Math.max(Math.min(slope, price), least);
      if (!converges(() => price = priceAlone(cf, slice, tolerance))) break;
      vol = volOf(strike, tau, price);
      slope = logVolSlope(strike, tau, vol);
      if (tolerance <= 2 * this.#volTolerance * slope) return vol;
    }
    return NaN;
  }
}

function priceAlone(
  cf: CharacteristicFunction,
  slice: EuropeanSlice,
  tolerance: number,
): number {
  return lewis.price(cf, slice, { tolerance }).prices[0];
}

/** Runs an engine; false where it does not converge. */
function converges(price: () => void): boolean {
  try {
    price();
    return true;
  } catch (error) {
    if (error instanceof ConvergenceError) return false;
    throw error;
  }
}

/** The engine that prices a whole grid of a law fastest. */
function engineFor(
  law: Law,
  grid: SurfaceGrid,
  tolerance: number,
): (cf: CharacteristicFunction, out: Float64Array) => void {
  const { maturities, moneyness } = grid;
  const slices = Array.from(maturities, (tau) => ({
    forward: 1,
    discount: 1,
    tau,
    strikes: moneyness,
    isCall: Uint8Array.from(moneyness, (k) => k >= 1 ? 1 : 0),
  }));
  const cos = new CosSurface(slices, { tolerance });
  if (!law.levy) return (cf, out) => cos.priceInto(cf, out);
  const contours = new LevySurface(maturities, moneyness, { tolerance });
  return (cf, out) => {
    // Only a pure jump law sits at its drift.
    const engine = cf.asymptoticDrift(1) !== 0 ? contours : cos;
    engine.priceInto(cf, out);
  };
}

/** Volatility of an out-of-the-money option at forward 1, or NaN. */
function volOf(strike: number, tau: number, price: number): number {
  const result = impliedVol({
    forward: 1,
    strike,
    tau,
    discount: 1,
    price,
    isCall: strike >= 1,
  });
  return result.ok && result.sigma > 0 ? result.sigma : NaN;
}

/** `σ · vega` of Black's formula at forward 1; 0 for NaN. */
function logVolSlope(strike: number, tau: number, sigma: number): number {
  if (!(sigma > 0)) return 0;
  const total = sigma * Math.sqrt(tau);
  const d1 = -Math.log(strike) / total + total / 2;
  return total * Math.exp(-d1 * d1 / 2) / Math.sqrt(2 * Math.PI);
}
