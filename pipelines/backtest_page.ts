/** The tear sheet of a study. */

import { greekPnl, PNL_SOURCES } from "lib/backtest/attribution/greek_pnl.ts";
import { drawdownsOf } from "lib/backtest/metrics/drawdowns.ts";
import { totalReturn } from "lib/backtest/metrics/returns.ts";
import { sharpeRatio } from "lib/backtest/metrics/sharpe_ratio.ts";
import type { BacktestResult } from "lib/backtest/result.ts";
import type { DrawdownSpan } from "lib/report/backtest_charts.ts";
import type { MonthReturn } from "lib/report/month_returns.ts";
import type { TearData } from "lib/report/tear_charts.ts";
import { tearSheet } from "lib/report/tear_sheet.ts";
import { historicalTail } from "lib/risk/value_at_risk/historical.ts";
import { type BacktestStudy, returnsOf } from "pipelines/backtest_study.ts";
import {
  commissionsOf,
  figuresOf,
  tripsOf,
} from "pipelines/backtest_figures.ts";
import { verdictOf } from "pipelines/backtest_verdict.ts";

/** Builds the page. */
export function backtestPage(study: BacktestStudy): string {
  const { config, result, benchmark, returns, data } = study;
  const { time } = result.equity;
  const values = (run: BacktestResult) =>
    run.equity.equityCents.map((cents) => cents / 100);
  const curves = [
    { name: result.strategy, values: values(result) },
    ...(benchmark
      ? [{ name: benchmark.strategy, values: values(benchmark) }]
      : []),
  ];
  const trips = tripsOf(result).map(({ profitCents }) => profitCents / 100);
  const tail = historicalTail(returns);
  return tearSheet({
    title: `${config.name}: ${result.strategy}`,
    verdict: verdictOf(study),
    metrics: figuresOf(result, benchmark, config.periodsPerYear),
    repairs: data.repairs,
    names: {
      strategy: result.strategy,
      ...(benchmark && { benchmark: benchmark.strategy }),
    },
    equity: { time, curves },
    drawdowns: worstFalls(returns, time),
    months: monthsOf(result),
    ...(benchmark && { benchmarkMonths: monthsOf(benchmark) }),
    returns,
    returnLines: [
      { at: -tail.valueAtRisk, label: "VaR 95 %" },
      { at: -tail.expectedShortfall, label: "CVaR 95 %" },
    ],
    ...(trips.length > 1 && { trades: trips }),
    ...attributionOf(study),
    costs: study.costs.map(({ factor, result }) => {
      const own = returnsOf(result);
      return {
        multiple: factor,
        growth: 1 + totalReturn(own),
        sharpe: sharpeRatio(own, { periodsPerYear: config.periodsPerYear }) ??
          0,
        paid: commissionsOf(result),
      };
    }),
  });
}

/** Profit by Greek of a run on chains alone; nothing of others. */
function attributionOf({ data, result }: BacktestStudy): Partial<TearData> {
  if (data.bars.length > 0 || result.fills.length === 0) return {};
  const { time, sources } = greekPnl(result, data.chains);
  return {
    attribution: {
      time,
      sources: PNL_SOURCES.map((name) => ({ name, values: sources[name] })),
    },
  };
}

/** The five deepest falls, with the times of their ends. */
function worstFalls(
  returns: Float64Array,
  time: Float64Array,
): DrawdownSpan[] {
  // Place 0 is the start, before the first close.
  const at = (place: number) => time[Math.max(0, place - 1)];
  return drawdownsOf(returns).toSorted((a, b) => b.depth - a.depth).slice(0, 5)
    .map(({ depth, peak, trough, recovery }) => ({
      depth,
      peak: at(peak),
      trough: at(trough),
      recovery: recovery === null ? null : at(recovery),
    }));
}

/** Returns by calendar month, UTC. */
function monthsOf(result: BacktestResult): MonthReturn[] {
  const returns = returnsOf(result);
  const growth = new Map<string, MonthReturn>();
  result.equity.time.forEach((ms, i) => {
    // A daily bar is complete at the midnight that ends its day.
    const date = new Date(ms - 1);
    const year = date.getUTCFullYear();
    const month = date.getUTCMonth() + 1;
    const before = growth.get(`${year}-${month}`)?.value ?? 0;
    const value = (1 + before) * (1 + returns[i]) - 1;
    growth.set(`${year}-${month}`, { year, month, value });
  });
  return [...growth.values()];
}
