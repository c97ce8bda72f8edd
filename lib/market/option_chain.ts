/**
 * Option quotes as a struct of arrays: the one table that readers fill,
 * cleaning thins out and calibration reads. A chain is never changed; verbs
 * return new ones.
 *
 * Day count: unless the source gives maturities itself, `tau` is the number of
 * calendar days from the quote's date to the expiry's date over 365 (ACT/365
 * Fixed), dates as they are written where the quotes were made. A contract on
 * its last day has `tau` 0 and counts as expired.
 *
 * @module
 */

import { ChainBuilder } from "lib/market/chain_builder.ts";
import { CHAIN_NUMBERS } from "lib/market/chain_numbers.ts";

/** Option quotes, one row a quote; every array has shape `[n]`. */
export interface OptionChain {
  /** Where the quotes came from: a file name, a URL, a citation. */
  readonly source: string;
  /** Underlying of each quote, or its contract class (OCC root) if known. */
  readonly underlying: readonly string[];
  /** When the quote was valid, ms since 1970 UTC; NaN if not said. */
  readonly eventTime: Float64Array;
  /** Start of the expiry's date, ms since 1970 UTC; NaN if not said. */
  readonly expiry: Float64Array;
  /** Time to expiry, in years. */
  readonly tau: Float64Array;
  /** Strike, in the currency of the spot. */
  readonly strike: Float64Array;
  /** 1 for a call, 0 for a put. */
  readonly isCall: Uint8Array;
  /** Bid, NaN where the source has none. */
  readonly bid: Float64Array;
  /** Ask, NaN where the source has none. */
  readonly ask: Float64Array;
  /** The price to use: the mid, or the price the source gives; NaN if none. */
  readonly price: Float64Array;
  /** Implied volatility as the source gives it, NaN if it does not. */
  readonly impliedVol: Float64Array;
  /** Contracts traded, NaN if unknown. */
  readonly volume: Float64Array;
  /** Open interest, NaN if unknown. */
  readonly openInterest: Float64Array;
  /** Spot of the underlying at `eventTime`. */
  readonly spot: Float64Array;
  /** Continuous zero rate to expiry, NaN if not given. */
  readonly rate: Float64Array;
  /** Continuous dividend yield to expiry, NaN if not given. */
  readonly dividend: Float64Array;
}

/** One quote, as {@link chainFromRows} takes it and {@link rowOf} gives it. */
export interface ChainRow {
  /** Underlying symbol or contract class. @default "" */
  readonly underlying?: string;
  /** Milliseconds since 1970 UTC. @default NaN */
  readonly eventTime?: number;
  /** Start of the expiry's date, ms since 1970 UTC. @default NaN */
  readonly expiry?: number;
  /** Time to expiry, in years. */
  readonly tau: number;
  /** Strike, in the currency of the spot. */
  readonly strike: number;
  /** True for a call. */
  readonly isCall: boolean;
  /** Bid. @default NaN */
  readonly bid?: number;
  /** Ask. @default NaN */
  readonly ask?: number;
  /** The price to use. @default the mid of bid and ask, NaN without them */
  readonly price?: number;
  /** Implied volatility as the source gives it. @default NaN */
  readonly impliedVol?: number;
  /** Contracts traded. @default NaN */
  readonly volume?: number;
  /** Open interest. @default NaN */
  readonly openInterest?: number;
  /** Spot at `eventTime`. */
  readonly spot: number;
  /** Continuous zero rate to expiry. @default NaN */
  readonly rate?: number;
  /** Continuous dividend yield to expiry. @default NaN */
  readonly dividend?: number;
}

/** A chain without quotes. */
export function emptyChain(source: string): OptionChain {
  return chainFromRows(source, []);
}

/**
 * Makes a chain of rows; what a row does not say is NaN.
 *
 * @param source Where the quotes came from.
 * @param rows The quotes, in order.
 * @returns The chain, one quote a row.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { chainFromRows } from "lib/market/option_chain.ts";
 *
 * const chain = chainFromRows("by hand", [
 *   { tau: 0.5, strike: 100, isCall: true, bid: 4, ask: 5, spot: 101 },
 * ]);
 * assertEquals(chain.price[0], 4.5);
 * assertEquals(chain.rate[0], NaN);
 * ```
 */
export function chainFromRows(
  source: string,
  rows: readonly ChainRow[],
): OptionChain {
  const builder = new ChainBuilder();
  for (const row of rows) builder.add(row);
  return builder.build(source);
}

/**
 * Checks a chain that was put together by hand.
 *
 * @throws {TypeError} If its columns differ in length.
 * @throws {RangeError} If a strike is not a finite number above 0.
 */
export function checkChain(chain: OptionChain): void {
  const n = chain.strike.length;
  for (const name of [...CHAIN_NUMBERS, "underlying", "isCall"] as const) {
    if (chain[name].length === n) continue;
    throw new TypeError(
      `Cannot use a chain as its columns must have one length: ${name} has ${
        chain[name].length
      }, strike ${n}`,
    );
  }
  const bad = chain.strike.findIndex((strike) =>
    !(strike > 0 && strike < Infinity)
  );
  if (bad >= 0) {
    throw new RangeError(
      `Cannot use a chain as strike ${bad} must be a finite number > 0: current value is ${
        chain.strike[bad]
      }`,
    );
  }
}

/**
 * Row `i` of a chain.
 *
 * @throws {RangeError} If the chain has no such row.
 */
export function rowOf(chain: OptionChain, i: number): Required<ChainRow> {
  if (!Number.isInteger(i) || i < 0 || i >= chain.strike.length) {
    throw new RangeError(
      `Cannot take row ${i} as it must be a whole number below ${chain.strike.length}`,
    );
  }
  const numbers = Object.fromEntries(
    CHAIN_NUMBERS.map((name) => [name, chain[name][i]]),
  ) as Record<(typeof CHAIN_NUMBERS)[number], number>;
  return {
    underlying: chain.underlying[i],
    isCall: chain.isCall[i] === 1,
    ...numbers,
  };
}

/**
 * The quotes at `indices`, in that order, as a new chain.
 *
 * @param chain The chain, left as it is.
 * @param indices Row numbers, each in `[0, n)`.
 * @returns A chain of `indices.length` quotes.
 */
export function selectRows(
  chain: OptionChain,
  indices: ArrayLike<number>,
): OptionChain {
  const n = indices.length;
  const columns = Object.fromEntries(CHAIN_NUMBERS.map((name) => {
    const from = chain[name];
    const to = new Float64Array(n);
    for (let i = 0; i < n; ++i) to[i] = from[indices[i]];
    return [name, to];
  })) as Record<(typeof CHAIN_NUMBERS)[number], Float64Array>;
  return {
    source: chain.source,
    underlying: Array.from(indices, (i) => chain.underlying[i]),
    isCall: Uint8Array.from(indices, (i) => chain.isCall[i]),
    ...columns,
  };
}

/**
 * The chain with some columns replaced, each by one of the same length.
 *
 * @throws {TypeError} If a column has another length than the chain.
 */
export function withColumns(
  chain: OptionChain,
  columns: Partial<Omit<OptionChain, "source">>,
): OptionChain {
  for (const [name, column] of Object.entries(columns)) {
    if (column.length === chain.strike.length) continue;
    throw new TypeError(
      `Cannot put column ${name} into a chain of ${chain.strike.length} quotes: its length is ${column.length}`,
    );
  }
  return { ...chain, ...columns };
}

/**
 * Chains one after another.
 *
 * @param source What to call the result.
 * @param chains The chains, left as they are.
 */
export function concatChains(
  source: string,
  chains: readonly OptionChain[],
): OptionChain {
  const n = chains.reduce((sum, chain) => sum + chain.strike.length, 0);
  const columns = Object.fromEntries(CHAIN_NUMBERS.map((name) => {
    const to = new Float64Array(n);
    let at = 0;
    for (const chain of chains) {
      to.set(chain[name], at);
      at += chain[name].length;
    }
    return [name, to];
  })) as Record<(typeof CHAIN_NUMBERS)[number], Float64Array>;
  return {
    source,
    underlying: chains.flatMap((chain) => chain.underlying),
    isCall: Uint8Array.from(chains.flatMap((chain) => [...chain.isCall])),
    ...columns,
  };
}
