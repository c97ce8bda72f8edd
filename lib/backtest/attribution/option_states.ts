/**
 * Marks and Greeks of a chain's contracts, for attribution.
 *
 * Each contract stands at its own implied volatility, with the forward and the
 * discount of its expiry taken from put–call parity: Black and Scholes as a way
 * to read quotes, so that nothing here depends on the law that was traded by.
 * Deltas are of the spot, with rate and yield held.
 *
 * @module
 */

import type { OptionContract } from "lib/backtest/instrument.ts";
import { quotesOf } from "lib/backtest/strategies/smile_quotes.ts";
import type { OptionChain } from "lib/market/option_chain.ts";
import { blackGreeks } from "lib/pricing/black.ts";
import type { GreekState } from "lib/risk/attribution/greek.ts";

/** What a chain says of one contract. */
export interface OptionMark {
  /** Its price. */
  readonly price: number;
  /** Price of the underlying. */
  readonly spot: number;
  /** Price and Greeks; undefined where the price has no implied volatility. */
  readonly state: GreekState | undefined;
}

const YEAR_MS = 365 * 86_400_000;

/** Key of an option of a run: chains write its class, symbols before a colon. */
export function contractKey(terms: OptionContract): string {
  const colon = terms.symbol.indexOf(":");
  const name = colon < 0 ? terms.underlying : terms.symbol.slice(0, colon);
  return keyOf(name, terms.expiry, terms.strike, terms.isCall);
}

/** Class of a contract as chains write it: the start of its key. */
export function classOf(terms: OptionContract): string {
  return contractKey(terms).split("|")[0];
}

/**
 * Marks and Greeks of one class of contracts.
 *
 * @param chain A snapshot.
 * @param name The class, as the chain writes it.
 * @param time When the chain was known, ms since 1970 UTC.
 * @returns By {@linkcode contractKey}; the first quote counts where a contract is
 * quoted twice.
 */
export function optionMarks(
  chain: OptionChain,
  name: string,
  time: number,
): Map<string, OptionMark> {
  const rowOf = new Map<string, number>();
  const dateOf = new Map<number, number>();
  for (let row = 0; row < chain.strike.length; ++row) {
    if (chain.underlying[row] !== name) continue;
    const expiry = chain.expiry[row];
    const key = keyOf(
      name,
      expiry,
      chain.strike[row],
      chain.isCall[row] === 1,
    );
    dateOf.set(chain.tau[row], expiry);
    if (!rowOf.has(key)) rowOf.set(key, row);
  }
  const states = statesOf(chain, name, { dateOf, time });
  return new Map(Array.from(rowOf, ([key, row]) => [key, {
    price: chain.price[row],
    spot: chain.spot[row],
    state: states.get(key),
  }]));
}

function statesOf(
  chain: OptionChain,
  name: string,
  { dateOf, time }: {
    readonly dateOf: ReadonlyMap<number, number>;
    readonly time: number;
  },
): Map<string, GreekState> {
  const states = new Map<string, GreekState>();
  const quotes = quotesOf(chain, name);
  if (quotes === undefined) return states;
  const spot = chain.spot[chain.underlying.indexOf(name)];
  for (let i = 0; i < quotes.size; ++i) {
    const sigma = quotes.impliedVol[i];
    if (!(sigma > 0 && spot > 0)) continue;
    const { forward, discount, tau } = quotes.slices[quotes.sliceOf[i]];
    const strike = quotes.strike[i];
    const isCall = quotes.isCall[i] === 1;
    const key = keyOf(name, dateOf.get(tau)!, strike, isCall);
    if (states.has(key)) continue;
    const rate = -Math.log(discount) / tau;
    const greeks = blackGreeks({
      spot,
      strike,
      tau,
      sigma,
      rate,
      dividend: rate - Math.log(forward / spot) / tau,
      isCall,
    });
    states.set(key, {
      value: quotes.price[i],
      spot,
      volatility: sigma,
      time: time / YEAR_MS,
      rate,
      delta: greeks.delta,
      gamma: greeks.gamma,
      vega: greeks.vega,
      theta: greeks.theta,
      vanna: greeks.vanna,
      volga: greeks.volga,
      rho: greeks.rho,
    });
  }
  return states;
}

function keyOf(
  name: string,
  expiry: number,
  strike: number,
  isCall: boolean,
): string {
  return `${name}|${expiry}|${strike}|${isCall ? "C" : "P"}`;
}
