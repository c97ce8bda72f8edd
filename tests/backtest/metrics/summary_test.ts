import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertThrows,
} from "@std/assert";
import { perShare } from "lib/backtest/costs/commission.ts";
import { unlimitedAccount } from "lib/backtest/execution/account_policy.ts";
import { historyFeed } from "lib/backtest/feeds/history_feed.ts";
import { simpleReturns } from "lib/backtest/metrics/returns.ts";
import { sharpeRatio } from "lib/backtest/metrics/sharpe_ratio.ts";
import { summarise } from "lib/backtest/metrics/summary.ts";
import { runBacktest } from "lib/backtest/run.ts";
import { movingAverage } from "lib/backtest/strategies/moving_average.ts";
import { randomBars } from "../vectorised/random_bars.ts";

const bars = randomBars(1500, { seed: 12 });
const run = runBacktest(
  movingAverage({ symbol: "XYZ", fast: 5, slow: 20 }),
  historyFeed([bars]),
  { cash: 100_000, commission: perShare(0.005, { minimum: 1 }) },
);
const benchmark = simpleReturns(bars.close);

Deno.test("summarise() says of a run what its ledger says", () => {
  const summary = summarise(run, { benchmark });
  const { equityCents, cashCents, grossCents } = run.equity;
  assertEquals([summary.periods, summary.start], [1499, 100_000]);
  assertEquals(summary.end, equityCents[1499] / 100);
  assertAlmostEquals(summary.totalReturn, equityCents[1499] / 1e7 - 1, 1e-12);
  assertEquals(summary.sharpe, sharpeRatio(simpleReturns(equityCents)));
  assertEquals(
    summary.trades.commission * 100,
    run.ledger.balance("commission"),
  );
  const flat = cashCents.filter((cash, i) => cash === equityCents[i]).length;
  assertEquals(summary.exposure.timeInMarket, (1500 - flat) / 1500);
  assertEquals(
    summary.exposure.mostGross,
    Math.max(...Array.from(grossCents, (g, i) => g / equityCents[i])),
  );
  // It is never short.
  assertAlmostEquals(summary.exposure.net, summary.exposure.gross, 1e-14);
  // The run ends flat: the profits of its trips are its gain, to the half a
  // cent by which a fill is rounded.
  const { roundTrips, meanProfit, fills } = summary.trades;
  assertEquals([fills, run.positions[0]], [run.fills.length, 0]);
  assertAlmostEquals(
    roundTrips * meanProfit!,
    summary.end - summary.start,
    fills * 0.005,
  );
  assert(summary.benchmark!.beta > 0 && summary.benchmark!.beta < 1);
  assertEquals(summary.maxDrawdown, summary.drawdowns[0].depth);
  assert(summary.expectedShortfall! >= summary.valueAtRisk!);
  assertEquals(summary.capacity, null);
});

Deno.test("summarise() tells the capacity where it is told of the market", () => {
  const { capacity } = summarise(run, {
    marketOf: () => ({ dayVolume: 1e6, dailySigma: 0.012 }),
  });
  const profit = (run.equity.equityCents[1499] - run.startCents) / 100;
  assertAlmostEquals(
    capacity!.breakEven / (100_000 * (profit / capacity!.impact) ** 2),
    1,
    1e-12,
  );
});

Deno.test("summarise() of a run that never trades has no ratios and says so by null", () => {
  const idle = runBacktest({ name: "idle" }, historyFeed([bars]), { cash: 10 });
  const summary = summarise(idle, { benchmark });
  assertEquals(
    [
      summary.totalReturn,
      summary.volatility,
      summary.maxDrawdown,
      summary.longestDrawdown,
    ],
    [0, 0, 0, 0],
  );
  for (
    const figure of [
      "sharpe",
      "sortino",
      "calmar",
      "omega",
      "tailRatio",
      "hitRate",
    ] as const
  ) assertEquals(summary[figure], null, figure);
  assertEquals(summary.trades.turnover, 0);
  assertEquals(summary.benchmark!.correlation, null);
});

Deno.test("summarise() ends at ruin", () => {
  const ruined = runBacktest(
    {
      name: "all in, many times over",
      onBar: (context) => context.orderTo(0, 40_000),
    },
    historyFeed([randomBars(400, { seed: 4, sigma: 0.06 })]),
    { cash: 20_000, account: unlimitedAccount() },
  );
  const { equityCents } = ruined.equity;
  const at = equityCents.findIndex((cents) => cents <= 0);
  assert(at > 1, `${at}`);
  const summary = summarise(ruined);
  assertEquals([summary.ruinedAt, summary.periods], [at, at]);
  assertEquals(summary.cagr, -1);
  assert(summary.maxDrawdown >= 1 && summary.totalReturn <= -1);
  // JSON keeps every figure: none is an infinity or NaN.
  assertEquals(JSON.parse(JSON.stringify(summary)).cagr, -1);
});

Deno.test("summarise() refuses a benchmark of another length", () => {
  assertThrows(
    () => summarise(run, { benchmark: benchmark.slice(1) }),
    TypeError,
    "1499 returns: it has 1498",
  );
  assertThrows(
    () => summarise(run, { periodsPerYear: NaN }),
    RangeError,
    "periodsPerYear",
  );
});
