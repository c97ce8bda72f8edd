/** Buys once and holds: what every other strategy is measured against. @module */

import type { Strategy } from "lib/backtest/strategy.ts";
import { wholeUnits } from "lib/backtest/strategies/whole_units.ts";

/** What is bought. */
export interface BuyAndHoldOptions {
  /** Symbol. */
  readonly symbol: string;
  /** Share of equity that is put in. @default {0.98} */
  readonly invested?: number;
}

/**
 * Makes the strategy: on the first bar it orders, at the next open it holds.
 *
 * A little cash is kept, since the open may be higher than the close by which
 * the order was sized.
 *
 * @param options What is bought.
 */
export function buyAndHold(options: BuyAndHoldOptions): Strategy {
  const { symbol, invested = 0.98 } = options;
  let bought = false;
  return {
    name: `buy and hold ${symbol}`,
    onBar(context) {
      if (bought) return;
      const instrument = context.instrumentOf(symbol);
      const units = wholeUnits(context, instrument, invested);
      if (units === 0) return;
      context.orderTo(instrument, units, "buy");
      bought = true;
    },
  };
}
