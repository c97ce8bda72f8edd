/**
 * All figures of a run in one table: equity curve, fills and, where there is
 * one, a benchmark.
 *
 * Figures that a run does not have are null. Equity that falls to 0 or below
 * ends the series there, and the summary says where.
 *
 * @module
 */

import { type AlphaBeta, alphaBeta } from "lib/backtest/metrics/alpha_beta.ts";
import { cagr } from "lib/backtest/metrics/cagr.ts";
import { calmarRatio } from "lib/backtest/metrics/calmar_ratio.ts";
import { type Capacity, capacityOf } from "lib/backtest/metrics/capacity.ts";
import {
  type Drawdown,
  drawdownCurve,
  drawdownsOf,
} from "lib/backtest/metrics/drawdowns.ts";
import { type Exposure, exposureOf } from "lib/backtest/metrics/exposure.ts";
import { hitRate } from "lib/backtest/metrics/hit_rate.ts";
import { omegaRatio } from "lib/backtest/metrics/omega_ratio.ts";
import { profitFactor } from "lib/backtest/metrics/profit_factor.ts";
import { returnsUntilRuin, totalReturn } from "lib/backtest/metrics/returns.ts";
import { roundTrips } from "lib/backtest/metrics/round_trips.ts";
import { checkPeriods, TRADING_DAYS } from "lib/backtest/metrics/series.ts";
import { sharpeRatio } from "lib/backtest/metrics/sharpe_ratio.ts";
import { sortinoRatio } from "lib/backtest/metrics/sortino_ratio.ts";
import { tailRatio } from "lib/backtest/metrics/tail_ratio.ts";
import { turnover } from "lib/backtest/metrics/turnover.ts";
import { volatility } from "lib/backtest/metrics/volatility.ts";
import { historicalTail } from "lib/risk/value_at_risk/historical.ts";
import type { BacktestResult } from "lib/backtest/result.ts";
import { centsPerPoint, unitsPerShare } from "lib/backtest/instrument.ts";

/** What a summary needs of a run. */
export type SummaryRun = Pick<
  BacktestResult,
  "equity" | "fills" | "instruments" | "startCents"
>;

/** What else goes into a summary. */
export interface SummaryOptions {
  /** Periods in a year. @default {252} */
  readonly periodsPerYear?: number;
  /** Riskless return a period. @default {0} */
  readonly riskFree?: number;
  /** Share of the tail for value at risk and the tail ratio. @default {0.05} */
  readonly tail?: number;
  /**
   * Simple returns of the benchmark from each close to the next, one less than
   * there are closes.
   */
  readonly benchmark?: ArrayLike<number>;
  /**
   * For the capacity: shares traded by all, and the volatility of a day, on the
   * day of a fill (see `capacityOf`).
   */
  readonly marketOf?: (fill: BacktestResult["fills"][number]) => {
    readonly dayVolume: number;
    readonly dailySigma: number;
  };
}

/** The figures of trades. */
export interface TradeFigures {
  /** Number of fills. */
  readonly fills: number;
  /** Round trips from flat to flat that have ended. */
  readonly roundTrips: number;
  /** Share of round trips that gained, of those that gained or lost. */
  readonly hitRate: number | null;
  /** Gains over losses of round trips. */
  readonly profitFactor: number | null;
  /** Mean profit of a round trip, currency units. */
  readonly meanProfit: number | null;
  /** Mean gain of those that gained, over the mean loss of those that lost. */
  readonly payoff: number | null;
  /** Mean days from first to last fill of a round trip. */
  readonly meanDays: number | null;
  /** Commissions, currency units. */
  readonly commission: number;
  /** Half the value traded over mean equity, a year; null if ruined at once. */
  readonly turnover: number | null;
}

/** All figures of a run. */
export interface Summary {
  /** Returns in the series: closes less one, or fewer after ruin. */
  readonly periods: number;
  /** Periods in a year that annual figures are for. */
  readonly periodsPerYear: number;
  /** Place of the close at which nothing was left, null if it was never so. */
  readonly ruinedAt: number | null;
  /** Equity paid in and at the end of the series, currency units. */
  readonly start: number;
  /** Equity at the end of the series, currency units. */
  readonly end: number;
  /** Return over the run. */
  readonly totalReturn: number;
  /** Compound annual growth rate. */
  readonly cagr: number;
  /** Annual volatility. */
  readonly volatility: number | null;
  /** Annual Sharpe ratio. */
  readonly sharpe: number | null;
  /** Annual Sortino ratio. */
  readonly sortino: number | null;
  /** CAGR over the deepest drawdown. */
  readonly calmar: number | null;
  /** Omega ratio at the riskless return. */
  readonly omega: number | null;
  /** Depth of the deepest drawdown. */
  readonly maxDrawdown: number;
  /** Mean depth below the last high, over all periods (the pain index). */
  readonly meanDrawdown: number;
  /** Most periods from a high until it was reached again, or the end. */
  readonly longestDrawdown: number;
  /** The deepest drawdowns, five at most. */
  readonly drawdowns: readonly Drawdown[];
  /** Historical value at risk of a period, a loss above 0. */
  readonly valueAtRisk: number | null;
  /** Historical expected shortfall of a period, a loss above 0. */
  readonly expectedShortfall: number | null;
  /** Upper over lower tail quantile. */
  readonly tailRatio: number | null;
  /** Share of periods that gained, of those that gained or lost. */
  readonly hitRate: number | null;
  /** Best return of a period. */
  readonly best: number;
  /** Worst return of a period. */
  readonly worst: number;
  /** What is in the market at the closes. */
  readonly exposure: Exposure;
  /** Trades. */
  readonly trades: TradeFigures;
  /** Beside the benchmark; null without one. */
  readonly benchmark: AlphaBeta | null;
  /** Capital that it carries; null if not asked for, without profit or trade. */
  readonly capacity: Capacity | null;
}

/**
 * Summarises a run.
 *
 * @param run Equity, fills and instruments.
 * @param options Periods, benchmark, market.
 * @returns All figures.
 * @throws {TypeError} If the benchmark has not one return less than closes.
 * @throws {RangeError} If there are fewer than two closes, or an option is out
 * of range.
 *
 * @example A run that doubled
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { summarise } from "lib/backtest/metrics/summary.ts";
 *
 * const { totalReturn, maxDrawdown, trades } = summarise({
 *   startCents: 100,
 *   equity: {
 *     time: Float64Array.of(0, 1, 2),
 *     equityCents: Float64Array.of(100, 50, 200),
 *     cashCents: Float64Array.of(100, 0, 0),
 *     grossCents: Float64Array.of(0, 50, 200),
 *   },
 *   fills: [],
 *   instruments: [],
 * });
 * assertEquals([totalReturn, maxDrawdown, trades.fills], [1, 0.5, 0]);
 * ```
 */
export function summarise(
  run: SummaryRun,
  options: SummaryOptions = {},
): Summary {
  const { periodsPerYear = TRADING_DAYS, riskFree = 0, tail = 0.05 } = options;
  checkPeriods("a summary", periodsPerYear);
  const { equityCents } = run.equity;
  const { returns, ruinedAt } = returnsUntilRuin(equityCents);
  const periods = returns.length;
  const ratio = { periodsPerYear, riskFree };
  const drawdowns = drawdownsOf(returns);
  const curve = drawdownCurve(returns);
  const lossTail = periods < 2
    ? null
    : historicalTail(returns, { confidence: 1 - tail });
  return {
    periods,
    periodsPerYear,
    ruinedAt,
    start: run.startCents / 100,
    end: equityCents[periods] / 100,
    totalReturn: totalReturn(returns),
    cagr: cagr(returns, periodsPerYear),
    volatility: periods < 2 ? null : volatility(returns, periodsPerYear),
    sharpe: periods < 2 ? null : sharpeRatio(returns, ratio),
    sortino: sortinoRatio(returns, ratio),
    calmar: calmarRatio(returns, periodsPerYear),
    omega: omegaRatio(returns, riskFree),
    maxDrawdown: drawdowns[0]?.depth ?? 0,
    meanDrawdown: curve.reduce((sum, d) => sum + d, 0) / periods,
    longestDrawdown: drawdowns.reduce(
      (most, { duration }) => Math.max(most, duration),
      0,
    ),
    drawdowns: drawdowns.slice(0, 5),
    valueAtRisk: lossTail?.valueAtRisk ?? null,
    expectedShortfall: lossTail?.expectedShortfall ?? null,
    tailRatio: tailRatio(returns, tail),
    hitRate: hitRate(returns),
    best: returns.reduce((most, r) => Math.max(most, r)),
    worst: returns.reduce((least, r) => Math.min(least, r)),
    exposure: exposureUntil(run, ruinedAt),
    trades: tradeFigures(run, ruinedAt ?? periods + 1, periodsPerYear),
    benchmark: besideBenchmark(returns, equityCents.length, options),
    capacity: capacityOfRun(run, options),
  };
}

/** Exposure at the closes before ruin. */
function exposureUntil(
  { equity }: SummaryRun,
  ruinedAt: number | null,
): Exposure {
  const { equityCents, cashCents, grossCents } = equity;
  const end = ruinedAt ?? equityCents.length;
  return exposureOf({
    gross: grossCents.subarray(0, end),
    // What is not cash is the signed value of positions.
    net: equityCents.subarray(0, end).map((cents, i) => cents - cashCents[i]),
    equity: equityCents.subarray(0, end),
  });
}

function tradeFigures(
  run: SummaryRun,
  closes: number,
  periodsPerYear: number,
): TradeFigures {
  const { equity, fills, instruments } = run;
  const worth = (instrument: number) => centsPerPoint(instruments[instrument]);
  const trips = roundTrips(fills, worth);
  const profits = trips.map(({ profitCents }) => profitCents / 100);
  const gains = profits.filter((profit) => profit > 0);
  const losses = profits.filter((profit) => profit < 0);
  const days = trips.map((t) => (t.exitTime - t.entryTime) / 86_400_000);
  const traded = fills.map((f) => f.quantity * f.price * worth(f.instrument));
  return {
    fills: fills.length,
    roundTrips: trips.length,
    hitRate: hitRate(profits),
    profitFactor: profitFactor(profits),
    meanProfit: meanOf(profits),
    payoff: gains.length === 0 || losses.length === 0
      ? null
      : -meanOf(gains)! / meanOf(losses)!,
    meanDays: meanOf(days),
    commission: fills.reduce((sum, f) => sum + f.commissionCents, 0) / 100,
    turnover: closes < 2 ? null : turnover(
      traded,
      equity.equityCents.subarray(0, closes),
      periodsPerYear,
    ),
  };
}

function besideBenchmark(
  returns: Float64Array,
  closes: number,
  { benchmark, periodsPerYear = TRADING_DAYS, riskFree = 0 }: SummaryOptions,
): AlphaBeta | null {
  if (benchmark === undefined) return null;
  if (benchmark.length !== closes - 1) {
    throw new TypeError(
      `Cannot summarise beside a benchmark as it must have ${
        closes - 1
      } returns: it has ${benchmark.length}`,
    );
  }
  if (returns.length < 3) return null;
  const same = Float64Array.from(returns, (_, i) => benchmark[i]);
  return alphaBeta(returns, same, { periodsPerYear, riskFree });
}

function capacityOfRun(
  { equity, fills, instruments, startCents }: SummaryRun,
  { marketOf }: SummaryOptions,
): Capacity | null {
  if (marketOf === undefined) return null;
  const { equityCents } = equity;
  const trades = fills.map((fill) => {
    const terms = instruments[fill.instrument];
    return {
      shares: fill.quantity / unitsPerShare(terms),
      value: fill.quantity * fill.price * centsPerPoint(terms) / 100,
      ...marketOf(fill),
    };
  });
  const profit = (equityCents[equityCents.length - 1] - startCents) / 100;
  return capacityOf(trades, { capital: startCents / 100, profit });
}

function meanOf(values: readonly number[]): number | null {
  if (values.length === 0) return null;
  return values.reduce((sum, v) => sum + v, 0) / values.length;
}
