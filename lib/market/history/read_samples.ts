/**
 * Samples straight from files, without a database: a table of quotes to be
 * measured on, read by the rules by which `ingest` reads it.
 *
 * @module
 */

import type { Watch } from "lib/core/progress.ts";
import {
  type OptionSamples,
  samplesOf,
} from "lib/market/history/fetch_option_samples.ts";
import type {
  ContractType,
  OptionQuote,
  OptionSample,
  PriceQuote,
} from "lib/market/history/history_store.ts";
import { openRowReader } from "lib/market/history/row_reader.ts";
import { VOLATILITY_INDICES } from "lib/market/history/sample_statement.ts";
import { openTable } from "lib/market/history/table_rows.ts";
import { daysToExpiry } from "lib/market/history/written_time.ts";

/** What stands in some files. */
export interface HistoryRows {
  /** Quotes, each key once, in the order of the files. */
  readonly quotes: readonly OptionQuote[];
  /** Prices. */
  readonly prices: readonly PriceQuote[];
  /** Quotes that were left out, by rule; `repeated`: their key was there. */
  readonly dropped: Readonly<Record<string, number>>;
}

/**
 * Reads files as `ingest` does.
 *
 * @param files Tables of quotes or of prices, in any order.
 * @param watch Signal.
 * @throws {DataQualityError} If a file cannot be used, naming its place.
 */
export async function readHistoryFiles(
  files: readonly string[],
  watch: Watch = {},
): Promise<HistoryRows> {
  const quotes = new Map<string, OptionQuote>();
  const prices: PriceQuote[] = [];
  const dropped: Record<string, number> = {};
  for (const file of files) {
    await using table = await openTable(file);
    const reader = openRowReader(table.head, {});
    let rows = 0;
    for await (const batch of table.batches) {
      watch.signal?.throwIfAborted();
      for (const { fields, row } of batch) reader.add(fields, row);
      rows += batch.length;
    }
    if (rows === 0) throw reader.noRows();
    const taken = reader.take();
    for (const [rule, n] of Object.entries(taken.dropped)) {
      dropped[rule] = (dropped[rule] ?? 0) + n;
    }
    if (taken.data.table === "price_history") prices.push(...taken.data.rows);
    else {
      for (const quote of taken.data.rows) {
        const key = keyOf(quote);
        if (!quotes.has(key)) quotes.set(key, quote);
        else dropped.repeated = (dropped.repeated ?? 0) + 1;
      }
    }
  }
  return { quotes: [...quotes.values()], prices, dropped };
}

/** What tells a quote from all others, as in the database. */
function keyOf(quote: OptionQuote): string {
  const { rootSymbol, validTime, expiration, contractType, strike } = quote;
  return [rootSymbol, validTime, expiration, contractType, strike, quote.sample]
    .join("|");
}

/**
 * Quotes of one side as samples, with the last index values known at their
 * time, never later ones.
 *
 * @param rows Quotes and prices.
 * @param type Side.
 * @returns Quotes that have a mark, in the order of the rows; deltas may be NaN.
 */
export function samplesFromRows(
  { quotes, prices }: Pick<HistoryRows, "quotes" | "prices">,
  type: ContractType,
): OptionSamples {
  const closes = Map.groupBy(
    prices.toSorted((a, b) => a.validTime - b.validTime),
    ({ symbol }) => symbol,
  );
  const at = (index: keyof typeof VOLATILITY_INDICES, time: number) =>
    lastKnown(closes.get(VOLATILITY_INDICES[index]) ?? [], time);
  const samples = quotes.filter((quote) =>
    quote.contractType === type && quote.mark > 0
  ).map((quote): OptionSample => {
    const { validTime, expiration, underlyingPrice, strike } = quote;
    return {
      ...quote,
      dte: daysToExpiry(validTime, expiration),
      moneyness: type === "call"
        ? underlyingPrice / strike
        : strike / underlyingPrice,
      vix: at("vix", validTime),
      vix9d: at("vix9d", validTime),
      vvix: at("vvix", validTime),
      skew: at("skew", validTime),
    };
  });
  return samplesOf([samples]);
}

/** The last price whose time is not after `time`, NaN if there is none. */
function lastKnown(prices: readonly PriceQuote[], time: number): number {
  let low = 0;
  let high = prices.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (prices[middle].validTime <= time) low = middle + 1;
    else high = middle;
  }
  return low === 0 ? NaN : prices[low - 1].close;
}
