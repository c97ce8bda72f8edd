/**
 * Runs a strategy on a feed: at once on history, or as events arrive.
 *
 * @module
 */

import { type BacktestOptions, Engine } from "lib/backtest/engine.ts";
import type { EventFeed } from "lib/backtest/feeds/event_feed.ts";
import type { BacktestResult } from "lib/backtest/result.ts";
import type { Strategy } from "lib/backtest/strategy.ts";
import type { Watch } from "lib/core/progress.ts";

/** Events between two looks at the signal. */
const STRIDE = 4096;

/**
 * Runs a strategy on history.
 *
 * @param strategy What trades.
 * @param feed Events that need no waiting, such as `historyFeed` gives.
 * @param options Money, costs, rules; `signal` stops it.
 * @returns Ledger, fills and equity, the books proved to agree.
 * @throws {TypeError} If the feed makes one wait.
 * @throws {ReconciliationError} If the books do not agree.
 *
 * @example Bought on the first close, filled at the second open
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { historyFeed } from "lib/backtest/feeds/history_feed.ts";
 * import { runBacktest } from "lib/backtest/run.ts";
 * import type { Strategy } from "lib/backtest/strategy.ts";
 * import { DAY_MS, makeBars } from "lib/market/bars/bars.ts";
 *
 * const bars = makeBars("XYZ", {
 *   time: [0, DAY_MS, 2 * DAY_MS],
 *   open: [10, 11, 12],
 *   high: [11, 12, 13],
 *   low: [10, 11, 12],
 *   close: [11, 12, 13],
 * });
 * const buyOnce: Strategy = {
 *   name: "buy once",
 *   onBar: (context) => context.orderTo(0, 100),
 * };
 * const result = runBacktest(buyOnce, historyFeed([bars]), { cash: 5000 });
 * assertEquals(result.fills.map(({ price }) => price), [11]);
 * assertEquals([...result.equity.equityCents], [500_000, 510_000, 520_000]);
 * ```
 */
export function runBacktest(
  strategy: Strategy,
  feed: EventFeed,
  options: BacktestOptions & Pick<Watch, "signal">,
): BacktestResult {
  const engine = new Engine(strategy, feed.instruments, options);
  for (let i = 1;; ++i) {
    const event = feed.next();
    if (event === undefined) return engine.finish();
    if (event instanceof Promise) {
      throw new TypeError(
        "Cannot run a backtest on a feed that makes one wait. Use runLive",
      );
    }
    engine.onEvent(event);
    if (i % STRIDE === 0) options.signal?.throwIfAborted();
  }
}

/**
 * Runs the same strategy on a feed that may make one wait: a replayed stream,
 * or paper trading.
 *
 * @param strategy What trades.
 * @param feed Events as they arrive; its end ends the run.
 * @param options Money, costs, rules; `signal` stops it after the event in hand.
 * @returns What {@link runBacktest} returns.
 */
export async function runLive(
  strategy: Strategy,
  feed: EventFeed,
  options: BacktestOptions & Pick<Watch, "signal">,
): Promise<BacktestResult> {
  const engine = new Engine(strategy, feed.instruments, options);
  for (;;) {
    const event = await feed.next();
    if (event === undefined) return engine.finish();
    engine.onEvent(event);
    options.signal?.throwIfAborted();
  }
}
