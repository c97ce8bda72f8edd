/**
 * A snapshot's quotes for a fit, and beside one.
 *
 * @module
 */

import { optionSymbol } from "lib/backtest/instrument.ts";
import {
  type CalibrationQuotes,
  calibrationQuotes,
} from "lib/calibration/quotes.ts";
import { thinQuotes } from "lib/calibration/thin_quotes.ts";
import {
  logMoneynessOf,
  quotesWhere,
} from "lib/calibration/validation/quote_subsets.ts";
import { type OptionChain, selectRows } from "lib/market/option_chain.ts";
import { normalCdf } from "lib/math/normal.ts";
import { CosSurface } from "lib/pricing/engines/cos_surface.ts";
import { impliedVol } from "lib/pricing/implied_vol.ts";
import type { CharacteristicFunction } from "lib/pricing/laws/law.ts";

/** A quote beside a fitted law. */
export interface ValuedQuote {
  /** Its row in the chain. */
  readonly row: number;
  /** Its contract's symbol, as `optionSymbol` writes it. */
  readonly symbol: string;
  /** Best bid. */
  readonly bid: number;
  /** Best ask. */
  readonly ask: number;
  /** The price that was fitted. */
  readonly mid: number;
  /** Price under the law. */
  readonly model: number;
  /** Delta at the law's implied volatility, a share. */
  readonly delta: number;
  /** ln(K/F). */
  readonly logMoneyness: number;
  /** Days to expiry. */
  readonly days: number;
}

/** Fewest quotes that a law is fitted to. */
const FEWEST = 10;
/** Relative error of model prices, of the forward. */
const TOLERANCE = 1e-9;

/**
 * The quotes of an underlying that have a price and time left.
 *
 * @param chain A snapshot.
 * @param underlying Its symbol.
 * @returns Undefined if there are too few.
 */
export function quotesOf(
  chain: OptionChain,
  underlying: string,
): CalibrationQuotes | undefined {
  const rows = Array.from(chain.strike.keys()).filter((i) =>
    chain.underlying[i] === underlying && chain.tau[i] > 0 &&
    chain.price[i] > 0 && chain.ask[i] >= chain.bid[i]
  );
  if (rows.length < FEWEST) return undefined;
  return calibrationQuotes(selectRows(chain, rows));
}

/** Which quotes a law is fitted to. */
export interface FitWindow {
  /** Shortest maturity, in days. */
  readonly minDays: number;
  /** Longest maturity, in days. */
  readonly maxDays: number;
  /** Largest |ln(K/F)|. */
  readonly maxLogMoneyness: number;
  /** Quotes at most. */
  readonly maxQuotes: number;
}

/** Quotes out of the money, within the window; undefined if too few. */
export function quotesToFit(
  quotes: CalibrationQuotes,
  { minDays, maxDays, maxLogMoneyness, maxQuotes }: FitWindow,
): CalibrationQuotes | undefined {
  const moneyness = logMoneynessOf(quotes);
  const kept = quotesWhere(quotes, (i) => {
    const days = 365 * quotes.slices[quotes.sliceOf[i]].tau;
    return days >= minDays && days <= maxDays &&
      Math.abs(moneyness[i]) <= maxLogMoneyness &&
      quotes.impliedVol[i] > 0 && quotes.price[i] > quotes.spread[i] / 2 &&
      (quotes.isCall[i] === 1) === (moneyness[i] >= 0);
  });
  return kept.size < FEWEST ? undefined : thinQuotes(kept, maxQuotes);
}

/**
 * Every quote beside a law, by symbol.
 *
 * @param quotes Quotes of a snapshot.
 * @param chain The snapshot, which knows the dates of expiry.
 * @param options The underlying's symbol, and the law at its parameters.
 */
export function valueQuotes(
  quotes: CalibrationQuotes,
  chain: OptionChain,
  { underlying, cf }: {
    readonly underlying: string;
    readonly cf: CharacteristicFunction;
  },
): Map<string, ValuedQuote> {
  const prices = new Float64Array(quotes.size);
  new CosSurface(quotes.slices, { tolerance: TOLERANCE }).priceInto(cf, prices);
  const expiryOf = new Map(
    Array.from(chain.tau, (tau, i) => [tau, chain.expiry[i]]),
  );
  const rowOf = rowsBySymbol(chain, underlying);
  const moneyness = logMoneynessOf(quotes);
  const valued = new Map<string, ValuedQuote>();
  for (let i = 0; i < quotes.size; ++i) {
    const { forward, discount, tau } = quotes.slices[quotes.sliceOf[i]];
    const strike = quotes.strike[i];
    const isCall = quotes.isCall[i] === 1;
    const model = prices[i];
    const vol = impliedVol({
      forward,
      strike,
      tau,
      discount,
      price: model,
      isCall,
    });
    const half = quotes.spread[i] / 2;
    const symbol = optionSymbol({
      underlying,
      expiry: expiryOf.get(tau)!,
      strike,
      isCall,
    });
    valued.set(symbol, {
      row: rowOf.get(symbol)!,
      symbol,
      bid: quotes.price[i] - half,
      ask: quotes.price[i] + half,
      mid: quotes.price[i],
      model,
      delta: deltaAt(
        -moneyness[i],
        vol.ok ? vol.sigma * Math.sqrt(tau) : 0,
        isCall,
      ),
      logMoneyness: moneyness[i],
      days: 365 * tau,
    });
  }
  return valued;
}

/** Row of each contract of an underlying, the first of equals. */
function rowsBySymbol(
  chain: OptionChain,
  underlying: string,
): Map<string, number> {
  const rows = new Map<string, number>();
  for (let i = 0; i < chain.strike.length; ++i) {
    if (chain.underlying[i] !== underlying) continue;
    const symbol = optionSymbol({
      underlying,
      expiry: chain.expiry[i],
      strike: chain.strike[i],
      isCall: chain.isCall[i] === 1,
    });
    if (!rows.has(symbol)) rows.set(symbol, i);
  }
  return rows;
}

/** N(d₁), less 1 for a put; the side of the money where there is no time. */
function deltaAt(
  logForward: number,
  total: number,
  isCall: boolean,
): number {
  const call = total > 0
    ? normalCdf(logForward / total + total / 2)
    : logForward > 0
    ? 1
    : 0;
  return isCall ? call : call - 1;
}
