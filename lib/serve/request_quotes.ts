/**
 * Quotes of a request, checked field by field and ready for every method.
 *
 * What a net does not need (prices, vegas) is computed when it is asked for:
 * most requests never do.
 *
 * @module
 */

import { type CalibrationQuotes, vegaOf } from "lib/calibration/quotes.ts";
import { blackPrice } from "lib/pricing/black.ts";
import type { EuropeanSlice } from "lib/pricing/engines/engine.ts";
import { impliedVolBatchInto } from "lib/pricing/implied_vol_batch.ts";
import { Check } from "lib/serve/check.ts";

/** Most quotes of a request. */
export const MOST_QUOTES = 20_000;

/** Quotes of a request, in columns, grouped by maturity. */
export interface QuoteColumns {
  /** Spot. */
  readonly spot: number;
  /** Continuous rate. */
  readonly rate: number;
  /** Continuous dividend yield. */
  readonly dividend: number;
  /** Strikes. */
  readonly strike: Float64Array;
  /** Years. */
  readonly maturity: Float64Array;
  /** 1 for a call. */
  readonly isCall: Uint8Array;
  /** Price, or volatility where that is what was given. */
  readonly value: Float64Array;
  /** 1 where `value` is a volatility. */
  readonly isVol: Uint8Array;
  /** Ask − bid, NaN where not quoted. */
  readonly spread: Float64Array;
}

/**
 * Reads the quotes of a body.
 *
 * @param body `{spot, rate, dividend, quotes: [{strike, maturity, type, price |
 * bid, ask | impliedVol}]}`.
 * @throws {Problem} 422, naming the paths of what is wrong.
 */
export function readQuotes(
  body: Readonly<Record<string, unknown>>,
): QuoteColumns {
  const check = new Check();
  const spot = check.positive(body["spot"], "spot");
  const rate = optional(check, body["rate"], "rate");
  const dividend = optional(check, body["dividend"], "dividend");
  const quotes = check.list(body["quotes"], "quotes", MOST_QUOTES);
  const n = quotes.length;
  const columns = {
    strike: new Float64Array(n),
    maturity: new Float64Array(n),
    isCall: new Uint8Array(n),
    value: new Float64Array(n),
    isVol: new Uint8Array(n),
    spread: new Float64Array(n).fill(NaN),
  };
  for (let i = 0; i < n; ++i) readQuote(check, quotes[i], i, columns);
  check.done();
  const read = { spot, rate, dividend, ...columns };
  checkBounds(
    check,
    read,
    (i) =>
      `quotes[${i}].${
        columns.isVol[i] === 1
          ? "maturity"
          : Number.isNaN(columns.spread[i])
          ? "price"
          : "bid"
      }`,
  );
  check.done();
  return read;
}

/** A number, or what it counts as where it is left out. */
function optional(check: Check, value: unknown, path: string): number {
  return value === undefined || value === null ? 0 : check.number(value, path);
}

type Columns = Omit<QuoteColumns, "spot" | "rate" | "dividend">;

function readQuote(
  check: Check,
  value: unknown,
  i: number,
  out: Columns,
): void {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    check.wrong(`quotes[${i}]`, "an object", value);
    return;
  }
  const quote = value as Readonly<Record<string, unknown>>;
  const { strike, maturity, type } = quote;
  // Paths are put together only where something is wrong: this loop is hot.
  out.strike[i] = isPositive(strike)
    ? strike
    : check.positive(strike, `quotes[${i}].strike`);
  out.maturity[i] = isPositive(maturity)
    ? maturity
    : check.positive(maturity, `quotes[${i}].maturity`);
  if (type === "call") out.isCall[i] = 1;
  else if (type !== "put") {
    check.wrong(`quotes[${i}].type`, "call or put", type);
  }
  const price = readNotNegative(check, quote["price"], i, "price");
  const bid = readNotNegative(check, quote["bid"], i, "bid");
  const ask = readNotNegative(check, quote["ask"], i, "ask");
  const vol = readVol(check, quote["impliedVol"], i);
  if (bid !== null && ask !== null) {
    if (ask < bid) {
      check.wrong(`quotes[${i}].ask`, `at least the bid of ${bid}`, ask);
    }
    out.spread[i] = ask - bid;
    out.value[i] = (bid + ask) / 2;
  } else if (price === null && vol === null) {
    check.wrong(
      `quotes[${i}]`,
      "with price, bid and ask, or impliedVol",
      value,
    );
  }
  if (price !== null) out.value[i] = price;
  else if (vol !== null) {
    out.value[i] = vol;
    out.isVol[i] = 1;
  }
}

/** A number ≥ 0, null where there is none, NaN where it is something else. */
function readNotNegative(
  check: Check,
  value: unknown,
  i: number,
  name: string,
): number | null {
  if (value === undefined || value === null) return null;
  return typeof value === "number" && value >= 0 && value < Infinity
    ? value
    : check.wrong(`quotes[${i}].${name}`, "a number ≥ 0", value);
}

function readVol(check: Check, value: unknown, i: number): number | null {
  if (value === undefined || value === null) return null;
  return isPositive(value)
    ? value
    : check.positive(value, `quotes[${i}].impliedVol`);
}

function isPositive(value: unknown): value is number {
  return typeof value === "number" && value > 0 && value < Infinity;
}

/**
 * Notes prices that no volatility gives, an arbitrage with the underlying, and
 * forwards out of range.
 *
 * @param check Where it is noted.
 * @param quotes The quotes.
 * @param pathOf Where the price of quote `i` stands in the body.
 */
export function checkBounds(
  check: Check,
  quotes: QuoteColumns,
  pathOf: (i: number) => string,
): void {
  const { spot, rate, dividend, strike, maturity, isCall, value, isVol } =
    quotes;
  let tau = NaN;
  let forward = NaN;
  let discount = NaN;
  for (let i = 0; i < strike.length; ++i) {
    if (maturity[i] !== tau) {
      tau = maturity[i];
      forward = spot * Math.exp((rate - dividend) * tau);
      discount = Math.exp(-rate * tau);
    }
    if (!(isPositive(forward) && isPositive(discount))) {
      check.wrong(
        pathOf(i),
        "of a maturity such that forward and discount factor are finite and positive",
        tau,
      );
    }
    if (isVol[i] === 1) continue;
    const sign = isCall[i] === 1 ? 1 : -1;
    const low = discount * Math.max(0, sign * (forward - strike[i]));
    const high = discount * (sign > 0 ? forward : strike[i]);
    if (value[i] < low * (1 - 1e-9) || value[i] >= high) {
      check.wrong(
        pathOf(i),
        `free of arbitrage, from ${low.toPrecision(6)} to below ${
          high.toPrecision(6)
        }`,
        value[i],
      );
    }
  }
}

/** Quotes of a request as calibration takes them. */
export class RequestQuotes implements CalibrationQuotes {
  readonly size: number;
  readonly source = "the request";
  readonly slices: readonly EuropeanSlice[];
  readonly sliceOf: Int32Array;
  readonly strike: Float64Array;
  readonly isCall: Uint8Array;
  readonly impliedVol: Float64Array;
  readonly spread: Float64Array;
  readonly warnings: readonly string[] = [];
  #price: Float64Array | null = null;
  #vega: Float64Array | null = null;
  readonly #columns: QuoteColumns;
  readonly #order: Int32Array;

  /** Groups quotes by maturity. @param columns Checked quotes. */
  constructor(columns: QuoteColumns) {
    this.#columns = columns;
    const { strike, maturity, isCall, spread, isVol, value } = columns;
    const n = strike.length;
    this.size = n;
    const order = byMaturity(maturity);
    this.#order = order;
    this.strike = new Float64Array(n);
    this.isCall = new Uint8Array(n);
    this.spread = new Float64Array(n);
    this.sliceOf = new Int32Array(n);
    this.impliedVol = new Float64Array(n);
    const firsts: number[] = [];
    for (let i = 0; i < n; ++i) {
      const from = order[i];
      if (i === 0 || maturity[from] !== maturity[order[i - 1]]) firsts.push(i);
      this.sliceOf[i] = firsts.length - 1;
      this.strike[i] = strike[from];
      this.isCall[i] = isCall[from];
      this.spread[i] = spread[from];
    }
    this.slices = firsts.map((first, s) =>
      this.#sliceOf(maturity[order[first]], first, firsts[s + 1] ?? n)
    );
    for (let i = 0; i < n; ++i) this.impliedVol[i] = value[order[i]];
    if (isVol.includes(0)) this.#implyVols();
  }

  /** Puts volatilities where prices stand; NaN where there is none above 0. */
  #implyVols(): void {
    const { isVol } = this.#columns;
    const { slices, sliceOf, size } = this;
    const column = (of: (slice: EuropeanSlice) => number) => {
      const values = new Float64Array(size);
      for (let i = 0; i < size; ++i) values[i] = of(slices[sliceOf[i]]);
      return values;
    };
    const sigma = new Float64Array(size);
    impliedVolBatchInto({
      forward: column(({ forward }) => forward),
      strike: this.strike,
      tau: column(({ tau }) => tau),
      discount: column(({ discount }) => discount),
      price: this.impliedVol,
      isCall: this.isCall,
    }, { sigma, failure: new Uint8Array(size) });
    for (let i = 0; i < size; ++i) {
      if (isVol[this.#order[i]] === 1) continue;
      this.impliedVol[i] = sigma[i] > 0 ? sigma[i] : NaN;
    }
  }

  /** Prices; those of quotes given as volatilities by Black's formula. */
  get price(): Float64Array {
    const { value, isVol } = this.#columns;
    this.#price ??= this.strike.map((strike, i) => {
      const from = this.#order[i];
      if (isVol[from] === 0) return value[from];
      const { forward, tau, discount } = this.slices[this.sliceOf[i]];
      return blackPrice({
        forward,
        strike,
        tau,
        sigma: value[from],
        discount,
        isCall: this.isCall[i] === 1,
      });
    });
    return this.#price;
  }

  /** Black vegas at the quotes' volatilities. */
  get vega(): Float64Array {
    this.#vega ??= this.strike.map((strike, i) =>
      this.impliedVol[i] > 0
        ? vegaOf(this.slices[this.sliceOf[i]], strike, this.impliedVol[i])
        : NaN
    );
    return this.#vega;
  }

  #sliceOf(tau: number, first: number, end: number): EuropeanSlice {
    const { spot, rate, dividend } = this.#columns;
    return {
      forward: spot * Math.exp((rate - dividend) * tau),
      discount: Math.exp(-rate * tau),
      tau,
      strikes: this.strike.subarray(first, end),
      isCall: this.isCall.subarray(first, end),
    };
  }
}

/**
 * The same quotes with everything computed, as plain data that can be sent to
 * a thread.
 */
export function plainQuotes(quotes: CalibrationQuotes): CalibrationQuotes {
  const { size, source, slices, sliceOf, strike, isCall } = quotes;
  const { price, impliedVol, vega, spread, warnings } = quotes;
  return {
    size,
    source,
    slices,
    sliceOf,
    strike,
    isCall,
    price,
    impliedVol,
    vega,
    spread,
    warnings,
  };
}

/** Places in order of maturity; equal ones stay in their order. */
function byMaturity(maturity: Float64Array): Int32Array {
  const order = new Int32Array(maturity.length);
  let sorted = true;
  for (let i = 1; i < order.length; ++i) {
    order[i] = i;
    sorted &&= maturity[i] >= maturity[i - 1];
  }
  return sorted
    ? order
    : order.sort((a, b) => maturity[a] - maturity[b] || a - b);
}
