/**
 * The put–call parity line of one smile,
 *
 *     C(K) − P(K) = D·(F − K),
 *
 * fitted robustly to the pairs near the money, each weighted by its spread.
 *
 * @module
 */

import type { OptionChain } from "lib/market/option_chain.ts";
import { fitRobustLine, median } from "lib/market/robust_line.ts";
import type { ChainSlice } from "lib/market/slices.ts";

/** One strike quoted both ways. */
export interface Pair {
  /** The strike. */
  readonly strike: number;
  /** Call minus put. */
  readonly gap: number;
  /** Sum of the two spreads, or 1 where no spreads are known. */
  readonly spread: number;
}

/** What a smile's own pairs say. */
export interface ParityFit {
  /** The pairs near the money, nearest first. */
  readonly pairs: readonly Pair[];
  /** Minus the slope; NaN with fewer than {@link FEWEST_PAIRS} pairs. */
  readonly discount: number;
  /** Where the line meets zero; NaN likewise. */
  readonly forward: number;
  /** Standard error of the rate, infinite where the slope tells none. */
  readonly rateError: number;
}

/** Fewer pairs than this tell no slope. */
export const FEWEST_PAIRS: number = 4;

/** The strikes that are quoted both ways, by strike. */
function pairsOf(chain: OptionChain, slice: ChainSlice): Pair[] {
  const puts = new Map<number, number>();
  const pairs: Pair[] = [];
  for (const i of slice.indices) {
    const { bid, ask, price, strike } = chain;
    const quoted = !Number.isNaN(bid[i]) && !Number.isNaN(ask[i]);
    const usable = price[i] > 0 &&
      (!quoted || (bid[i] > 0 && ask[i] >= bid[i]));
    if (!usable) continue;
    if (chain.isCall[i] === 0) {
      if (!puts.has(strike[i])) puts.set(strike[i], i);
      continue;
    }
    const j = puts.get(strike[i]);
    if (j === undefined) continue;
    // Once a pair; a strike quoted twice is for the rule of duplicates.
    puts.delete(strike[i]);
    const spread = ask[i] - bid[i] + ask[j] - bid[j];
    pairs.push({ strike: strike[i], gap: price[i] - price[j], spread });
  }
  const known = pairs.map(({ spread }) => spread).filter((each) => each > 0);
  const floor = known.length === 0 ? 1 : 0.25 * median(known);
  return pairs.map((pair) => ({
    ...pair,
    spread: pair.spread > floor ? pair.spread : floor,
  }));
}

/**
 * Fits the parity line of a smile.
 *
 * @param chain The quotes.
 * @param slice The smile.
 * @param settings Which pairs count as near the money.
 * @returns The fit, or `undefined` if no strike is quoted both ways.
 */
export function fitParity(
  chain: OptionChain,
  slice: ChainSlice,
  settings: {
    readonly maxPairs: number;
    readonly maxLogMoneyness: number;
  },
): ParityFit | undefined {
  const all = pairsOf(chain, slice);
  if (all.length === 0) return undefined;
  // Where call and put cost the same, the strike is near the forward.
  const centre =
    all.reduce((best, pair) =>
      Math.abs(pair.gap) < Math.abs(best.gap) ? pair : best
    ).strike;
  const pairs = all
    .map((pair) => ({ pair, away: Math.abs(Math.log(pair.strike / centre)) }))
    .filter(({ away }) => away <= settings.maxLogMoneyness)
    .sort((a, b) => a.away - b.away || a.pair.strike - b.pair.strike)
    .slice(0, settings.maxPairs)
    .map(({ pair }) => pair);
  const unknown = { pairs, discount: NaN, forward: NaN };
  if (pairs.length < FEWEST_PAIRS) return { ...unknown, rateError: Infinity };
  const line = fitRobustLine(
    pairs.map(({ strike }) => strike),
    pairs.map(({ gap }) => gap),
    pairs.map(({ spread }) => spread),
  );
  const discount = -line.slope;
  // No rate between −10 % and 50 % gives such a slope: the quotes are stale.
  const rate = -Math.log(discount) / slice.tau;
  const sane = discount > 0 && rate > -0.1 && rate < 0.5;
  return {
    pairs,
    discount,
    forward: line.centre + line.level / discount,
    rateError: sane ? line.slopeError / (discount * slice.tau) : Infinity,
  };
}
