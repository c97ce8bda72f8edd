/**
 * Call prices fall in the strike and puts rise, by at most the discount times
 * the strikes' difference (Carr and Madan, 2005, Finance Res. Lett. 2, 125):
 *
 *     0 ≤ C(K₁) − C(K₂) ≤ D·(K₂ − K₁),   K₁ < K₂
 *
 * What counts is what could be traded: bought at the ask, sold at the bid.
 *
 * @module
 */

import type { OptionChain } from "lib/market/option_chain.ts";
import { butterflyConflicts } from "lib/market/rules/convexity.ts";
import { type Conflict, dropConflicting } from "lib/market/rules/conflicts.ts";
import {
  buyable,
  type CleaningRule,
  pricedRows,
  relativeSpread,
  sellable,
} from "lib/market/rules/rule.ts";
import { slicesOf } from "lib/market/slices.ts";

/** A vertical spread that pays for holding it, or costs more than it can pay. */
export const monotonicity: CleaningRule = {
  name: "monotonicity",
  describe: () =>
    "a vertical spread costs less than 0 or more than the discounted width, at bid and ask",
  failing(chain, { settings, forwardOf }) {
    const failing: number[] = [];
    for (const slice of slicesOf(chain)) {
      const point = forwardOf(slice);
      if (point === undefined) continue;
      const slack = settings.tolerance * point.forward;
      for (const isCall of [0, 1] as const) {
        failing.push(...dropConflicting(
          pricedRows(chain, slice, isCall),
          (rows) => spreadConflicts(chain, rows, point.discount, slack),
          {
            doubt: (row) => relativeSpread(chain, row),
            findOthers: (rows) => butterflyConflicts(chain, rows, slack),
          },
        ));
      }
    }
    return failing.sort((a, b) => a - b);
  },
};

/** Pairs of one type, rows by strike, whose spread is mispriced. */
function spreadConflicts(
  chain: OptionChain,
  rows: readonly number[],
  discount: number,
  slack: number,
): Conflict[] {
  const conflicts: Conflict[] = [];
  for (let a = 0; a < rows.length; ++a) {
    for (let b = a + 1; b < rows.length; ++b) {
      const [low, high] = [rows[a], rows[b]];
      const width = chain.strike[high] - chain.strike[low];
      // The dearer leg: the lower strike of calls, the higher one of puts.
      const [dear, cheap] = chain.isCall[low] === 1 ? [low, high] : [high, low];
      const pays = sellable(chain, cheap) - buyable(chain, dear) > slack;
      const costs = sellable(chain, dear) - buyable(chain, cheap) >
        discount * width + slack;
      if (pays || costs) conflicts.push([low, high]);
    }
  }
  return conflicts;
}
