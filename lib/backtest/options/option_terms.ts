/**
 * How options trade, end and are exercised in a run.
 *
 * @module
 */

import type { OptionContract } from "lib/backtest/instrument.ts";

/** What the contracts of one underlying have in common. */
export interface OptionTerms {
  /** When they may be exercised. */
  readonly exercise: "european" | "american";
  /** What exercise delivers. */
  readonly settlement: "cash" | "physical";
  /** Shares a contract. */
  readonly multiplier: number;
  /** Symbol of the underlying, where chains write a contract class. */
  readonly underlying?: string;
}

/** Options on US shares and funds: American, physical, 100 shares. */
export const US_EQUITY_OPTION: OptionTerms = {
  exercise: "american",
  settlement: "physical",
  multiplier: 100,
};

/** Index options such as SPX: European, in cash, 100 times the index. */
export const US_INDEX_OPTION: OptionTerms = {
  exercise: "european",
  settlement: "cash",
  multiplier: 100,
};

/** A written American option, as its holder sees it. */
export interface AssignmentCase {
  /** The contract. */
  readonly terms: OptionContract;
  /** Contracts written, above 0. */
  readonly written: number;
  /** Price of the underlying. */
  readonly spot: number;
  /** Latest price of the option. */
  readonly price: number;
  /** Latest bid, NaN if there is none. */
  readonly bid: number;
}

/** How many of the contracts written are assigned now, 0 to `written`. */
export type AssignmentModel = (situation: AssignmentCase) => number;

/**
 * Assigns every written option in the money whose bid does not exceed what
 * exercise pays: its holder gains nothing by selling it instead.
 */
export function assignWithoutTimeValue(situation: AssignmentCase): number {
  const { terms, spot, bid, written } = situation;
  const intrinsic = Math.max(
    0,
    terms.isCall ? spot - terms.strike : terms.strike - spot,
  );
  return intrinsic >= 0.01 && bid <= intrinsic ? written : 0;
}

/** How options trade and end; every part has a default. */
export interface OptionRules {
  /** Terms by underlying as chains write it. @default US equity options */
  readonly terms?: (underlying: string) => OptionTerms;
  /**
   * Which quotes an order meets: those of the next chain, or, for a trader
   * whose latency is nil, also those that it was decided on. @default "next"
   */
  readonly quoteFill?: "next" | "same";
  /** Share of the half spread that a market order pays; above 1 for worse quotes. @default 1 */
  readonly spreadShare?: number;
  /** Early assignment of written American options. @default at expiry only */
  readonly assignment?: AssignmentModel;
}
