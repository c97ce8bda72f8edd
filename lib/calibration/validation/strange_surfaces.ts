/**
 * Surfaces that no calibration was made for, from the quotes of a usual one.
 *
 * @module
 */

import type { CalibrationQuotes } from "lib/calibration/quotes.ts";
import { interpolate } from "lib/calibration/validation/naive_smiles.ts";
import { maturityOf } from "lib/calibration/validation/quote_subsets.ts";
import type { Rng } from "lib/core/rng.ts";
import type { EuropeanSlice } from "lib/pricing/engines/engine.ts";

/** A way of making a surface strange. */
export interface StrangeSurface {
  /** What is done, in words. */
  readonly what: string;
  /** Volatilities at the contracts of the quotes. */
  readonly vols: (quotes: CalibrationQuotes, rng: Rng) => Float64Array;
}

/** Share and size of outliers. */
const OUTLIER_SHARE = 0.05;
const OUTLIER_SIZE = 0.5;

/** The ways that are tried. */
export const STRANGE_SURFACES: readonly StrangeSurface[] = [
  {
    what: "three times the volatility",
    vols: ({ impliedVol }) => impliedVol.map((v) => 3 * v),
  },
  {
    what: "a quarter of the volatility",
    vols: ({ impliedVol }) => impliedVol.map((v) => v / 4),
  },
  {
    what: "no smile",
    vols: ({ impliedVol, size }) =>
      new Float64Array(size).fill(
        impliedVol.reduce((sum, v) => sum + v, 0) / size,
      ),
  },
  { what: "the skew turned round", vols: mirrored },
  {
    what: "short volatilities doubled, long ones halved",
    vols: (quotes) => {
      const tau = maturityOf(quotes);
      const [low, high] = [Math.min(...tau), Math.max(...tau)];
      const width = Math.log(high / low) || 1;
      return quotes.impliedVol.map((v, i) =>
        v * 2 ** (1 - 2 * Math.log(tau[i] / low) / width)
      );
    },
  },
  {
    what: "a smile three times as steep",
    vols: (quotes) => {
      const mean = expiryMeans(quotes);
      return quotes.impliedVol.map((v, i) =>
        Math.max(0.02, mean[i] + 3 * (v - mean[i]))
      );
    },
  },
  {
    what: "one quote in twenty off by half",
    vols: ({ impliedVol }, rng) =>
      impliedVol.map((v) => {
        const [wild, up] = [rng.uniform(), rng.uniform()];
        if (wild >= OUTLIER_SHARE) return v;
        return v * (up < 0.5 ? 1 - OUTLIER_SIZE : 1 + OUTLIER_SIZE);
      }),
  },
];

/** Each volatility is that of the opposite moneyness. */
function mirrored(quotes: CalibrationQuotes): Float64Array {
  const slices = quotes.slices.map((slice): EuropeanSlice => ({
    ...slice,
    strikes: slice.strikes.map((k) => slice.forward ** 2 / k),
  }));
  const strike = quotes.strike.map((k, i) =>
    quotes.slices[quotes.sliceOf[i]].forward ** 2 / k
  );
  return interpolate(quotes).volsOf({ ...quotes, slices, strike });
}

/** Mean volatility of each quote's expiry. */
function expiryMeans({ sliceOf, slices, impliedVol }: CalibrationQuotes) {
  const sums = new Float64Array(slices.length);
  sliceOf.forEach((s, i) => sums[s] += impliedVol[i]);
  return Float64Array.from(
    sliceOf,
    (s) => sums[s] / slices[s].strikes.length,
  );
}
