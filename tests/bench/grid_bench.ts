/** 1,000 pairs of moving averages on 20 years of daily bars, one core. */

import { crossoverGrid } from "lib/backtest/vectorised/grid.ts";
import { perShare } from "lib/backtest/costs/commission.ts";
import { historyFeed } from "lib/backtest/feeds/history_feed.ts";
import { runBacktest } from "lib/backtest/run.ts";
import { movingAverage } from "lib/backtest/strategies/moving_average.ts";
import { randomBars } from "../backtest/vectorised/random_bars.ts";
import { printRow } from "./bench_row.ts";

const RUNS = 5;
const BARS = 20 * 252;

/** What the bench measures. */
export interface GridBenchResult {
  /** Median seconds of the grid. */
  readonly seconds: number;
  /** Fills of the grid. */
  readonly fills: number;
  /** Largest difference from the event core, of ten pairs, cents. */
  readonly worstCents: number;
}

/** Runs the bench. */
export async function benchGrid(): Promise<GridBenchResult> {
  const bars = randomBars(BARS, { seed: 20 });
  const pairs = Array.from({ length: 1000 }, (_, i) => ({
    fast: 5 + i % 25,
    slow: 35 + 5 * Math.floor(i / 25),
  }));
  const options = {
    cash: 100_000,
    commission: perShare(0.005, { minimum: 1 }),
  };
  const times: number[] = [];
  let cells = await crossoverGrid(bars, pairs.slice(0, 50), options);
  for (let run = 0; run < RUNS; ++run) {
    const start = performance.now();
    cells = await crossoverGrid(bars, pairs, options);
    times.push((performance.now() - start) / 1e3);
  }
  let worstCents = 0;
  for (let i = 0; i < pairs.length; i += 100) {
    const { equity } = runBacktest(
      movingAverage({ symbol: bars.symbol, ...pairs[i] }),
      historyFeed([bars]),
      options,
    );
    const end = equity.equityCents[BARS - 1];
    worstCents = Math.max(worstCents, Math.abs(end - cells[i].endCents));
  }
  times.sort((a, b) => a - b);
  return {
    seconds: times[RUNS >> 1],
    fills: cells.reduce((sum, { fills }) => sum + fills, 0),
    worstCents,
  };
}

if (import.meta.main) {
  const { seconds, fills, worstCents } = await benchGrid();
  printRow({
    name: "1,000 crossovers on 20 years of days",
    median: seconds,
    unit: "s",
    target: 2,
    peer: "none at hand",
    accuracy: `${worstCents} cents from the event core; ${fills} fills`,
  });
}
