/**
 * A chain cut into smiles: the quotes of one underlying, one quote date and
 * one expiry.
 *
 * @module
 */

import type { OptionChain } from "lib/market/option_chain.ts";

/** The quotes of one smile. */
export interface ChainSlice {
  /** Underlying symbol or contract class. */
  readonly underlying: string;
  /** Time of the smile's first quote, ms since 1970 UTC, or NaN. */
  readonly eventTime: number;
  /** Expiry date, ms since 1970 UTC, or NaN. */
  readonly expiry: number;
  /** Time to expiry, in years. */
  readonly tau: number;
  /** Row numbers in the chain, by strike, puts before calls. */
  readonly indices: readonly number[];
}

const DAY_MS = 86_400_000;

/**
 * Groups a chain by underlying, quote date and expiry.
 *
 * An expiry and a maturity together tell the quote's date, in the market's own
 * calendar; a chain without expiries goes by the event time's UTC date.
 *
 * @param chain The quotes, in any order.
 * @returns The slices by underlying, quote date and maturity; inside, rows by
 * strike, puts before calls, then as they came.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { chainFromRows } from "lib/market/option_chain.ts";
 * import { slicesOf } from "lib/market/slices.ts";
 *
 * const quote = { strike: 100, isCall: true, spot: 100 };
 * const chain = chainFromRows("by hand", [
 *   { ...quote, tau: 1 },
 *   { ...quote, tau: 0.5, strike: 110 },
 *   { ...quote, tau: 0.5 },
 * ]);
 * assertEquals(slicesOf(chain).map((s) => s.indices), [[2, 1], [0]]);
 * ```
 */
export function slicesOf(chain: OptionChain): ChainSlice[] {
  const groups = new Map<string, number[]>();
  for (let i = 0; i < chain.strike.length; ++i) {
    const key = sliceKey(chain, i);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [i]);
    else group.push(i);
  }
  return Array.from(groups.values(), (rows) => toSlice(chain, rows))
    .sort((a, b) => compareSlices(chain, a, b));
}

/**
 * What the rows of one smile have in common, and no other row has.
 *
 * @param chain The chain.
 * @param i A row number.
 */
export function sliceKey(chain: OptionChain, i: number): string {
  return [
    chain.underlying[i],
    quoteDay(chain, i),
    chain.expiry[i],
    chain.tau[i],
  ].join("|");
}

/**
 * The date on which row `i` was quoted, in days since 1970, or NaN.
 *
 * @param chain The chain.
 * @param i A row number.
 */
export function quoteDay(chain: OptionChain, i: number): number {
  const expiry = chain.expiry[i];
  return Number.isNaN(expiry) || Number.isNaN(chain.eventTime[i])
    ? Math.floor(chain.eventTime[i] / DAY_MS)
    : Math.round(expiry / DAY_MS - 365 * chain.tau[i]);
}

function toSlice(chain: OptionChain, rows: number[]): ChainSlice {
  const first = rows[0];
  return {
    underlying: chain.underlying[first],
    eventTime: chain.eventTime[first],
    expiry: chain.expiry[first],
    tau: chain.tau[first],
    indices: rows.sort((i, j) =>
      chain.strike[i] - chain.strike[j] || chain.isCall[i] - chain.isCall[j] ||
      i - j
    ),
  };
}

function compareSlices(
  chain: OptionChain,
  a: ChainSlice,
  b: ChainSlice,
): number {
  if (a.underlying !== b.underlying) {
    return a.underlying < b.underlying ? -1 : 1;
  }
  const [i, j] = [a.indices[0], b.indices[0]];
  // NaN differences, of dates that are not known, leave the order to the rest.
  return quoteDay(chain, i) - quoteDay(chain, j) || a.tau - b.tau || i - j;
}
