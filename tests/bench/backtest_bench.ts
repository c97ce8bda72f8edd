/** Bar events a second of the event core: one and ten instruments, one thread. */

import { historyFeed } from "lib/backtest/feeds/history_feed.ts";
import { runBacktest } from "lib/backtest/run.ts";
import type { Strategy } from "lib/backtest/strategy.ts";
import { makeRng } from "lib/core/rng.ts";
import { type Bars, DAY_MS, makeBars } from "lib/market/bars/bars.ts";
import { printRow } from "./bench_row.ts";

const RUNS = 7;
const EVENTS = 500_000;

/** What the bench measures. */
export interface BacktestBenchResult {
  /** Median million bar events a second. */
  readonly millionPerSecond: number;
  /** Fills of a run. */
  readonly fills: number;
}

/** A random walk of `n` daily bars. */
export function walkBars(symbol: string, n: number): Bars {
  const rng = makeRng(20260102).child(symbol);
  const time = new Float64Array(n);
  const open = new Float64Array(n);
  const close = new Float64Array(n);
  let price = 100;
  for (let i = 0; i < n; ++i) {
    time[i] = i * DAY_MS;
    open[i] = price;
    price *= Math.exp(0.01 * rng.normal());
    close[i] = price;
  }
  const high = open.map((first, i) => Math.max(first, close[i]) * 1.001);
  const low = open.map((first, i) => Math.min(first, close[i]) * 0.999);
  const volume = new Float64Array(n).fill(1e6);
  return makeBars(symbol, { time, open, high, low, close, volume });
}

/** Holds 10 shares of everything. */
export function buyAndHold(instruments: number): Strategy {
  let isBought = false;
  return {
    name: "buy and hold",
    onBar(context) {
      if (isBought) return;
      isBought = true;
      for (let i = 0; i < instruments; ++i) context.orderTo(i, 10);
    },
  };
}

/** Long while the mean of 10 closes is above that of 30, by running sums. */
export function crossover(instruments: number): Strategy {
  const fast = new Float64Array(instruments);
  const slow = new Float64Array(instruments);
  const isLong = new Uint8Array(instruments);
  return {
    name: "crossover",
    onBar(context, bars) {
      for (let row = 0; row < bars.count; ++row) {
        const i = bars.instrument[row];
        const history = context.history(i);
        fast[i] += bars.close[row];
        slow[i] += bars.close[row];
        if (history.length > 10) fast[i] -= history.at("close", 10);
        if (history.length > 30) slow[i] -= history.at("close", 30);
        if (history.length < 30) continue;
        const wanted = fast[i] / 10 > slow[i] / 30 ? 1 : 0;
        if (wanted === isLong[i]) continue;
        isLong[i] = wanted;
        context.orderTo(i, 10 * wanted);
      }
    },
  };
}

/** Runs one strategy on so many instruments. */
export function benchBacktest(
  strategy: (instruments: number) => Strategy,
  instruments: number,
): BacktestBenchResult {
  const bars = Array.from(
    { length: instruments },
    (_, k) => walkBars(`S${k}`, EVENTS / instruments),
  );
  const rates: number[] = [];
  let fills = 0;
  for (let run = 0; run < RUNS; ++run) {
    const start = performance.now();
    const result = runBacktest(strategy(instruments), historyFeed(bars), {
      cash: 1e9,
    });
    rates.push(result.events / (performance.now() - start) / 1e3);
    fills = result.fills.length;
  }
  rates.sort((a, b) => a - b);
  return { millionPerSecond: rates[RUNS >> 1], fills };
}

if (import.meta.main) {
  for (const instruments of [1, 10]) {
    for (const strategy of [buyAndHold, crossover]) {
      const { millionPerSecond, fills } = benchBacktest(strategy, instruments);
      printRow({
        name: `Backtest, ${
          strategy(1).name
        }, ${instruments} instruments, ${fills} fills`,
        median: millionPerSecond,
        unit: "M bars/s",
        target: 1,
        accuracy: "books reconciled to the cent",
      });
    }
  }
}
