/**
 * Anything that is shown quotes and then says what volatility others should
 * have: a law fitted by whatever means, or a naive smile.
 *
 * @module
 */

import { calibrate } from "lib/calibration/calibrate.ts";
import {
  type CalibrationQuotes,
  impliedVolOf,
} from "lib/calibration/quotes.ts";
import { pooledQuotes } from "lib/calibration/validation/quote_subsets.ts";
import { ConvergenceError } from "lib/core/errors.ts";
import { makeRng, type Rng } from "lib/core/rng.ts";
import { CosSurface } from "lib/pricing/engines/cos_surface.ts";
import type { Law } from "lib/pricing/laws/law.ts";

/** What a way of fitting says of quotes. */
export interface FitAnswer {
  /** Parameters of the law, by name. */
  readonly params: Readonly<Record<string, number>>;
  /** Reasons not to trust them, a sentence each; empty where there is none. */
  readonly flags: readonly string[];
}

/**
 * A way of fitting a law: least squares, a net, a net with a polish. It is
 * called anew for every set of quotes and keeps nothing from one to the next.
 */
export type FitLaw = (
  quotes: CalibrationQuotes,
) => FitAnswer | Promise<FitAnswer>;

/** A model that has seen its quotes. */
export interface FittedSmile {
  /** What was fitted, or null for a smile without parameters. */
  readonly answer: FitAnswer | null;
  /**
   * Volatilities of other quotes, NaN where the model has none; it looks at
   * their contracts, not at their prices.
   */
  volsOf(quotes: CalibrationQuotes): Float64Array;
}

/** A model that can be fitted. */
export interface SmileModel {
  /** How it is called in tables. */
  readonly name: string;
  /** Whether it is a baseline that others are to beat. */
  readonly naive: boolean;
  /**
   * Fits it.
   *
   * @param window Days in order of time, the newest last.
   */
  fit(window: readonly CalibrationQuotes[]): Promise<FittedSmile>;
}

/**
 * A law whose one set of parameters is fitted to all days of a window.
 *
 * @param law The law.
 * @param fit How it is fitted.
 * @param name How it is called. @default the law's name
 */
export function lawSmile(
  law: Law,
  fit: FitLaw,
  name: string = law.name,
): SmileModel {
  return {
    name,
    naive: false,
    async fit(window) {
      const answer = await fit(pooledQuotes(window));
      return {
        answer,
        volsOf: (quotes) => lawVols(law, answer.params, quotes),
      };
    },
  };
}

/** Pricing error of a model's volatilities, relative to the forward. */
const TOLERANCE = 1e-10;

/**
 * Implied volatilities of a law at quotes' contracts.
 *
 * @param law The law.
 * @param params Its parameters, by name.
 * @param quotes Where; their prices are not looked at.
 * @returns Shape `[size]`, NaN where the law's price has none, no engine
 * converges or the parameters are not the law's.
 */
export function lawVols(
  law: Law,
  params: Readonly<Record<string, number>>,
  quotes: CalibrationQuotes,
): Float64Array {
  // Out-of-the-money prices, as those in the money hide their time value.
  const slices = quotes.slices.map((slice) => ({
    ...slice,
    isCall: Uint8Array.from(slice.strikes, (k) => k >= slice.forward ? 1 : 0),
  }));
  const surface = new CosSurface(slices, { tolerance: TOLERANCE });
  const prices = new Float64Array(quotes.size);
  // A net may answer with what is no point of its law.
  if (law.space.violation(params) !== null) return prices.fill(NaN);
  try {
    surface.priceInto(law.characteristicFunction(params), prices);
  } catch (error) {
    if (!(error instanceof ConvergenceError)) throw error;
    return prices.fill(NaN);
  }
  const isCall = Uint8Array.from(slices.flatMap((s) => [...s.isCall]));
  const contracts = { strike: quotes.strike, isCall };
  return prices.map((price, i) => {
    const slice = slices[quotes.sliceOf[i]];
    const result = impliedVolOf(slice, contracts, i, price);
    return result.ok && result.sigma > 0 ? result.sigma : NaN;
  });
}

/** How {@linkcode leastSquares} fits. */
export interface LeastSquaresOptions {
  /** Starts of each fit. @default {2} */
  readonly starts?: number;
  /** Stream for the starts, the same for every fit. @default makeRng(1) */
  readonly rng?: Rng;
  /** Aborting stops a fit. */
  readonly signal?: AbortSignal;
}

/** Root-mean-square miss, as a share of the mean volatility, that is flagged. */
const POOR_FIT = 0.1;

/**
 * Least squares in implied volatilities as a way of fitting.
 *
 * @param law The law.
 * @param options Starts of each fit.
 */
export function leastSquares(
  law: Law,
  options: LeastSquaresOptions = {},
): FitLaw {
  const { starts = 2, rng = makeRng(1), signal } = options;
  return (quotes) => {
    const report = calibrate(quotes, law, {
      space: "implied-vol",
      starts,
      global: false,
      rng: rng.child(law.name),
      ...(signal === undefined ? {} : { signal }),
    });
    const known = new Set(quotes.warnings);
    const flags = report.warnings.filter((warning) =>
      !known.has(warning) && !warning.includes("starts ended")
    );
    const mean = quotes.impliedVol.reduce((sum, v) => sum + v, 0) /
      quotes.size;
    const miss = (report.rmseImpliedVol ?? NaN) / mean;
    if (!(miss <= POOR_FIT)) {
      flags.push(
        `the law misses the quotes by ${
          (100 * miss).toFixed(0)
        } % of their volatility`,
      );
    }
    return { params: report.params, flags };
  };
}
