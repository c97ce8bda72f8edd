/** How many units a share of the equity pays for. @module */

import { centsPerPoint } from "lib/backtest/instrument.ts";
import type { StrategyContext } from "lib/backtest/strategy.ts";

/**
 * Units of an instrument that a share of the equity pays for at the last known
 * price, rounded towards 0; 0 before there is a price.
 *
 * @param context What is known.
 * @param instrument Index of the instrument.
 * @param share Share of the equity; below 0 for a short position.
 */
export function wholeUnits(
  context: StrategyContext,
  instrument: number,
  share: number,
): number {
  const price = context.price(instrument);
  if (!(price > 0)) return 0;
  const unit = price * centsPerPoint(context.instruments[instrument]) / 100;
  return Math.trunc(share * context.equity / unit);
}
