/**
 * The bounds that no model leaves (Merton, 1973, Bell J. Econ. 4, 141), with
 * forward F and discount D:
 *
 *     D·max(F − K, 0) ≤ C ≤ D·F,    D·max(K − F, 0) ≤ P ≤ D·K
 *
 * A price outside has no implied volatility.
 *
 * @module
 */

import { type CleaningRule, pricedRows } from "lib/market/rules/rule.ts";
import { slicesOf } from "lib/market/slices.ts";

/** A price outside the bounds. */
export const bounds: CleaningRule = {
  name: "bounds",
  describe: () =>
    "the price is below the discounted intrinsic value or above the discounted forward (call) or strike (put)",
  failing(chain, { settings, forwardOf }) {
    const failing: number[] = [];
    for (const slice of slicesOf(chain)) {
      const point = forwardOf(slice);
      if (point === undefined) continue;
      const { forward, discount } = point;
      const slack = settings.tolerance * forward;
      for (const isCall of [0, 1] as const) {
        for (const i of pricedRows(chain, slice, isCall)) {
          const strike = chain.strike[i];
          const side = isCall === 1 ? 1 : -1;
          const lower = discount * Math.max(side * (forward - strike), 0);
          const upper = discount * (isCall === 1 ? forward : strike);
          const price = chain.price[i];
          if (price < lower - slack || price > upper + slack) failing.push(i);
        }
      }
    }
    return failing.sort((a, b) => a - b);
  },
};
