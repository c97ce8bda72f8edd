/**
 * Prices of quotes that come as implied volatilities only, by Black's formula
 * on each smile's forward.
 *
 * @module
 */

import { type ForwardPoint, impliedForwards } from "lib/market/forward.ts";
import { type OptionChain, withColumns } from "lib/market/option_chain.ts";
import { blackPrice } from "lib/pricing/black.ts";

/**
 * Fills in the prices that are NaN where the implied volatility is known.
 *
 * @param chain The quotes, left as they are.
 * @param points Forwards of the chain's smiles. @default impliedForwards(chain)
 * @returns The chain with prices; itself if none is missing.
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { chainFromRows } from "lib/market/option_chain.ts";
 * import { withPricesFromVols } from "lib/market/prices_from_vols.ts";
 *
 * const { price } = withPricesFromVols(chainFromRows("by hand", [
 *   { tau: 1, strike: 100, spot: 100, isCall: true, impliedVol: 0.2, rate: 0, dividend: 0 },
 * ]));
 * // 100·(2·N(0.1) − 1)
 * assertAlmostEquals(price[0], 7.965567455, 1e-9);
 * ```
 */
export function withPricesFromVols(
  chain: OptionChain,
  points?: readonly ForwardPoint[],
): OptionChain {
  const isMissing = (i: number) =>
    Number.isNaN(chain.price[i]) && chain.impliedVol[i] > 0;
  if (!chain.price.some((_, i) => isMissing(i))) return chain;
  const price = chain.price.slice();
  for (const { slice, forward, discount } of points ?? impliedForwards(chain)) {
    for (const i of slice.indices) {
      if (!isMissing(i)) continue;
      price[i] = blackPrice({
        forward,
        strike: chain.strike[i],
        tau: slice.tau,
        sigma: chain.impliedVol[i],
        discount,
        isCall: chain.isCall[i] === 1,
      });
    }
  }
  return withColumns(chain, { price });
}
