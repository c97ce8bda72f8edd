/**
 * One reason to leave a quote out. Rules are small objects in sibling files;
 * `lib/market/cleaning.ts` runs them one after another.
 *
 * @module
 */

import type { ForwardPoint } from "lib/market/forward.ts";
import type { OptionChain } from "lib/market/option_chain.ts";
import type { ChainSlice } from "lib/market/slices.ts";

/** Where the rules draw their lines. */
export interface CleaningSettings {
  /** Widest (ask − bid)/mid that is kept. */
  readonly maxRelativeSpread: number;
  /** Fewest contracts traded, where the volume is known. */
  readonly minVolume: number;
  /** Fewest open contracts, where the open interest is known. */
  readonly minOpenInterest: number;
  /** Violation of an arbitrage rule that is passed over, per unit of forward. */
  readonly tolerance: number;
}

/** What a rule sees besides the chain. */
export interface CleaningContext {
  /** Where the lines are drawn. */
  readonly settings: CleaningSettings;
  /** The forward of a smile; `undefined` for an expired one. */
  readonly forwardOf: (slice: ChainSlice) => ForwardPoint | undefined;
}

/** One reason to leave a quote out. */
export interface CleaningRule {
  /** Name in the report: `zero-bid`. */
  readonly name: string;
  /** What it drops, in a sentence. */
  readonly describe: (settings: CleaningSettings) => string;
  /** Rows of the chain to drop, each once. */
  readonly failing: (
    chain: OptionChain,
    context: CleaningContext,
  ) => readonly number[];
}

/** Rows for which a test holds. */
export function rowsWhere(
  chain: OptionChain,
  test: (i: number) => boolean,
): number[] {
  const rows: number[] = [];
  for (let i = 0; i < chain.strike.length; ++i) if (test(i)) rows.push(i);
  return rows;
}

/** What one could sell quote `i` at: its bid, else its price. */
export function sellable(chain: OptionChain, i: number): number {
  const quoted = !Number.isNaN(chain.bid[i]) && !Number.isNaN(chain.ask[i]);
  return quoted ? chain.bid[i] : chain.price[i];
}

/** What one could buy quote `i` at: its ask, else its price. */
export function buyable(chain: OptionChain, i: number): number {
  const quoted = !Number.isNaN(chain.bid[i]) && !Number.isNaN(chain.ask[i]);
  return quoted ? chain.ask[i] : chain.price[i];
}

/** The bid–ask spread over the mid; NaN where it is not known. */
export function relativeSpread(chain: OptionChain, i: number): number {
  return (chain.ask[i] - chain.bid[i]) /
    (0.5 * (chain.ask[i] + chain.bid[i]));
}

/**
 * The calls or the puts of a smile that have a price, by strike.
 *
 * @param chain The chain.
 * @param slice A smile of it.
 * @param isCall 1 for its calls, 0 for its puts.
 */
export function pricedRows(
  chain: OptionChain,
  slice: ChainSlice,
  isCall: 0 | 1,
): number[] {
  return slice.indices.filter((i) =>
    chain.isCall[i] === isCall && !Number.isNaN(chain.price[i])
  );
}
