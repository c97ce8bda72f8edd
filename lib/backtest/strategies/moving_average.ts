/**
 * A crossover of moving averages: invested while the mean of the last `fast`
 * closes is above that of the last `slow`, else in cash, or short.
 *
 * Orders are placed when the sides change, at the close by which they do, and
 * trade at the next open.
 *
 * @module
 */

import type { Strategy, StrategyContext } from "lib/backtest/strategy.ts";
import { wholeUnits } from "lib/backtest/strategies/whole_units.ts";

/** What crosses. */
export interface MovingAverageOptions {
  /** Symbol. */
  readonly symbol: string;
  /** Closes in the fast mean, at least 1. */
  readonly fast: number;
  /** Closes in the slow mean, more than `fast`. */
  readonly slow: number;
  /** Share of equity that is put in. @default {0.98} */
  readonly invested?: number;
  /** Whether it goes short below. @default {false} */
  readonly short?: boolean;
}

/**
 * Makes the strategy.
 *
 * @param options What crosses.
 * @throws {RangeError} If the windows are not whole numbers, fast below slow.
 */
export function movingAverage(options: MovingAverageOptions): Strategy {
  const { symbol, fast, slow, invested = 0.98, short = false } = options;
  const fits = Number.isInteger(fast) && Number.isInteger(slow) && fast >= 1 &&
    fast < slow;
  if (!fits) {
    throw new RangeError(
      `Cannot cross moving averages as fast and slow must be whole numbers, 1 ≤ fast < slow: current values are ${fast} and ${slow}`,
    );
  }
  let side = 0;
  // Running sums: exact to rounding, and one step a bar whatever the windows.
  let fastSum = 0;
  let slowSum = 0;
  const onBar = (context: StrategyContext) => {
    const instrument = context.instrumentOf(symbol);
    const closes = context.history(instrument);
    const { length } = closes;
    if (length === 0) return;
    const close = closes.at("close", 0);
    fastSum += close - (length > fast ? closes.at("close", fast) : 0);
    slowSum += close - (length > slow ? closes.at("close", slow) : 0);
    if (length < slow) return;
    const now = fastSum / fast > slowSum / slow ? 1 : short ? -1 : 0;
    if (now === side) return;
    side = now;
    const units = wholeUnits(context, instrument, now * invested);
    context.orderTo(instrument, units, now > 0 ? "above" : "below");
  };
  return { name: `moving averages ${fast}/${slow} of ${symbol}`, onBar };
}
