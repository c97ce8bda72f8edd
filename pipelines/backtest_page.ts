/** The tear sheet of a study. */

import { greekPnl, PNL_SOURCES } from "lib/backtest/attribution/greek_pnl.ts";
import { roundTrips } from "lib/backtest/metrics/round_trips.ts";
import { centsPerPoint } from "lib/backtest/instrument.ts";
import type { ActivityChart } from "lib/report/activity_chart.ts";
import { monthReturns } from "lib/report/month_returns.ts";
import { rollingFigures } from "lib/report/rolling_figures.ts";
import type { TearData } from "lib/report/tear_charts.ts";
import { tearSheet } from "lib/report/tear_sheet.ts";
import { figuresOf } from "pipelines/backtest_figures.ts";
import type { MeasuredRun } from "pipelines/backtest_measure.ts";
import type { BacktestStudy } from "pipelines/backtest_study.ts";
import { verdictOf } from "pipelines/backtest_verdict.ts";

/** Returns in a window of the rolling figures: half a year of days. */
const WINDOW = 126;

/** Builds the page. */
export function backtestPage(study: BacktestStudy): string {
  const { config, run, benchmark, data } = study;
  const { result, returns, summary } = run;
  const { time } = result.equity;
  const trips = roundTrips(
    result.fills,
    (i) => centsPerPoint(result.instruments[i]),
  ).map(({ profitCents }) => profitCents / 100);
  const runs = [run, ...(benchmark ? [benchmark] : [])];
  return tearSheet({
    title: `${config.name}: ${result.strategy}`,
    verdict: verdictOf(study),
    metrics: figuresOf(summary, benchmark?.summary),
    repairs: data.repairs,
    names: {
      strategy: result.strategy,
      ...(benchmark && { benchmark: benchmark.result.strategy }),
    },
    equity: {
      time,
      curves: runs.map(({ result }) => ({
        name: result.strategy,
        values: equityOf(result.equity.equityCents),
      })),
    },
    drawdowns: summary.drawdowns.map(({ depth, peak, trough, recovery }) => ({
      depth,
      peak: time[peak],
      trough: time[trough],
      recovery: recovery === null ? null : time[recovery],
    })),
    ...rollingOf(runs, config.periodsPerYear),
    activity: activityOf(run),
    months: monthsOf(run),
    ...(benchmark && { benchmarkMonths: monthsOf(benchmark) }),
    returns,
    returnLines: [
      { at: -(summary.valueAtRisk ?? 0), label: "VaR 95 %" },
      { at: -(summary.expectedShortfall ?? 0), label: "CVaR 95 %" },
    ],
    ...(trips.length > 1 && { trades: trips }),
    ...attributionOf(study),
    costs: study.costs.map(({ factor, summary }) => ({
      multiple: factor,
      growth: 1 + summary.totalReturn,
      sharpe: summary.sharpe ?? 0,
      paid: summary.trades.commission,
    })),
  });
}

function equityOf(cents: Float64Array): Float64Array {
  return cents.map((each) => each / 100);
}

/** Rolling figures, where there are enough returns for a window. */
function rollingOf(
  runs: readonly MeasuredRun[],
  periodsPerYear: number,
): Partial<TearData> {
  const [{ result, returns }] = runs;
  if (returns.length < 2 * WINDOW) return {};
  const figures = runs.map((run) => ({
    name: run.result.strategy,
    ...rollingFigures(run.returns, WINDOW, { periodsPerYear }),
  }));
  return {
    rolling: {
      time: result.equity.time.subarray(1),
      window: `${WINDOW} periods`,
      sharpe: figures.map(({ name, sharpe }) => ({ name, values: sharpe })),
      volatility: figures.map(({ name, volatility }) => ({
        name,
        values: volatility,
      })),
    },
  };
}

/** Exposure at each close, and what was traded up to it, over equity. */
function activityOf({ result }: MeasuredRun): ActivityChart {
  const { equity, fills, instruments } = result;
  const { time, equityCents, grossCents } = equity;
  const traded = new Float64Array(time.length);
  let close = 0;
  for (const { time: at, quantity, price, instrument } of fills) {
    while (close < time.length - 1 && time[close] < at) ++close;
    const cents = Math.abs(quantity * price) *
      centsPerPoint(instruments[instrument]);
    traded[close] += cents / equityCents[close];
  }
  return {
    time,
    exposure: [{
      name: "gross",
      values: grossCents.map((cents, i) => cents / equityCents[i]),
    }],
    traded,
  };
}

/** Returns by month; a daily bar is complete at the midnight that ends it. */
function monthsOf({ result }: MeasuredRun) {
  const { time, equityCents } = result.equity;
  return monthReturns(time.map((ms) => ms - 1), equityCents);
}

/** Profit by Greek of a run on chains alone; nothing of others. */
function attributionOf({ data, run }: BacktestStudy): Partial<TearData> {
  if (data.bars.length > 0 || run.result.fills.length === 0) return {};
  const { time, sources } = greekPnl(run.result, data.chains);
  return {
    attribution: {
      time,
      sources: PNL_SOURCES.map((name) => ({ name, values: sources[name] })),
    },
  };
}
