/**
 * Random bars for tests, with dividends, splits and gaps where asked for.
 *
 * @module
 */

import { makeRng } from "lib/core/rng.ts";
import { type Bars, DAY_MS, makeBars } from "lib/market/bars/bars.ts";

/** What to draw. */
export interface RandomBarsOptions {
  /** Whether there are dividends and splits. */
  readonly actions?: boolean;
  /** Chance that a bar is followed by thirty days without one. */
  readonly gaps?: number;
}

/** Daily bars of a random walk. */
export function randomBars(
  symbol: string,
  count: number,
  seed: number,
  { actions = false, gaps = 0 }: RandomBarsOptions = {},
): Bars {
  const rng = makeRng(seed).child(symbol);
  const column = (fill = 0) => new Float64Array(count).fill(fill);
  const [time, open, high, low, close, volume, dividend] = Array.from(
    { length: 7 },
    () => column(),
  );
  const split = column(1);
  let price = 50;
  let at = Date.UTC(2015, 0, 1);
  for (let i = 0; i < count; ++i) {
    at += DAY_MS * (rng.uniform() < gaps ? 30 : 1);
    if (actions && rng.uniform() < 0.1) dividend[i] = price * 0.02;
    if (actions && rng.uniform() < 0.05) split[i] = 2;
    price = (price / split[i] - dividend[i]) * Math.exp(0.02 * rng.normal());
    time[i] = at;
    open[i] = price * Math.exp(0.01 * rng.normal());
    close[i] = price;
    high[i] = Math.max(open[i], price) * (1 + 0.01 * rng.uniform());
    low[i] = Math.min(open[i], price) * (1 - 0.01 * rng.uniform());
    volume[i] = Math.floor(1e5 * Math.exp(0.3 * rng.normal()));
  }
  return makeBars(
    symbol,
    { time, open, high, low, close, volume, dividend, split },
    "random bars",
  );
}
