/**
 * One contract, quoted more than once on a day: the latest quote stays, of
 * those the narrowest, of those the first.
 *
 * @module
 */

import type { OptionChain } from "lib/market/option_chain.ts";
import { type CleaningRule, relativeSpread } from "lib/market/rules/rule.ts";
import { slicesOf } from "lib/market/slices.ts";

/** A contract that is quoted again. */
export const duplicates: CleaningRule = {
  name: "duplicates",
  describe: () =>
    "the same contract on the same day; the latest, then the narrowest stays",
  failing(chain) {
    const failing: number[] = [];
    for (const { indices } of slicesOf(chain)) {
      // Rows are by strike and type, so duplicates stand together.
      let kept = indices[0];
      for (const i of indices.slice(1)) {
        const same = chain.strike[i] === chain.strike[kept] &&
          chain.isCall[i] === chain.isCall[kept];
        if (!same) {
          kept = i;
          continue;
        }
        const better = isBetter(chain, i, kept);
        failing.push(better ? kept : i);
        if (better) kept = i;
      }
    }
    return failing.sort((a, b) => a - b);
  },
};

function isBetter(chain: OptionChain, i: number, kept: number): boolean {
  const later = chain.eventTime[i] - chain.eventTime[kept];
  if (later !== 0 && !Number.isNaN(later)) return later > 0;
  return relativeSpread(chain, i) < relativeSpread(chain, kept);
}
