/**
 * Implied volatilities over arrays: the measured hot loop.
 *
 * For quotes in the range of the seed table, one Householder step of order 3
 * from a start good to 1e-5, the same step as in
 * `lib/pricing/kernels/implied_vol_solve.ts`; every other quote, and one whose
 * step came out larger than it should, goes to the caller.
 *
 * @module
 */

import { logRatio } from "lib/math/log_moneyness.ts";
import { tableExp } from "lib/math/table_exp.ts";

import { millsDifference } from "lib/pricing/kernels/black_time_value.ts";
import { seedFromTable } from "lib/pricing/kernels/implied_vol_seed.ts";

const INVERSE_SQRT_2PI = 0.3989422804014327;
/** Prices over this part of their bound are left to the general solver. */
const LARGEST_PRICE = 0.5;
/** Time value under this many roundings of the legs wants the general solver. */
const SMALLEST_TIME_VALUE = 1e-14;
/** From a relative step this small the next one would be under a rounding. */
const LAST_STEP = 1e-4;

/** Quotes as arrays, each of shape `[n]`. */
export interface ImpliedVolBatch {
  /** Forward prices, positive. */
  readonly forward: Float64Array;
  /** Strikes, positive. */
  readonly strike: Float64Array;
  /** Times to expiry, in years, positive. */
  readonly tau: Float64Array;
  /** Discount factors, positive. */
  readonly discount: Float64Array;
  /** Present values. */
  readonly price: Float64Array;
  /** 1 for a call, 0 for a put. */
  readonly isCall: Uint8Array;
}

/**
 * Implies the volatility of quote `i` on the short path.
 *
 * @param table From `makeSeedTable`.
 * @param batch The quotes, unchecked.
 * @param i Which quote.
 * @returns The volatility, or NaN if the quote is not for this path.
 */
export function impliedVolFast(
  table: Float64Array,
  batch: ImpliedVolBatch,
  i: number,
): number {
  const forward = batch.forward[i];
  const strike = batch.strike[i];
  const discount = batch.discount[i];
  const price = batch.price[i];
  const x = Math.abs(logRatio(forward, strike));
  const stock = discount * forward;
  const cash = discount * strike;
  const call = discount * (forward - strike);
  const gain = batch.isCall[i] === 1 ? call : -call;
  const outside = gain > 0 ? price - gain : price;
  const least = stock < cash ? stock : cash;
  if (!(outside < LARGEST_PRICE * least)) return NaN;
  if (gain > 0 && !(outside > SMALLEST_TIME_VALUE * (stock + cash))) return NaN;
  if (!(outside > 1e-200 * least)) return NaN;
  const s = seedFromTable(table, x, outside / Math.sqrt(stock * cash));
  const h = x / s;
  const t = 0.5 * s;
  const gap = h - t;
  const scaled = millsDifference(h, t);
  const ratio = scaled * (INVERSE_SQRT_2PI * tableExp(-0.5 * gap * gap)) *
    (least / outside);
  // ln(ratio) by the area tangent: the ratio is 1 but for the start's error.
  const w = (ratio - 1) / (ratio + 1);
  const miss = 2 * w * (1 + w * w * (1 / 3 + w * w * (1 / 5)));
  const slope = s / scaled;
  const newton = -miss / slope;
  const h2 = h * h - t * t - slope;
  const h3 = h2 * h2 - 3 * h * h - t * t - slope * h2;
  const step = newton * (1 + 0.5 * h2 * newton) /
    (1 + newton * (h2 + h3 * newton * (1 / 6)));
  if (!(step < LAST_STEP && step > -LAST_STEP && w < 0.02 && w > -0.02)) {
    return NaN;
  }
  return s * (1 + step) / Math.sqrt(batch.tau[i]);
}
