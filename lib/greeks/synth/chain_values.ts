/**
 * Values and deltas of one expiry's calls under a law.
 *
 * The out-of-the-money side is priced and the other follows from parity. The
 * delta is by default a vendor's: Black–Scholes' at the law's implied
 * volatility, with rate and dividend,
 *
 * ```text
 * Δ = e^(−qτ)·Φ(d₁),  d₁ = ln(F/K)/(σ(K)√τ) + σ(K)√τ/2
 * ```
 *
 * which falls as the strike rises, as `d₁` does on every smile without
 * arbitrage: Fukasawa (2012), Mathematical Finance 22(4), 753–762.
 * Or it is the law's, `∂V/∂S` with the variance held, from a Lewis contour.
 *
 * @module
 */

import type { DeltaKind } from "lib/greeks/synth/synth_settings.ts";
import { normalCdf } from "lib/math/normal.ts";
import { CosSurface } from "lib/pricing/engines/cos_surface.ts";
import { priceEuropean } from "lib/pricing/engines/european.ts";
import { impliedVolBatchInto } from "lib/pricing/implied_vol_batch.ts";
import type { CharacteristicFunction } from "lib/pricing/laws/law.ts";

/** Error of values over the forward; twice it counts as no value. */
const TOLERANCE = 1e-9;
/** Longest cosine expansion: with dozens of strikes it beats contours. */
const MOST_TERMS = 8192;

/** One expiry to value. */
export interface ChainExpiry {
  /** Forward price. */
  readonly forward: number;
  /** Discount factor. */
  readonly discount: number;
  /** Years to expiry. */
  readonly tau: number;
  /** Continuous dividend yield. */
  readonly dividend: number;
  /** Strikes, rising, shape `[n]`. */
  readonly strikes: Float64Array;
}

/** What options are worth, each of shape `[n]`. */
export interface ChainValues {
  /** Value of the out-of-the-money side beyond its intrinsic value of 0. */
  readonly timeValue: Float64Array;
  /** Delta of the call, in [0, 1]; the put's is less by `e^(−qτ)`. */
  readonly callDelta: Float64Array;
}

/**
 * Values one expiry.
 *
 * @param cf The law.
 * @param expiry The expiry and its strikes.
 * @param kind How deltas are taken.
 * @returns Values and deltas.
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { chainValues } from "lib/greeks/synth/chain_values.ts";
 * import { lawByName } from "lib/pricing/laws/laws.ts";
 *
 * const { timeValue, callDelta } = chainValues(
 *   lawByName("black-scholes").characteristicFunction({ sigma: 0.2 }),
 *   { forward: 100, discount: 1, tau: 1, dividend: 0, strikes: Float64Array.of(100) },
 *   "black-scholes",
 * );
 * assertAlmostEquals(timeValue[0], 7.965567455405804, 1e-6);
 * assertAlmostEquals(callDelta[0], 0.539827837277029, 1e-8);
 * ```
 */
export function chainValues(
  cf: CharacteristicFunction,
  expiry: ChainExpiry,
  kind: DeltaKind,
): ChainValues {
  const { forward, discount, tau, strikes } = expiry;
  const isCall = Uint8Array.from(strikes, (k) => k >= forward ? 1 : 0);
  const slice = { forward, discount, tau, strikes, isCall };
  const timeValue = new Float64Array(strikes.length);
  new CosSurface([slice], { tolerance: TOLERANCE, mostTerms: MOST_TERMS })
    .priceInto(cf, timeValue);
  const nothing = 2 * TOLERANCE * forward * discount;
  for (let i = 0; i < timeValue.length; ++i) {
    if (timeValue[i] < nothing) timeValue[i] = 0;
  }
  const callDelta = kind === "law"
    ? lawDeltas(cf, slice, expiry.dividend)
    : blackDeltas(slice, timeValue, expiry.dividend);
  return { timeValue, callDelta };
}

/** An expiry with the sides that are out of the money. */
type Slice = Parameters<typeof priceEuropean>[1];

function blackDeltas(
  { forward, discount, tau, strikes, isCall }: Slice,
  price: Float64Array,
  dividend: number,
): Float64Array {
  const n = strikes.length;
  const filled = (value: number) => new Float64Array(n).fill(value);
  const sigma = new Float64Array(n);
  impliedVolBatchInto(
    {
      forward: filled(forward),
      strike: strikes,
      tau: filled(tau),
      discount: filled(discount),
      price,
      isCall,
    },
    { sigma, failure: new Uint8Array(n) },
  );
  const yieldFactor = Math.exp(-dividend * tau);
  return strikes.map((strike, i) => {
    const total = sigma[i] * Math.sqrt(tau);
    if (!(total > 0)) return strike < forward ? yieldFactor : 0;
    const d1 = Math.log(forward / strike) / total + 0.5 * total;
    return yieldFactor * normalCdf(d1);
  });
}

function lawDeltas(
  cf: CharacteristicFunction,
  slice: Slice,
  dividend: number,
): Float64Array {
  const { discount, tau, isCall } = slice;
  const { derivatives } = priceEuropean(cf, slice, { derivatives: true });
  const yieldFactor = Math.exp(-dividend * tau);
  // ∂F/∂S = e^(−qτ)/D; a put's delta is its call's less e^(−qτ).
  return derivatives!.forward.map((slope, i) => {
    const own = slope * yieldFactor / discount;
    const delta = isCall[i] === 1 ? own : own + yieldFactor;
    // Errors of the engine may lead out by as much.
    return Math.min(Math.max(delta, 0), yieldFactor);
  });
}
