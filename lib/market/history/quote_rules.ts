/**
 * Which quotes are left out of a history, each by a rule that the report
 * names: nobody could learn a delta from them.
 *
 * @module
 */

import type { OptionQuote } from "lib/market/history/history_store.ts";
import { daysToExpiry } from "lib/market/history/written_time.ts";

/** A reason to leave a quote out. */
export interface QuoteRule {
  /** Name, as the report gives it. */
  readonly name: string;
  /** What it says, for people. */
  readonly means: string;
  /** The field that shows it. */
  readonly field: keyof OptionQuote;
  /** Whether a quote fails. */
  readonly fails: (quote: OptionQuote) => boolean;
}

/** Rules that need no delta, the first that fails is named. */
export const QUOTE_RULES: readonly QuoteRule[] = [
  {
    name: "no_underlying_price",
    means: "the underlying's price is blank or not above 0",
    field: "underlyingPrice",
    fails: ({ underlyingPrice }) => !(underlyingPrice > 0),
  },
  {
    name: "expired",
    means: "the contract had expired before the quote's date in New York",
    field: "expiration",
    fails: ({ validTime, expiration }) =>
      daysToExpiry(validTime, expiration) < 0,
  },
  {
    name: "negative_price",
    means: "bid, ask or mark is below 0",
    field: "bid",
    fails: ({ bid, ask, mark }) => bid < 0 || ask < 0 || mark < 0,
  },
  {
    name: "empty_market",
    means: "bid and ask are both 0",
    field: "ask",
    fails: ({ bid, ask }) => bid === 0 && ask === 0,
  },
  {
    name: "crossed_market",
    means: "the bid is above the ask",
    field: "bid",
    fails: ({ bid, ask }) => bid > ask,
  },
  {
    name: "no_price",
    means: "there is no mark above 0, nor a bid and an ask to make one of",
    field: "mark",
    fails: ({ mark }) => !(mark > 0),
  },
];

/** Rules for tables that have deltas. */
export const DELTA_RULES: readonly QuoteRule[] = [
  {
    name: "no_delta",
    means: "the delta is blank",
    field: "delta",
    fails: ({ delta }) => Number.isNaN(delta),
  },
  {
    name: "delta_out_of_range",
    means: "the delta is outside [0, 1] for a call or [-1, 0] for a put",
    field: "delta",
    fails: ({ contractType, delta }) =>
      contractType === "call"
        ? delta < 0 || delta > 1
        : delta > 0 || delta < -1,
  },
];

/**
 * The first rule that a quote fails.
 *
 * @param quote The quote.
 * @param hasDelta Whether its table has deltas; if none, none is missed.
 */
export function failedRule(
  quote: OptionQuote,
  hasDelta: boolean,
): QuoteRule | undefined {
  const failed = QUOTE_RULES.find(({ fails }) => fails(quote));
  if (failed !== undefined || !hasDelta) return failed;
  return DELTA_RULES.find(({ fails }) => fails(quote));
}
