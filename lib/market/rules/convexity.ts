/**
 * Prices are convex in the strike (Carr and Madan, 2005): no butterfly pays
 * for holding it. With K₁ < K₂ < K₃ and λ = (K₃ − K₂)/(K₃ − K₁),
 *
 *     bid(K₂) ≤ λ·ask(K₁) + (1 − λ)·ask(K₃)
 *
 * It is enough to test each bid against the lower convex hull of the others'
 * asks, which is the cheapest of these portfolios.
 *
 * @module
 */

import type { OptionChain } from "lib/market/option_chain.ts";
import { type Conflict, dropConflicting } from "lib/market/rules/conflicts.ts";
import {
  buyable,
  type CleaningRule,
  pricedRows,
  relativeSpread,
  sellable,
} from "lib/market/rules/rule.ts";
import { slicesOf } from "lib/market/slices.ts";

/** A butterfly that pays for holding it. */
export const convexity: CleaningRule = {
  name: "convexity",
  describe: () => "a butterfly costs less than 0, at bid and ask",
  failing(chain, { settings, forwardOf }) {
    const failing: number[] = [];
    for (const slice of slicesOf(chain)) {
      const point = forwardOf(slice);
      if (point === undefined) continue;
      const slack = settings.tolerance * point.forward;
      for (const isCall of [0, 1] as const) {
        failing.push(...dropConflicting(
          pricedRows(chain, slice, isCall),
          (rows) => butterflyConflicts(chain, rows, slack),
          {
            doubt: (row) => relativeSpread(chain, row),
          },
        ));
      }
    }
    return failing.sort((a, b) => a - b);
  },
};

/**
 * Triples whose butterfly is mispriced.
 *
 * @param chain The chain.
 * @param rows Rows of one type of one smile, by strike.
 * @param slack Violation that is passed over, in currency.
 * @returns Triples of rows, the one whose bid is too high first.
 */
export function butterflyConflicts(
  chain: OptionChain,
  rows: readonly number[],
  slack: number,
): Conflict[] {
  const { strike } = chain;
  const hull = lowerHull(chain, rows);
  const conflicts: Conflict[] = [];
  let right = 0;
  for (const i of rows) {
    while (right < hull.length && strike[hull[right]] <= strike[i]) ++right;
    if (right === 0 || right === hull.length) continue;
    // A row that is on the hull itself is held against its neighbours there.
    const own = hull[right - 1] === i;
    if (own && right === 1) continue;
    const [a, b] = [hull[right - (own ? 2 : 1)], hull[right]];
    const weight = (strike[b] - strike[i]) / (strike[b] - strike[a]);
    const wings = weight * buyable(chain, a) + (1 - weight) * buyable(chain, b);
    if (sellable(chain, i) > wings + slack) conflicts.push([i, a, b]);
  }
  return conflicts;
}

/** Rows on the lower convex hull of (strike, ask): Andrew's monotone chain. */
function lowerHull(chain: OptionChain, rows: readonly number[]): number[] {
  const hull: number[] = [];
  for (const i of rows) {
    while (hull.length >= 2) {
      const [a, b] = hull.slice(-2);
      const turn = (chain.strike[b] - chain.strike[a]) *
          (buyable(chain, i) - buyable(chain, a)) -
        (buyable(chain, b) - buyable(chain, a)) *
          (chain.strike[i] - chain.strike[a]);
      if (turn > 0) break;
      hull.pop();
    }
    hull.push(i);
  }
  return hull;
}
