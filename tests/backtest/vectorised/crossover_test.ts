import { assert, assertEquals, assertThrows } from "@std/assert";
import { perShare, perValueBps } from "lib/backtest/costs/commission.ts";
import { slippageBps, spreadFixed } from "lib/backtest/costs/price_cost.ts";
import type { BacktestOptions } from "lib/backtest/engine.ts";
import {
  marginAccount,
  unlimitedAccount,
} from "lib/backtest/execution/account_policy.ts";
import { historyFeed } from "lib/backtest/feeds/history_feed.ts";
import { runBacktest } from "lib/backtest/run.ts";
import { movingAverage } from "lib/backtest/strategies/moving_average.ts";
import {
  type CrossoverOptions,
  type CrossoverPair,
  crossoverRunner,
} from "lib/backtest/vectorised/crossover.ts";
import { runSides } from "lib/backtest/vectorised/sparse_run.ts";
import { type Bars, makeBars } from "lib/market/bars/bars.ts";
import { randomBars } from "./random_bars.ts";

const pairs: readonly CrossoverPair[] = [
  { fast: 1, slow: 2 },
  { fast: 3, slow: 8 },
  { fast: 10, slow: 50 },
  { fast: 50, slow: 200 },
];

/** Runs both and demands the same fills, entries and equity. */
function agree(bars: Bars, pair: CrossoverPair, options: CrossoverOptions) {
  const { short = false, invested, ...rest } = options;
  const event = runBacktest(
    movingAverage({
      symbol: bars.symbol,
      ...pair,
      short,
      ...(invested !== undefined && { invested }),
    }),
    historyFeed([bars]),
    rest as BacktestOptions,
  );
  const run = crossoverRunner(bars, options).run(pair);
  assertEquals(run.equityCents, event.equity.equityCents);
  assertEquals(run.fills, event.fills);
  assertEquals(
    [...run.portfolio.ledger.entries()],
    [...event.ledger.entries()],
  );
  return run;
}

Deno.test("crossoverRunner() agrees with the event core to the cent", () => {
  let fills = 0;
  for (const seed of [1, 2, 3]) {
    for (const pair of pairs) {
      const run = agree(randomBars(1500, { seed }), pair, { cash: 100_000 });
      fills += run.fills.length;
    }
  }
  assert(fills > 500, `${fills}`);
});

Deno.test("crossoverRunner() agrees with costs, minimum commissions and a spread", () => {
  for (const pair of pairs) {
    agree(randomBars(1500, { seed: 4 }), pair, {
      cash: 20_000,
      commission: perShare(0.005, { minimum: 1 }),
      priceCosts: [spreadFixed(0.02), slippageBps(3)],
    });
  }
});

Deno.test("crossoverRunner() agrees when it goes short, on an account without rules and on margin", () => {
  for (
    const account of [unlimitedAccount(), marginAccount({ onCall: "report" })]
  ) {
    for (const pair of pairs) {
      agree(randomBars(1500, { seed: 5 }), pair, {
        cash: 50_000,
        short: true,
        account,
        commission: perValueBps(2),
      });
    }
  }
});

Deno.test("crossoverRunner() agrees through splits and dividends", () => {
  for (const short of [false, true]) {
    for (const pair of pairs) {
      agree(randomBars(1500, { seed: 6, actions: true }), pair, {
        cash: 50_000,
        short,
        account: unlimitedAccount(),
      });
    }
  }
});

Deno.test("crossoverRunner() agrees when orders are refused, cut short or filled in parts", () => {
  // All of the equity is put in, so that a gap up is more than there is.
  for (const shortfall of ["reject", "reduce"] as const) {
    for (const pair of pairs) {
      const run = agree(randomBars(1500, { seed: 7, sigma: 0.03 }), pair, {
        cash: 30_000,
        invested: 1,
        shortfall,
      });
      assert(run.fills.length > 0);
    }
  }
  for (const pair of pairs) {
    agree(randomBars(1500, { seed: 8, actions: true }), pair, {
      cash: 500_000,
      volumeShare: 0.1,
    });
  }
});

Deno.test("crossoverRunner() agrees to ruin and beyond", () => {
  const run = agree(
    randomBars(1200, { seed: 9, sigma: 0.15 }),
    { fast: 2, slow: 5 },
    { cash: 10_000, short: true, invested: 3, account: unlimitedAccount() },
  );
  assert(run.equityCents.some((cents) => cents <= 0));
});

Deno.test("crossoverRunner() agrees on bars that are fewer than the window", () => {
  const run = agree(randomBars(20, { seed: 1 }), { fast: 5, slow: 30 }, {
    cash: 1000,
  });
  assertEquals(run.fills, []);
});

Deno.test("runSides() and crossoverRunner() say what they cannot run", () => {
  const bars = randomBars(5, { seed: 1 });
  const runner = crossoverRunner(bars, { cash: 1 });
  assertThrows(() => runner.run({ fast: 3, slow: 3 }), RangeError, "3 and 3");
  assertThrows(() => runner.run({ fast: 0, slow: 3 }), RangeError, "0 and 3");
  assertThrows(
    () => runSides(bars, new Int8Array(4), { cash: 1 }),
    TypeError,
    "5 bars: there are 4",
  );
  assertThrows(
    () => runSides(bars, new Int8Array(5), { cash: NaN }),
    RangeError,
    "cash",
  );
  assertThrows(
    () =>
      runSides(bars, new Int8Array(5), { cash: 1, account: marginAccount() }),
    RangeError,
    "liquidates",
  );
  const none = makeBars("XYZ", {
    time: [],
    open: [],
    high: [],
    low: [],
    close: [],
  });
  assertThrows(
    () => runSides(none, new Int8Array(0), { cash: 1 }),
    RangeError,
    "there must be bars",
  );
});
