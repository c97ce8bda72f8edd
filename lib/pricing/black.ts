/**
 * The Black–Scholes–Merton formula in forward form, and its Greeks in spot
 * form.
 *
 * Black (1976), J. Financial Economics 3, 167–179; Greeks as in Haug (2007),
 * "The Complete Guide to Option Pricing Formulas", chapter 2. The
 * out-of-the-money side is computed without cancellation
 * ({@link "lib/pricing/kernels/black_time_value.ts"}) and the other follows
 * from put–call parity. Valid for every positive forward and strike,
 * volatility and time from 0 up; at 0 the limits are returned.
 *
 * @module
 */

import { logMoneyness, logRatio } from "lib/math/log_moneyness.ts";
import { normalCdf, normalPdf } from "lib/math/normal.ts";
import {
  type BlackBatch,
  blackBatchKernelInto,
} from "lib/pricing/kernels/black_batch.ts";
import { blackTimeValue } from "lib/pricing/kernels/black_time_value.ts";

/** A European option in forward form. */
export interface BlackInput {
  /** Forward price for the expiry, positive. */
  readonly forward: number;
  /** Strike, positive. */
  readonly strike: number;
  /** Time to expiry, in years, at least 0. */
  readonly tau: number;
  /** Volatility a square-root year, at least 0. */
  readonly sigma: number;
  /** Discount factor for the expiry, positive. @default 1 */
  readonly discount?: number;
  /** True for a call, false for a put. */
  readonly isCall: boolean;
}

/** A European option in spot form. */
export interface BlackSpotInput {
  /** Spot price, positive. */
  readonly spot: number;
  /** Strike, positive. */
  readonly strike: number;
  /** Time to expiry, in years, at least 0. */
  readonly tau: number;
  /** Volatility a square-root year, at least 0. */
  readonly sigma: number;
  /** Continuous zero rate to expiry. */
  readonly rate: number;
  /** Continuous dividend yield to expiry. */
  readonly dividend: number;
  /** True for a call, false for a put. */
  readonly isCall: boolean;
}

/** The value and its derivatives, `V(S, σ, T, r, q)`. */
export interface BlackGreeks {
  /** Present value `V`. */
  readonly price: number;
  /** `∂V/∂S`. */
  readonly delta: number;
  /** `∂²V/∂S²`. */
  readonly gamma: number;
  /** `∂V/∂σ`. */
  readonly vega: number;
  /** `−∂V/∂T`, a year. */
  readonly theta: number;
  /** `∂V/∂r`. */
  readonly rho: number;
  /** `∂V/∂q`. */
  readonly rhoDividend: number;
  /** `∂²V/∂S∂σ`. */
  readonly vanna: number;
  /** `∂²V/∂σ²`. */
  readonly volga: number;
  /** `−∂²V/∂S∂T`, a year. */
  readonly charm: number;
  /** `∂³V/∂S³`. */
  readonly speed: number;
}

/**
 * The Black price of a European option.
 *
 * @param input The option; `discount` is 1 by default.
 * @returns Its present value, in the units of `forward`.
 * @throws {RangeError} If a number is outside its range.
 *
 * @example Usage
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { blackPrice } from "lib/pricing/black.ts";
 *
 * const price = blackPrice({
 *   forward: 100, strike: 100, tau: 1, sigma: 0.2, isCall: true,
 * });
 * assertAlmostEquals(price, 7.965567455405804, 1e-14);
 * ```
 */
export function blackPrice(input: BlackInput): number {
  const { forward, strike, tau, sigma, discount = 1, isCall } = input;
  need("forward", forward, forward > 0, "positive");
  need("strike", strike, strike > 0, "positive");
  need("tau", tau, tau >= 0, "at least 0");
  need("sigma", sigma, sigma >= 0, "at least 0");
  need("discount", discount, discount > 0, "positive");
  const x = Math.abs(logRatio(forward, strike));
  const outside = Math.min(forward, strike) *
    blackTimeValue(x, sigma * Math.sqrt(tau));
  const intrinsic = isCall ? forward - strike : strike - forward;
  return discount * (intrinsic > 0 ? intrinsic + outside : outside);
}

/**
 * The Black–Scholes–Merton value and its Greeks.
 *
 * At `sigma` or `tau` 0 the limits are returned: away from the money the
 * density terms are 0; exactly at the money gamma is infinite.
 *
 * @param input The option in spot form.
 * @returns Value and derivatives, time derivatives a year.
 * @throws {RangeError} If a number is outside its range.
 *
 * @example Usage
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { blackGreeks } from "lib/pricing/black.ts";
 *
 * const { price, delta } = blackGreeks({
 *   spot: 100, strike: 100, tau: 1, sigma: 0.2, rate: 0.05, dividend: 0,
 *   isCall: true,
 * });
 * assertAlmostEquals(price, 10.450583572185565, 1e-13);
 * assertAlmostEquals(delta, 0.6368306511756191, 1e-15);
 * ```
 */
export function blackGreeks(input: BlackSpotInput): BlackGreeks {
  const { spot, strike, tau, sigma, rate, dividend, isCall } = input;
  need("spot", spot, spot > 0, "positive");
  need("strike", strike, strike > 0, "positive");
  need("tau", tau, tau >= 0, "at least 0");
  need("sigma", sigma, sigma >= 0, "at least 0");
  need("rate", rate, true, "");
  need("dividend", dividend, true, "");
  const sign = isCall ? 1 : -1;
  const root = Math.sqrt(tau);
  const s = sigma * root;
  const stock = spot * Math.exp(-dividend * tau);
  const cash = strike * Math.exp(-rate * tau);
  const x = logMoneyness(spot, strike, { rate, dividend, tau });
  const d1 = s > 0 ? x / s + 0.5 * s : x === 0 ? 0 : x * Infinity;
  const d2 = d1 - s;
  const yieldFactor = stock / spot;
  const density = yieldFactor * normalPdf(d1);
  const delta = sign * yieldFactor * normalCdf(sign * d1);
  const cashLeg = sign * cash * normalCdf(sign * d2);
  const vega = spot * density * root;
  const gamma = ratio(density, spot * s);
  return {
    price: Math.max(0, sign * (stock - cash)) +
      Math.min(stock, cash) * blackTimeValue(Math.abs(x), s),
    delta,
    gamma,
    vega,
    theta: -0.5 * spot * ratio(density * sigma, root) - rate * cashLeg +
      dividend * spot * delta,
    rho: tau * cashLeg,
    rhoDividend: -tau * spot * delta,
    // d2/σ → −√τ/2 as σ → 0 at the money.
    vanna: density === 0
      ? 0
      : -density * (sigma > 0 ? d2 / sigma : -0.5 * root),
    volga: vega === 0 || sigma === 0 ? 0 : vega * d1 * d2 / sigma,
    charm: dividend * delta -
      charmDensity(density, rate - dividend, d2, s, tau),
    speed: gamma === 0 ? 0 : -gamma / spot * (s > 0 ? d1 / s + 1 : 1.5),
  };
}

/** `density/scale`, with a density of 0 winning over a scale of 0. */
function ratio(density: number, scale: number): number {
  return density === 0 ? 0 : density / scale;
}

/** `density · ∂d1/∂T`; its limits at `s = 0`. */
function charmDensity(
  density: number,
  carry: number,
  d2: number,
  s: number,
  tau: number,
): number {
  if (density === 0) return 0;
  if (s > 0) return density * (2 * carry * tau - d2 * s) / (2 * tau * s);
  return carry === 0 ? 0 : carry * Infinity;
}

function need(name: string, value: number, ok: boolean, must: string): void {
  if (ok && Number.isFinite(value)) return;
  const range = must === "" ? "a finite number" : `finite and ${must}`;
  throw new RangeError(
    `Cannot price the option as ${name} must be ${range}: current value is ${value}`,
  );
}

/**
 * Present values and deltas of many options, to 1e-14 of the spot.
 *
 * @param batch The options, arrays of shape `[n]`; `tau` and `sigma` positive.
 * @param out Filled: `price` and `delta`, each of shape `[n]`.
 * @throws {TypeError} If an array is shorter or longer than `spot`.
 * @throws {RangeError} If a value is outside its range, naming its index.
 *
 * @example Usage
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { blackBatchInto } from "lib/pricing/black.ts";
 *
 * const one = (value: number) => Float64Array.of(value);
 * const price = new Float64Array(1);
 * const delta = new Float64Array(1);
 * blackBatchInto({
 *   spot: one(100), strike: one(100), tau: one(1), sigma: one(0.2),
 *   rate: one(0.05), dividend: one(0), isCall: Uint8Array.of(1),
 * }, { price, delta });
 * assertAlmostEquals(price[0], 10.450583572185565, 1e-12);
 * ```
 */
export function blackBatchInto(
  batch: BlackBatch,
  out: { readonly price: Float64Array; readonly delta: Float64Array },
): void {
  const n = batch.spot.length;
  for (const [name, column] of Object.entries({ ...batch, ...out })) {
    if (column.length === n) continue;
    throw new TypeError(
      `Cannot price the batch as ${name} must have the ${n} rows of spot: its length is ${column.length}`,
    );
  }
  const bad = blackBatchKernelInto(batch, out.price, out.delta);
  if (bad >= 0) refuseRow(batch, bad);
}

/** Says what is wrong with row `i`. */
function refuseRow(batch: BlackBatch, i: number): never {
  for (const name of ["spot", "strike", "tau", "sigma"] as const) {
    const value = batch[name][i];
    need(`${name}[${i}]`, value, value > 0, "positive");
  }
  need(`rate[${i}]`, batch.rate[i], true, "");
  need(`dividend[${i}]`, batch.dividend[i], true, "");
  throw new RangeError(
    `Cannot price the batch as row ${i} must not overflow: current rate and dividend are ${
      batch.rate[i]
    } and ${batch.dividend[i]} over ${batch.tau[i]} years`,
  );
}
