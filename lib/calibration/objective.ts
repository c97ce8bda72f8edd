/**
 * Residuals between a law and quotes, in prices or in implied volatilities,
 * with their gradient in the law's parameters.
 *
 * In price space `rᵢ = wᵢ(model − market)`; in volatility space
 * `rᵢ = wᵢ(σ_model − σ_market)` with `∂σ/∂θ = (∂price/∂θ)/vega`.
 *
 * @module
 */

import { ConvergenceError } from "lib/core/errors.ts";
import {
  type CalibrationQuotes,
  impliedVolOf,
  vegaOf,
} from "lib/calibration/quotes.ts";
import { CosSurface } from "lib/pricing/engines/cos_surface.ts";
import type { CharacteristicFunction } from "lib/pricing/laws/law.ts";

/** How quotes are weighed against each other. */
export type Weights = "none" | "vega" | "spread";

/** In what residuals are measured. */
export type Space = "price" | "implied-vol";

/** Quotes whose vega is below this share of the largest count as this. */
const SMALLEST_VEGA = 1e-3;

/** Residuals of a law against fixed quotes. */
export class CalibrationObjective {
  /** The quotes. */
  readonly quotes: CalibrationQuotes;
  /** Prices at the last point evaluated, shape `[quotes]`. */
  readonly prices: Float64Array;
  /** `Σ(wᵢ·marketᵢ)²`: a cost of this size is no fit at all. */
  readonly scale: number;
  readonly #surface: CosSurface;
  readonly #space: Space;
  readonly #weights: Float64Array;
  readonly #vegaFloor: number;

  /** Prepares the residuals; quotes without a volatility weigh 0 in vol space. */
  constructor(quotes: CalibrationQuotes, weights: Weights, space: Space) {
    this.quotes = quotes;
    this.#space = space;
    this.#surface = new CosSurface(quotes.slices);
    this.prices = new Float64Array(quotes.size);
    const largest = quotes.vega.reduce((m, v) => v > m ? v : m, 0);
    this.#vegaFloor = SMALLEST_VEGA * largest;
    this.#weights = weightsOf(quotes, weights, space, this.#vegaFloor);
    const market = space === "price" ? quotes.price : quotes.impliedVol;
    this.scale = this.#weights.reduce(
      (sum, w, i) => w === 0 ? sum : sum + (w * market[i]) ** 2,
      0,
    );
  }

  /** Pricing error relative to the forward, for the calls that follow. */
  set tolerance(value: number) {
    this.#surface.tolerance = value;
  }

  /** `Σ rᵢ²` without a gradient. */
  cost(cf: CharacteristicFunction): number {
    if (!this.#priced(() => this.#surface.priceInto(cf, this.prices))) {
      return Infinity;
    }
    let sum = 0;
    for (let i = 0; i < this.quotes.size; ++i) {
      sum += this.#residual(i).value ** 2;
    }
    return Number.isNaN(sum) ? Infinity : sum;
  }

  /**
   * Residuals into `r` and `∂rᵢ/∂θⱼ` into `jacobian`, row-major.
   *
   * @returns False if a residual is not finite or no engine converges.
   */
  residualsInto(
    cf: CharacteristicFunction,
    r: Float64Array,
    jacobian: Float64Array,
  ): boolean {
    const price = () =>
      this.#surface.priceAndGradientInto(cf, this.prices, jacobian);
    if (!this.#priced(price)) return false;
    for (let i = 0; i < this.quotes.size; ++i) {
      const { value, slope } = this.#residual(i);
      if (!Number.isFinite(value)) return false;
      r[i] = value;
      for (let j = i * cf.size; j < (i + 1) * cf.size; ++j) {
        jacobian[j] *= slope;
      }
    }
    return true;
  }

  /** Runs an engine; a point at which none converges is not a valid one. */
  #priced(price: () => void): boolean {
    try {
      price();
      return true;
    } catch (error) {
      if (error instanceof ConvergenceError) return false;
      throw error;
    }
  }

  /** The residual of one quote and `∂r/∂price`. */
  #residual(i: number): { value: number; slope: number } {
    const { quotes, prices } = this;
    const weight = this.#weights[i];
    const gap = prices[i] - quotes.price[i];
    if (this.#space === "price") return { value: weight * gap, slope: weight };
    if (weight === 0) return { value: 0, slope: 0 };
    const slice = quotes.slices[quotes.sliceOf[i]];
    const model = impliedVolOf(slice, quotes, i, prices[i]);
    const vega = model.ok ? vegaOf(slice, quotes.strike[i], model.sigma) : 0;
    if (model.ok && vega > this.#vegaFloor) {
      const value = weight * (model.sigma - quotes.impliedVol[i]);
      return { value, slope: weight / vega };
    }
    // Where the model's volatility has no slope, the market's vega stands in.
    const slope = weight / Math.max(quotes.vega[i], this.#vegaFloor);
    return { value: slope * gap, slope };
  }
}

/** Weights of mean square 1, so that costs of different choices compare. */
function weightsOf(
  quotes: CalibrationQuotes,
  weights: Weights,
  space: Space,
  vegaFloor: number,
): Float64Array {
  const raw = Float64Array.from({ length: quotes.size }, (_, i) => {
    const known = quotes.impliedVol[i] > 0;
    if (space === "implied-vol" && !known) return 0;
    if (weights === "none") return 1;
    if (weights === "vega") {
      // A price error over vega is a volatility error; a volatility error
      // times vega is a price error.
      const vega = known ? Math.max(quotes.vega[i], vegaFloor) : vegaFloor;
      return space === "price" ? 1 / vega : vega;
    }
    return quotes.spread[i] > 0 ? 1 / quotes.spread[i] : NaN;
  });
  if (weights === "spread") fillSpreads(raw);
  const square = raw.reduce((sum, w) => sum + w * w, 0) / quotes.size;
  return weights === "none" ? raw : raw.map((w) => w / Math.sqrt(square));
}

/** Quotes without a spread take the median weight of those with one. */
function fillSpreads(raw: Float64Array): void {
  const known = raw.filter((w) => w > 0).toSorted();
  if (known.length === 0) {
    throw new RangeError(
      'Cannot weigh by "spread" as at least one quote must have ask > bid: none has. Use --weights none or vega',
    );
  }
  const typical = known[known.length >> 1];
  for (let i = 0; i < raw.length; ++i) {
    if (Number.isNaN(raw[i])) raw[i] = typical;
  }
}
