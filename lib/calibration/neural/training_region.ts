/**
 * Where synthetic surfaces are drawn and where a net may be trusted: a box of
 * parameters for each law.
 *
 * @module
 */

import { PricingError } from "lib/core/errors.ts";

/** Bounds of each parameter, by name. */
export type Region = Readonly<Record<string, readonly [number, number]>>;

/**
 * Boxes by law: variance gamma and CGMY as in the neural-calibration
 * literature, the others so that at-the-money volatilities run from about 5 %
 * to 80 %.
 */
const REGIONS: Readonly<Record<string, Region>> = {
  "black-scholes": { sigma: [0.05, 0.8] },
  merton: {
    sigma: [0.05, 0.5],
    lambda: [0.05, 2],
    muJ: [-0.4, 0.1],
    sigmaJ: [0.02, 0.4],
  },
  kou: {
    sigma: [0.05, 0.5],
    lambda: [0.1, 5],
    p: [0.1, 0.9],
    eta1: [5, 50],
    eta2: [3, 50],
  },
  "variance-gamma": { sigma: [0.1, 0.6], nu: [0.1, 1], theta: [-0.5, 0] },
  nig: { alpha: [3, 40], beta: [-20, 2], delta: [0.1, 2] },
  cgmy: { c: [0.01, 0.5], g: [1, 10], m: [1, 10], y: [0.1, 1.8] },
  meixner: { a: [0.05, 1], b: [-2.5, 0.5], d: [0.1, 3] },
  heston: {
    v0: [0.01, 0.36],
    kappa: [0.3, 8],
    theta: [0.01, 0.36],
    xi: [0.1, 1.5],
    rho: [-0.95, 0.2],
  },
  bates: {
    v0: [0.01, 0.36],
    kappa: [0.3, 8],
    theta: [0.01, 0.36],
    xi: [0.1, 1.5],
    rho: [-0.95, 0.2],
    lambda: [0.05, 2],
    muJ: [-0.4, 0.1],
    sigmaJ: [0.02, 0.3],
  },
};

/**
 * The box of a law.
 *
 * @param law Name of the law.
 * @throws {PricingError} Of kind `unknown_law`, if it has none.
 */
export function trainingRegion(law: string): Region {
  const region = REGIONS[law];
  if (region === undefined) {
    throw new PricingError(
      "unknown_law",
      `Cannot draw surfaces of "${law}" as it has no training region: those that have are ${
        Object.keys(REGIONS).join(", ")
      }. Add one to lib/calibration/neural/training_region.ts`,
    );
  }
  return region;
}

/**
 * Whether parameters lie in the box of their law.
 *
 * @param law Name of the law.
 * @param params Parameters by name.
 * @throws {PricingError} Of kind `unknown_law`, if it has no box.
 */
export function isInRegion(
  law: string,
  params: Readonly<Record<string, number>>,
): boolean {
  return Object.entries(trainingRegion(law)).every(([name, [low, high]]) =>
    params[name] >= low && params[name] <= high
  );
}
