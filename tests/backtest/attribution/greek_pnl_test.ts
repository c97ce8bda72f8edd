import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertThrows,
} from "@std/assert";
import {
  greekPnl,
  PNL_SOURCES,
  type PnlSource,
  type TimedChain,
} from "lib/backtest/attribution/greek_pnl.ts";
import { perShare } from "lib/backtest/costs/commission.ts";
import { spreadBps } from "lib/backtest/costs/price_cost.ts";
import type { BacktestOptions } from "lib/backtest/engine.ts";
import {
  marginAccount,
  unlimitedAccount,
} from "lib/backtest/execution/account_policy.ts";
import { historyFeed } from "lib/backtest/feeds/history_feed.ts";
import { centsPerPoint, type Instrument } from "lib/backtest/instrument.ts";
import { US_INDEX_OPTION } from "lib/backtest/options/option_terms.ts";
import type { BacktestResult } from "lib/backtest/result.ts";
import { runBacktest } from "lib/backtest/run.ts";
import type { Strategy } from "lib/backtest/strategy.ts";
import { smileValue } from "lib/backtest/strategies/smile_value.ts";
import { DataQualityError } from "lib/core/errors.ts";
import { makeSynthSettings } from "lib/greeks/synth/synth_settings.ts";
import { syntheticHistory } from "lib/greeks/synth/synthetic_history.ts";
import type { OptionChain } from "lib/market/option_chain.ts";
import { chainsOf } from "pipelines/backtest_data.ts";

const DAYS = made(20);
const SYN: Instrument = { kind: "equity", symbol: "SYN", pricedBy: "chain" };

function made(days: number): TimedChain[] {
  const history = syntheticHistory(makeSynthSettings({ days }));
  return chainsOf(Array.from(history, ({ quotes }) => quotes).flat());
}

function play(
  strategy: Strategy,
  options: Partial<BacktestOptions> = {},
): BacktestResult {
  const feed = historyFeed([], { chains: DAYS, instruments: [SYN] });
  return runBacktest(strategy, feed, {
    cash: 250_000,
    account: unlimitedAccount(),
    ...options,
  });
}

const sum = (values: Float64Array) => values.reduce((a, b) => a + b, 0);

/** Row of the option nearest the money with some days to go. */
function nearMoney(chain: OptionChain, days: number, isCall: boolean): number {
  const miss = (i: number) =>
    chain.isCall[i] === Number(isCall)
      ? Math.abs(chain.strike[i] / chain.spot[i] - 1) +
        Math.abs(365 * chain.tau[i] - days)
      : Infinity;
  return Array.from(chain.strike.keys()).reduce((a, b) =>
    miss(b) < miss(a) ? b : a
  );
}

/** Orders once, on the first chain. */
function once(days: number, isCall: boolean, quantity: number): Strategy {
  let done = false;
  return {
    name: "once",
    onChain(context, chain) {
      if (done) return;
      done = true;
      const row = nearMoney(chain, days, isCall);
      context.order({ instrument: context.option(chain, row), quantity });
    },
  };
}

Deno.test("Sources sum to the ledger's profit at every close", () => {
  const result = play(smileValue({ underlying: "SYN" }), {
    account: marginAccount(),
    commission: perShare(0.65, { minimum: 1 }),
    priceCosts: [spreadBps(2)],
    financing: { creditRate: 0.03, debitRate: 0.06, borrowRate: 0.01 },
  });
  assert(result.fills.length > 50);
  const { time, pnl, sources } = greekPnl(result, DAYS);
  const { equityCents } = result.equity;
  for (let i = 0; i < time.length; ++i) {
    const before = i === 0 ? result.startCents : equityCents[i - 1];
    assertEquals(pnl[i], (equityCents[i] - before) / 100);
    const total = PNL_SOURCES.reduce((a, each) => a + sources[each][i], 0);
    assertAlmostEquals(total, pnl[i], 1e-8);
  }
  const traded = PNL_SOURCES.reduce(
    (most, each) => Math.max(most, Math.abs(sum(sources[each]))),
    0,
  );
  assert(Math.abs(sum(sources.unexplained)) < traded / 4);
});

Deno.test("Costs are commissions and the way from the middle, to the cent", () => {
  const result = play(smileValue({ underlying: "SYN" }), {
    commission: perShare(0.65, { minimum: 1 }),
    priceCosts: [spreadBps(2)],
  });
  const paid = result.fills.reduce((total, fill) => {
    const { quantity, price, referencePrice, commissionCents } = fill;
    const worth = centsPerPoint(result.instruments[fill.instrument]);
    return total + quantity * (price - referencePrice) * worth +
      commissionCents;
  }, 0);
  const { sources } = greekPnl(result, DAYS);
  assertAlmostEquals(sum(sources.costs), -paid / 100, 1e-6);
});

Deno.test("Shares alone have delta and nothing else", () => {
  const hold: Strategy = {
    name: "shares",
    onChain: (context) => context.orderTo(0, 100),
  };
  const { sources } = greekPnl(play(hold), DAYS);
  // Bought at the second chain's spot.
  const moved = DAYS.at(-1)!.chain.spot[0] - DAYS[1].chain.spot[0];
  assertAlmostEquals(sum(sources.delta), 100 * moved, 1e-6);
  for (const each of PNL_SOURCES) {
    if (each !== "delta") assert(Math.abs(sum(sources[each])) < 0.2, each);
  }
});

Deno.test("A bought straddle pays theta for gamma", () => {
  let done = false;
  const result = play({
    name: "straddle",
    onChain(context, chain) {
      if (done) return;
      done = true;
      for (const isCall of [true, false]) {
        const row = nearMoney(chain, 60, isCall);
        context.order({ instrument: context.option(chain, row), quantity: 1 });
      }
    },
  });
  const { sources } = greekPnl(result, DAYS);
  const ofDays = (source: PnlSource) => sources[source].slice(2);
  assert(ofDays("theta").every((part) => part < 0));
  assert(ofDays("gamma").every((part) => part > 0));
  assert(sum(sources.gamma.map((part) => Math.abs(part))) > 0);
  assert(
    Math.abs(sum(sources.unexplained)) <
      0.1 * (sum(sources.gamma) - sum(sources.theta)),
  );
});

for (
  const [how, terms] of [["shares", undefined], [
    "cash",
    US_INDEX_OPTION,
  ]] as const
) {
  for (const isCall of [true, false]) {
    for (const quantity of [1, -1]) {
      Deno.test(`${quantity} ${isCall ? "call" : "put"} settled in ${how} costs nothing to settle`, () => {
        const result = play(
          once(8, isCall, quantity),
          terms && { options: { terms: () => terms } },
        );
        const [bought, settled] = result.fills;
        assertEquals(settled.orderId, 0);
        const { sources } = greekPnl(result, DAYS);
        const half = Math.abs(bought.price - bought.referencePrice);
        assertAlmostEquals(sum(sources.costs), -100 * half, 1e-6);
      });
    }
  }
}

Deno.test("Chains that are not the run's are refused", () => {
  const result = play(once(30, true, 1));
  assertThrows(() => greekPnl(result, DAYS.slice(1)), TypeError, "at each of");
  const other = DAYS.map(({ time, chain }) => ({
    time,
    chain: { ...chain, price: chain.price.map((price) => 1.01 * price) },
  }));
  assertThrows(
    () => greekPnl(result, other),
    DataQualityError,
    "must give the ledger's equity",
  );
});
