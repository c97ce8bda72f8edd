/**
 * What the posterior predicts of the surface: bands of the law's volatility,
 * and wider ones of what would be quoted, with the noise on top.
 *
 * A band holds 90 %: from the 5 % to the 95 % quantile over the draws. The share
 * of the quotes inside the wide one says whether law and noise are believable.
 *
 * @module
 */

import { lawSurface } from "lib/calibration/posterior/law_surface.ts";
import { prepareNoise } from "lib/calibration/posterior/noise.ts";
import type { Posterior } from "lib/calibration/posterior/sample_posterior.ts";
import { NOISE } from "lib/calibration/posterior/target.ts";
import { thinDraws } from "lib/calibration/posterior/thin_draws.ts";
import type { CalibrationQuotes } from "lib/calibration/quotes.ts";
import { makeRng } from "lib/core/rng.ts";
import { quantile } from "lib/math/quantile.ts";
import type { EuropeanSlice } from "lib/pricing/engines/engine.ts";
import { impliedVolBatchInto } from "lib/pricing/implied_vol_batch.ts";
import type { Law } from "lib/pricing/laws/law.ts";
import { lawByName } from "lib/pricing/laws/laws.ts";

/** Quantiles at each strike; NaN where no draw has a volatility. */
export interface Band {
  /** 5 % quantile. */
  readonly low: Float64Array;
  /** Median. */
  readonly median: Float64Array;
  /** 95 % quantile. */
  readonly high: Float64Array;
}

/** One expiry of the predictive surface. */
export interface PredictiveExpiry {
  /** Years to expiry. */
  readonly maturity: number;
  /** Forward. */
  readonly forward: number;
  /** Strikes of the bands, ascending. */
  readonly strike: Float64Array;
  /** The law's volatility. */
  readonly law: Band;
  /** A quote's volatility: with noise. */
  readonly quote: Band;
  /** The quotes, and whether each is inside the band of quotes. */
  readonly quotes: readonly {
    readonly strike: number;
    readonly impliedVol: number;
    readonly inside: boolean;
  }[];
}

/** The predictive surface. */
export interface Predictive {
  /** Draws used. */
  readonly draws: number;
  /** Share of the quotes inside the 90 % band of quotes. */
  readonly coverage: number;
  /** Expiries, nearest first. */
  readonly expiries: readonly PredictiveExpiry[];
}

/** Options of {@linkcode predictiveBands}. */
export interface PredictiveOptions {
  /** Draws used. @default {1000} */
  readonly draws?: number;
  /** Strikes an expiry, over the range of its quotes. @default {25} */
  readonly points?: number;
  /** Seed of the noise. @default {1} */
  readonly seed?: number;
}

/**
 * Predicts the surface.
 *
 * @param posterior The draws, and the quotes they came from.
 * @param options Draws, strikes.
 * @returns Bands by expiry.
 */
export function predictiveBands(
  posterior: Pick<Posterior, "law" | "names" | "values" | "quotes" | "noise">,
  options: PredictiveOptions = {},
): Predictive {
  const { points = 25, seed = 1 } = options;
  const { quotes } = posterior;
  const law = lawByName(posterior.law);
  const draws = thinDraws(posterior, options.draws ?? 1000);
  const { variance } = prepareNoise(quotes, posterior.noise);
  // Each expiry's grid is followed by its quotes.
  const plan = planExpiries(quotes, variance, points);
  const slices = plan.map(({ slice }) => slice);
  const size = slices.reduce((n, { strikes }) => n + strikes.length, 0);
  const clean = Array.from(
    { length: size },
    () => new Float64Array(draws.length),
  );
  const noisy = clean.map((row) => row.slice());
  const noiseAt = posterior.names.indexOf(NOISE);
  const knownVariance = plan.flatMap((p) => p.variance);
  const rng = makeRng(seed).child("predictive");
  const vols = volsOf(law, slices, size);
  draws.forEach((draw, d) => {
    const sigma = vols(draw);
    const s2 = noiseAt < 0 ? 0 : draw[noiseAt] ** 2;
    // One z for all: each strike's quantiles are right, and the band is smooth.
    const z = rng.normal();
    for (let i = 0; i < size; ++i) {
      clean[i][d] = sigma[i];
      noisy[i][d] = sigma[i] + z * Math.sqrt(knownVariance[i] + s2);
    }
  });
  let first = 0;
  const expiries = plan.map(({ slice, market }) => {
    const bandOf = (rows: Float64Array[]) =>
      bands(rows.slice(first, first + points));
    const inside = market.map(({ strike, impliedVol }, i) => {
      const { low, high } = bands([noisy[first + points + i]]);
      const known = impliedVol >= low[0] && impliedVol <= high[0];
      return { strike, impliedVol, inside: known };
    });
    const expiry: PredictiveExpiry = {
      maturity: slice.tau,
      forward: slice.forward,
      strike: slice.strikes.slice(0, points),
      law: bandOf(clean),
      quote: bandOf(noisy),
      quotes: inside,
    };
    first += slice.strikes.length;
    return expiry;
  });
  const all = expiries.flatMap((expiry) => expiry.quotes);
  return {
    draws: draws.length,
    coverage: all.filter(({ inside }) => inside).length / all.length,
    expiries,
  };
}

interface PlannedExpiry {
  readonly slice: EuropeanSlice;
  /** Known part of the variance at each strike of the slice. */
  readonly variance: readonly number[];
  readonly market: readonly {
    readonly strike: number;
    readonly impliedVol: number;
  }[];
}

/** Grids over the quoted strikes, and the quotes themselves. */
function planExpiries(
  quotes: CalibrationQuotes,
  variance: Float64Array,
  points: number,
): PlannedExpiry[] {
  return quotes.slices.flatMap((slice, s): PlannedExpiry[] => {
    const own = Array.from(quotes.strike, (_, i) => i).filter((i) =>
      quotes.sliceOf[i] === s && quotes.impliedVol[i] > 0
    ).sort((a, b) => quotes.strike[a] - quotes.strike[b]);
    if (own.length === 0) return [];
    const [low, high] = [
      quotes.strike[own[0]],
      quotes.strike[own[own.length - 1]],
    ];
    const grid = Array.from(
      { length: points },
      (_, i) => low + (high - low) * i / Math.max(1, points - 1),
    );
    const strikes = Float64Array.from([
      ...grid,
      ...own.map((i) => quotes.strike[i]),
    ]);
    const known = own.map((i) => variance[i]);
    const typical = known.toSorted((a, b) => a - b)[known.length >> 1];
    return [{
      slice: {
        ...slice,
        strikes,
        isCall: Uint8Array.from(strikes, (k) => k >= slice.forward ? 1 : 0),
      },
      variance: [...grid.map(() => typical), ...known],
      market: own.map((i) => ({
        strike: quotes.strike[i],
        impliedVol: quotes.impliedVol[i],
      })),
    }];
  }).sort((a, b) => a.slice.tau - b.slice.tau);
}

/** The law's volatilities at fixed options, by parameters. */
function volsOf(
  law: Law,
  slices: readonly EuropeanSlice[],
  size: number,
): (draw: Float64Array) => Float64Array {
  const price = new Float64Array(size);
  const sigma = new Float64Array(size);
  const failure = new Uint8Array(size);
  const column = (of: (slice: EuropeanSlice, i: number) => number) =>
    slices.flatMap((slice) =>
      Array.from(slice.strikes, (_, i) => of(slice, i))
    );
  const batch = {
    forward: Float64Array.from(column((slice) => slice.forward)),
    strike: Float64Array.from(column((slice, i) => slice.strikes[i])),
    tau: Float64Array.from(column((slice) => slice.tau)),
    discount: Float64Array.from(column((slice) => slice.discount)),
    price,
    isCall: Uint8Array.from(column((slice, i) => slice.isCall[i])),
  };
  const surface = lawSurface(law, slices);
  return (draw) => {
    const params = law.space.toParams(draw.subarray(0, law.space.size));
    surface(law.characteristicFunction(params), price);
    impliedVolBatchInto(batch, { sigma, failure });
    return sigma;
  };
}

/** Quantiles of each row over the draws that have a value. */
function bands(rows: readonly Float64Array[]): Band {
  const sorted = rows.map((row) => row.filter(Number.isFinite).sort());
  const at = (p: number) =>
    Float64Array.from(
      sorted,
      (row) => row.length === 0 ? NaN : quantile(row, p),
    );
  return { low: at(0.05), median: at(0.5), high: at(0.95) };
}
