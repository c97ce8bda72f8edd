/**
 * What one row of a chain means to someone who trades.
 *
 * @module
 */

import type { OptionChain } from "lib/market/option_chain.ts";

/** What a trade pays or gets, and what costs are measured from. */
export interface TradeQuote {
  /** Price of the trade, NaN if nobody quotes that side. */
  readonly price: number;
  /** The middle, or the price that the source gives; the price without either. */
  readonly reference: number;
}

/**
 * The quote that a trade meets: the ask for a purchase, the bid for a sale, or
 * nearer the middle. A table of prices without quotes trades at its prices.
 *
 * @param chain The quotes.
 * @param row Row of the contract.
 * @param isBuy True for a purchase.
 * @param spreadShare Share of the half spread that is paid, from 0; above 1 the
 * quotes are taken to be worse than they are written.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { tradeQuote } from "lib/backtest/options/option_quote.ts";
 * import { chainFromRows } from "lib/market/option_chain.ts";
 *
 * const chain = chainFromRows("by hand", [
 *   { tau: 0.5, strike: 100, isCall: true, bid: 4, ask: 5, spot: 101 },
 * ]);
 * assertEquals(tradeQuote(chain, 0, true, 1).price, 5);
 * assertEquals(tradeQuote(chain, 0, false, 0.5).price, 4.25);
 * ```
 */
export function tradeQuote(
  chain: OptionChain,
  row: number,
  isBuy: boolean,
  spreadShare: number,
): TradeQuote {
  const bid = chain.bid[row];
  const ask = chain.ask[row];
  const reference = chain.price[row];
  if (Number.isNaN(bid) && Number.isNaN(ask)) {
    return { price: reference, reference };
  }
  const side = isBuy ? ask : bid;
  // With one side there is no middle to measure from.
  if (Number.isNaN(reference)) return { price: side, reference: side };
  // A crossed or one-sided quote gives nothing away.
  if (!(ask > bid)) return { price: side, reference };
  const given = (1 - spreadShare) * (ask - bid) / 2;
  const price = isBuy ? side - given : Math.max(0, side + given);
  return { price, reference };
}

/** The same text for the same contract in any chain. */
export function contractKey(chain: OptionChain, row: number): string {
  return `${chain.underlying[row]}|${chain.expiry[row]}|${chain.strike[row]}|${
    chain.isCall[row]
  }`;
}
