/** Bars and chains of a configured backtest. */

import { readHistoryFiles } from "lib/market/history/read_samples.ts";
import type { OptionQuote } from "lib/market/history/history_store.ts";
import { daysToExpiry } from "lib/market/history/written_time.ts";
import { chainFromRows, type OptionChain } from "lib/market/option_chain.ts";

/** Chains of a symbol by time, ascending, from files of quotes. */
export async function readChains(
  files: readonly string[],
  symbol: string,
): Promise<{ readonly time: number; readonly chain: OptionChain }[]> {
  if (files.length === 0) return [];
  const { quotes } = await readHistoryFiles(files);
  return chainsOf(quotes.filter(({ rootSymbol }) => rootSymbol === symbol));
}

/** Quotes as chains by time, ascending. */
export function chainsOf(
  quotes: readonly OptionQuote[],
): { readonly time: number; readonly chain: OptionChain }[] {
  const byTime = Map.groupBy(quotes, ({ validTime }) => validTime);
  return [...byTime].sort(([a], [b]) => a - b).map(([time, rows]) => ({
    time,
    chain: chainFromRows(
      rows[0].source ?? "quotes",
      rows.map((quote) => ({
        underlying: quote.rootSymbol,
        eventTime: time,
        expiry: quote.expiration,
        tau: daysToExpiry(time, quote.expiration) / 365,
        strike: quote.strike,
        isCall: quote.contractType === "call",
        bid: quote.bid,
        ask: quote.ask,
        price: quote.mark,
        spot: quote.underlyingPrice,
      })),
    ),
  }));
}
