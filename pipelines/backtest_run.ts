/** One run of a configured backtest. */

import {
  byKind,
  type Commission,
  perShare,
  perValueBps,
  scaledCommission,
  sumOf,
} from "lib/backtest/costs/commission.ts";
import {
  type PriceCost,
  scaledPriceCost,
  slippageBps,
  spreadBps,
} from "lib/backtest/costs/price_cost.ts";
import type { BacktestOptions } from "lib/backtest/engine.ts";
import {
  cashAccount,
  marginAccount,
} from "lib/backtest/execution/account_policy.ts";
import { historyFeed } from "lib/backtest/feeds/history_feed.ts";
import { equity } from "lib/backtest/instrument.ts";
import type { BacktestResult } from "lib/backtest/result.ts";
import { runBacktest } from "lib/backtest/run.ts";
import type { Strategy } from "lib/backtest/strategy.ts";
import {
  makeStrategy,
  strategyType,
} from "lib/backtest/strategies/strategies.ts";
import { type Bars, sliceBars } from "lib/market/bars/bars.ts";
import type { OptionChain } from "lib/market/option_chain.ts";
import { makeLimits } from "lib/risk/limits/limits.ts";
import type { BacktestConfig } from "pipelines/backtest_config.ts";
import { strategyModule } from "pipelines/strategy_module.ts";

/** What a strategy is run on. */
export interface StudyData {
  /** Bars, one table an instrument. */
  readonly bars: readonly Bars[];
  /** Chains in order of time. */
  readonly chains: readonly {
    readonly time: number;
    readonly chain: OptionChain;
  }[];
  /** What was put right or left out on reading, by rule. */
  readonly repairs: readonly {
    readonly rule: string;
    readonly count: number;
  }[];
}

/** What a strategy's module is given. */
export interface StrategyInput {
  /** Symbol that is traded. */
  readonly symbol: string;
  /** All bars: one that looks ahead in them is found by the leak search. */
  readonly bars: readonly Bars[];
  /** What is set. */
  readonly settings: Readonly<Record<string, unknown>>;
}

/** Makes a strategy for some history. */
export type StrategyFactory = (input: StrategyInput) => Strategy;

/**
 * The strategy of a configuration: one of the library, or the default export
 * of a module, a {@linkcode StrategyFactory}.
 *
 * @throws {RangeError} If there is no such strategy or module.
 */
export async function strategyFactory(
  config: BacktestConfig,
): Promise<StrategyFactory> {
  const { strategy } = config;
  if (!/\.(ts|js|mjs)$/.test(strategy)) {
    checkEvents(config);
    return ({ symbol, settings }) =>
      makeStrategy(strategy, settings, { symbol });
  }
  return await strategyModule(strategy);
}

/** A strategy that is never told of anything would look like one that waits. */
function checkEvents({ strategy, data, chains }: BacktestConfig): void {
  const { events } = strategyType(strategy);
  if ((events === "chains" ? chains : data).length > 0) return;
  throw new RangeError(
    events === "chains"
      ? `Cannot run ${strategy} as chains must name files of option quotes, or synthetic: there are none`
      : `Cannot run ${strategy} as data must name files of bars, or sp500: there are none`,
  );
}

/** Runs a strategy. */
export function runStudy(
  config: BacktestConfig,
  data: StudyData,
  { make, settings = config.settings, factor = 1 }: {
    readonly make: StrategyFactory;
    readonly settings?: Readonly<Record<string, unknown>>;
    /** Costs are multiplied by it. */
    readonly factor?: number;
  },
): BacktestResult {
  const { symbol } = config;
  // Copies: what a strategy writes into its bars is not what is traded.
  const bars = data.bars.map((table) => sliceBars(table, 0));
  const strategy = make({ symbol, bars, settings });
  const hasBars = data.bars.some((bars) => bars.symbol === symbol);
  const feed = historyFeed(data.bars, {
    chains: data.chains,
    ...(!hasBars && {
      instruments: [{ ...equity(symbol), pricedBy: "chain" as const }],
    }),
  });
  return runBacktest(strategy, feed, backtestOptions(config, factor));
}

/** Costs, rules and limits of a configuration. */
export function backtestOptions(
  config: BacktestConfig,
  factor: number,
): BacktestOptions {
  const { account, cash, volumeShare, limits } = config;
  const { creditRate, debitRate, borrowRate } = config;
  return {
    cash,
    commission: commissionOf(config, factor),
    priceCosts: priceCostsOf(config, factor),
    ...(volumeShare > 0 && { volumeShare }),
    account: account === "cash" ? cashAccount() : marginAccount(),
    shortfall: "reduce",
    financing: { creditRate, debitRate, borrowRate },
    limits: makeLimits(limits),
    // Options trade at their quotes: what they cost is the spread's share.
    options: { spreadShare: factor },
  };
}

function commissionOf(
  {
    commissionPerShare,
    commissionMinimum,
    commissionPerContract,
    commissionBps,
  }: BacktestConfig,
  factor: number,
): Commission {
  const shares = perShare(commissionPerShare, { minimum: commissionMinimum });
  const contracts = perShare(commissionPerContract, {
    minimum: commissionMinimum,
  });
  return scaledCommission(
    sumOf(byKind(shares, contracts), perValueBps(commissionBps)),
    factor,
  );
}

function priceCostsOf(config: BacktestConfig, factor: number): PriceCost[] {
  return [spreadBps(config.spreadBps), slippageBps(config.slippageBps)]
    .map((cost) => scaledPriceCost(cost, factor));
}
