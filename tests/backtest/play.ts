/** What tests of the backtest share: bars by hand and strategies by script. */

import type { BacktestOptions } from "lib/backtest/engine.ts";
import { historyFeed } from "lib/backtest/feeds/history_feed.ts";
import type { BacktestResult } from "lib/backtest/result.ts";
import { runBacktest } from "lib/backtest/run.ts";
import type { Strategy, StrategyContext } from "lib/backtest/strategy.ts";
import { type Bars, DAY_MS, makeBars } from "lib/market/bars/bars.ts";

/** One bar: open, high, low, close and what else it has. */
export type HandBar = readonly [
  number,
  number,
  number,
  number,
  { volume?: number; dividend?: number; split?: number }?,
];

/** Daily bars from 1 January 1970. */
export function handBars(symbol: string, rows: readonly HandBar[]): Bars {
  return makeBars(symbol, {
    time: rows.map((_, i) => i * DAY_MS),
    open: rows.map((row) => row[0]),
    high: rows.map((row) => row[1]),
    low: rows.map((row) => row[2]),
    close: rows.map((row) => row[3]),
    volume: rows.map((row) => row[4]?.volume ?? 1e6),
    dividend: rows.map((row) => row[4]?.dividend ?? 0),
    split: rows.map((row) => row[4]?.split ?? 1),
  });
}

/** A strategy that does something at the close of given bars. */
export function script(
  steps: Readonly<Record<number, (context: StrategyContext) => unknown>>,
): Strategy {
  let bar = 0;
  return {
    name: "script",
    onBar(context) {
      steps[bar++]?.(context);
    },
  };
}

/** Plays a script on bars. */
export function play(
  bars: readonly Bars[],
  steps: Readonly<Record<number, (context: StrategyContext) => unknown>>,
  options: Partial<BacktestOptions> = {},
): BacktestResult {
  return runBacktest(script(steps), historyFeed(bars), {
    cash: 10_000,
    ...options,
  });
}

/** Day, units and price of each fill. */
export function fillTable(result: BacktestResult): [number, number, number][] {
  return result.fills.map((fill) => [
    fill.time / DAY_MS,
    fill.quantity,
    fill.price,
  ]);
}
