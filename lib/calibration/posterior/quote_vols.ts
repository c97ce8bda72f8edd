/**
 * Model volatilities at the quotes with their gradient, again and again: what a
 * likelihood in implied volatility calls at each step.
 *
 * `∂σ/∂θ = (∂price/∂θ)/vega`. Where the model's price has no volatility, or
 * hardly any vega, the volatility is continued linearly from the market's.
 *
 * @module
 */

import { ConvergenceError } from "lib/core/errors.ts";
import {
  type LawSurface,
  lawSurface,
} from "lib/calibration/posterior/law_surface.ts";
import type { CalibrationQuotes } from "lib/calibration/quotes.ts";
import { normalPdf } from "lib/math/normal.ts";
import { impliedVolBatchInto } from "lib/pricing/implied_vol_batch.ts";
import type { CharacteristicFunction, Law } from "lib/pricing/laws/law.ts";

/** Quotes whose vega is below this share of the largest are continued. */
const SMALLEST_VEGA = 1e-3;

/** Volatilities of laws at fixed quotes. */
export class QuoteVols {
  /** Quotes that have a market volatility. */
  readonly used: readonly number[];
  /** Model volatility at the last point evaluated, shape `[quotes]`. */
  readonly vols: Float64Array;
  readonly #quotes: CalibrationQuotes;
  readonly #price: LawSurface;
  readonly #columns: {
    readonly forward: Float64Array;
    readonly strike: Float64Array;
    readonly tau: Float64Array;
    readonly discount: Float64Array;
    readonly price: Float64Array;
    readonly isCall: Uint8Array;
  };
  readonly #failure: Uint8Array;
  readonly #floor: number;

  /** Prepares the quotes for a law. */
  constructor(quotes: CalibrationQuotes, law: Law) {
    this.#quotes = quotes;
    this.#price = lawSurface(law, quotes.slices);
    this.vols = new Float64Array(quotes.size);
    this.#failure = new Uint8Array(quotes.size);
    const ofSlice = (read: (slice: number) => number) =>
      Float64Array.from(quotes.sliceOf, read);
    this.#columns = {
      forward: ofSlice((s) => quotes.slices[s].forward),
      strike: quotes.strike,
      tau: ofSlice((s) => quotes.slices[s].tau),
      discount: ofSlice((s) => quotes.slices[s].discount),
      price: new Float64Array(quotes.size),
      isCall: quotes.isCall,
    };
    this.used = Array.from(quotes.strike, (_, i) => i).filter((i) =>
      quotes.impliedVol[i] > 0
    );
    const largest = quotes.vega.reduce((most, v) => v > most ? v : most, 0);
    this.#floor = SMALLEST_VEGA * largest;
  }

  /**
   * Fills {@linkcode vols} and, if given, `∂σᵢ/∂θⱼ` row-major.
   *
   * @returns False if no engine converges or a price is not finite.
   */
  evaluate(cf: CharacteristicFunction, jacobian?: Float64Array): boolean {
    const { price, forward, discount, strike, tau } = this.#columns;
    try {
      this.#price(cf, price, jacobian);
    } catch (error) {
      if (error instanceof ConvergenceError) return false;
      throw error;
    }
    const { vols } = this;
    const quotes = this.#quotes;
    impliedVolBatchInto(this.#columns, {
      sigma: vols,
      failure: this.#failure,
    });
    for (const i of this.used) {
      const root = Math.sqrt(tau[i]);
      const d1 = Math.log(forward[i] / strike[i]) / (vols[i] * root) +
        0.5 * vols[i] * root;
      let vega = discount[i] * forward[i] * root * normalPdf(d1);
      if (!(vega > this.#floor)) {
        vega = Math.max(quotes.vega[i], this.#floor);
        vols[i] = quotes.impliedVol[i] + (price[i] - quotes.price[i]) / vega;
      }
      if (!Number.isFinite(vols[i])) return false;
      if (jacobian === undefined) continue;
      for (let j = i * cf.size; j < (i + 1) * cf.size; ++j) jacobian[j] /= vega;
    }
    return true;
  }
}
