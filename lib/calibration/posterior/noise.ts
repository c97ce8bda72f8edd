/**
 * How far a quoted volatility may stand from the law's.
 *
 * Each quote has a normal error of variance `bᵢ² + s²`: `bᵢ` is half the
 * bid–ask spread over vega, where it is quoted and wanted, and `s` a
 * volatility that is given or sampled with a half-normal prior.
 *
 * @module
 */

import type { CalibrationQuotes } from "lib/calibration/quotes.ts";

/** The choices of noise. */
export type NoiseModel =
  /** The bid–ask spread alone; quotes without one take the median. */
  | { readonly kind: "spread" }
  /** One unknown volatility for all quotes. */
  | {
    readonly kind: "sampled";
    /** Standard deviation of its half-normal prior. @default {0.02} */
    readonly scale?: number;
  }
  /** Both: what the spread does not explain is sampled. */
  | {
    readonly kind: "both";
    /** Standard deviation of its half-normal prior. @default {0.02} */
    readonly scale?: number;
  }
  /** A given volatility. */
  | {
    readonly kind: "fixed";
    /** Standard deviation of the error, a volatility. */
    readonly sd: number;
  };

/** A noise model made ready for quotes. */
export interface Noise {
  /** Its kind. */
  readonly kind: NoiseModel["kind"];
  /** Known variance of each quote's error, shape `[quotes]`. */
  readonly variance: Float64Array;
  /** Scale of the half-normal prior of a sampled part, or undefined. */
  readonly scale: number | undefined;
}

const DEFAULT_SCALE = 0.02;
/** Locked markets have no spread, but no quote is this sure. */
const LEAST_SD = 1e-5;

/**
 * The usual choice: the spread where quotes have one, else one that is sampled.
 *
 * @param quotes The quotes.
 * @returns `"spread"` if more than half of the quotes have ask > bid.
 */
export function usualNoise(quotes: CalibrationQuotes): NoiseModel {
  const quoted = quotes.spread.filter((spread) => spread > 0).length;
  return { kind: 2 * quoted > quotes.size ? "spread" : "sampled" };
}

/**
 * Prepares a noise model.
 *
 * @param quotes The quotes.
 * @param model The choice.
 * @returns Variances of the quotes.
 * @throws {RangeError} If no quote has a spread and one is wanted, or a scale
 * is not positive.
 */
export function prepareNoise(
  quotes: CalibrationQuotes,
  model: NoiseModel,
): Noise {
  const { kind } = model;
  const size = quotes.size;
  if (kind === "fixed") {
    positive("the noise", model.sd);
    const variance = new Float64Array(size).fill(model.sd ** 2);
    return { kind, variance, scale: undefined };
  }
  const variance = kind === "sampled"
    ? new Float64Array(size)
    : spreadVariance(quotes);
  if (kind === "spread") return { kind, variance, scale: undefined };
  const { scale = DEFAULT_SCALE } = model;
  positive("the scale of the noise", scale);
  return { kind, variance, scale };
}

function spreadVariance(quotes: CalibrationQuotes): Float64Array {
  const sd = Float64Array.from(
    quotes.spread,
    (spread, i) => spread > 0 ? 0.5 * spread / quotes.vega[i] : NaN,
  );
  const known = sd.filter((value) => value > 0 && value < Infinity).sort();
  if (known.length === 0) {
    throw new RangeError(
      'Cannot take the noise from the spread as at least one quote must have ask > bid: none has. Use "sampled" or a number of volatility',
    );
  }
  const typical = known[known.length >> 1];
  return sd.map((value) =>
    Math.max(value > 0 && value < Infinity ? value : typical, LEAST_SD) ** 2
  );
}

function positive(name: string, value: number): void {
  if (value > 0 && value < Infinity) return;
  throw new RangeError(
    `Cannot sample as ${name} must be a finite number > 0: current value is ${value}`,
  );
}
