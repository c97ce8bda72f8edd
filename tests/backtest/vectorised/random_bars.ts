import { makeRng } from "lib/core/rng.ts";
import { type Bars, DAY_MS, makeBars } from "lib/market/bars/bars.ts";

/** Bars of a random walk in whole cents, weekends left out. */
export function randomBars(
  count: number,
  options: {
    readonly seed: number;
    readonly actions?: boolean;
    readonly sigma?: number;
  },
): Bars {
  const { seed, actions = false, sigma = 0.012 } = options;
  const rng = makeRng(seed);
  const cents = (price: number) => Math.max(1, Math.round(100 * price)) / 100;
  const columns: Record<string, number[]> = {
    time: [],
    open: [],
    high: [],
    low: [],
    close: [],
    volume: [],
    dividend: [],
    split: [],
  };
  let last = 40;
  for (let i = 0; i < count; ++i) {
    const split = actions && i % 400 === 399 ? [2, 1.5, 0.1][i % 3] : 1;
    const open = cents(last / split * Math.exp(0.3 * sigma * rng.normal()));
    const close = cents(open * Math.exp(3e-4 + sigma * rng.normal()));
    const spread = Math.exp(sigma * Math.abs(rng.normal()));
    columns.time.push((i + 2 * Math.floor(i / 5)) * DAY_MS);
    columns.open.push(open);
    columns.high.push(Math.max(open, close) * spread);
    columns.low.push(Math.min(open, close) / spread);
    columns.close.push(close);
    columns.volume.push(Math.floor(1e4 * Math.exp(rng.normal())));
    columns.dividend.push(actions && i % 63 === 62 ? cents(open / 200) : 0);
    columns.split.push(split);
    last = close;
  }
  return makeBars("XYZ", columns as never);
}
