/**
 * What forecasts earn after costs: their signals traded by the backtest engine,
 * at the open after each became known, and the Sharpe ratio deflated by the
 * number of trials.
 */

import { perValueBps } from "lib/backtest/costs/commission.ts";
import { spreadBps as spreadCost } from "lib/backtest/costs/price_cost.ts";
import { marginAccount } from "lib/backtest/execution/account_policy.ts";
import { historyFeed } from "lib/backtest/feeds/history_feed.ts";
import { returnsUntilRuin } from "lib/backtest/metrics/returns.ts";
import { summarise, type Summary } from "lib/backtest/metrics/summary.ts";
import type { BacktestResult, EquityCurve } from "lib/backtest/result.ts";
import { runBacktest } from "lib/backtest/run.ts";
import type { Bars } from "lib/market/bars/bars.ts";
import type { PredictionOutput } from "lib/models/forecast/prediction_output.ts";
import {
  deflatedSharpe,
  type TrialSpread,
} from "lib/validation/skill/deflated_sharpe.ts";
import { probabilisticSharpe } from "lib/validation/skill/probabilistic_sharpe.ts";
import { sharpeMoments } from "lib/validation/skill/sharpe_moments.ts";
import {
  checkSignals,
  type PositionRules,
  type Signals,
  signalsOf,
  signalStrategy,
} from "pipelines/factory/signal_strategy.ts";

/** How forecasts are traded. */
export interface SignalBacktestOptions extends PositionRules {
  /** Commission in basis points of the value traded. @default {1} */
  readonly commissionBps?: number;
  /** Bid–ask spread in basis points, half of it paid a trade. @default {2} */
  readonly spreadBps?: number;
  /** Capital, currency units: enough that whole shares round nothing away. @default {1e8} */
  readonly cash?: number;
  /** Bars a year. @default {as many as the run has} */
  readonly periodsPerYear?: number;
  /** Models and settings that were tried, this one with them. @default {1} */
  readonly trials?: number;
  /**
   * Variance of the trials' Sharpe ratios a bar.
   * @default {that of trials without skill, 1/(bars − 1)}
   */
  readonly trialVariance?: number;
}

/** What forecasts earn; JSON. */
export interface SignalFigures {
  /** Bars of the run, less one. */
  readonly periods: number;
  /** Bars a year. */
  readonly periodsPerYear: number;
  /** Symbols traded. */
  readonly symbols: number;
  /** Annual Sharpe ratio after costs; null if nothing was traded. */
  readonly sharpe: number | null;
  /** The same without costs. */
  readonly sharpeBeforeCosts: number | null;
  /** The same of holding all symbols in equal parts, after costs. */
  readonly heldSharpe: number | null;
  /** Return over the run, after costs. */
  readonly totalReturn: number;
  /** Compound annual growth rate. */
  readonly annualReturn: number;
  /** Annual volatility. */
  readonly volatility: number | null;
  /** Depth of the deepest drawdown. */
  readonly maxDrawdown: number;
  /** Half the value traded over mean equity, a year. */
  readonly turnover: number | null;
  /** Fills. */
  readonly fills: number;
  /** Commission and half-spread in basis points of the value traded. */
  readonly costBps: number;
  /** Trials that the Sharpe ratio is deflated by. */
  readonly trials: number;
  /** Probability that the Sharpe ratio is above 0. */
  readonly probabilisticSharpe: number | null;
  /** Probability that it is above the best of the trials by luck. */
  readonly deflatedSharpe: number | null;
}

/** A run of the signals. */
export interface SignalBacktest {
  /** What came out. */
  readonly figures: SignalFigures;
  /** Closes of the run `[n]`, ms since 1970 UTC. */
  readonly time: Float64Array;
  /** Equity at each close from 1 at the start `[n]`, after costs. */
  readonly equity: Float64Array;
  /** The same of holding all symbols in equal parts `[n]`. */
  readonly held: Float64Array;
  /** Return of each bar after costs `[n − 1]`: shorter after ruin. */
  readonly returns: Float64Array;
}

/**
 * Trades forecasts.
 *
 * @param output Forecasts of returns or classes; their times are those at which
 * bars of their symbols became known.
 * @param bars Bars of the symbols, of the time of the forecasts and after.
 * @param options Costs, positions, trials.
 * @returns Figures and equity.
 * @throws {TypeError} If forecasts are of more than one horizon.
 * @throws {RangeError} If a forecast's time is not that of a bar of its symbol, a
 * symbol has no bars, or an option is out of range.
 */
export function signalBacktest(
  output: PredictionOutput,
  bars: readonly Bars[],
  options: SignalBacktestOptions = {},
): SignalBacktest {
  const { commissionBps = 1, spreadBps = 2, trials = 1 } = options;
  if (!(Number.isSafeInteger(trials) && trials >= 1)) {
    throw new RangeError(
      `Cannot trade forecasts as trials must be a whole number ≥ 1: current value is ${trials}`,
    );
  }
  const signals = signalsOf(output, options);
  checkSignals(signals, bars);
  const horizon = output.horizons[0];
  const costs = { commission: commissionBps, spread: spreadBps };
  const run = (traded: Signals, costs: Costs) =>
    runSignals(traded, bars, { ...options, horizon, ...costs });
  const result = run(signals, costs);
  const { time, equityCents } = result.equity;
  const periodsPerYear = options.periodsPerYear ?? periodsAYear(time);
  const summary = summarise(result, { periodsPerYear });
  const free = summarise(run(signals, { commission: 0, spread: 0 }), {
    periodsPerYear,
  });
  const held = run(alwaysLong(signals), costs);
  const { returns } = returnsUntilRuin(equityCents);
  return {
    figures: {
      ...figuresOf(summary),
      symbols: signals.size,
      sharpeBeforeCosts: free.sharpe,
      heldSharpe: summarise(held, { periodsPerYear }).sharpe,
      costBps: commissionBps + spreadBps / 2,
      trials,
      ...sharpeSkill(returns, trials, options.trialVariance),
    },
    time,
    equity: growthOf(result),
    held: growthOf(held),
    returns,
  };
}

/** What trading costs, in basis points. */
interface Costs {
  readonly commission: number;
  readonly spread: number;
}

/** Signals of the same times that are all up. */
function alwaysLong(signals: Signals): Signals {
  return new Map(
    Array.from(signals, ([symbol, own]) => [
      symbol,
      new Map(Array.from(own.keys(), (time) => [time, 1])),
    ]),
  );
}

function growthOf({ equity, startCents }: BacktestResult): Float64Array {
  return equity.equityCents.map((cents) => cents / startCents);
}

function runSignals(
  signals: Signals,
  bars: readonly Bars[],
  options: SignalBacktestOptions & Costs & { readonly horizon: number },
): BacktestResult {
  const { horizon, commission, spread, cash = 1e8 } = options;
  const traded = bars.filter(({ symbol }) => signals.has(symbol));
  const feed = historyFeed(traded, stretchOf(signals, traded, horizon));
  const strategy = signalStrategy(signals, horizon, options);
  const result = runBacktest(strategy, feed, {
    cash,
    commission: perValueBps(commission),
    priceCosts: [spreadCost(spread)],
    account: marginAccount(),
    shortfall: "reduce",
  });
  return { ...result, equity: lastOfEachTime(result.equity) };
}

/** Bars that open at two times and close at one make two rows: the last counts. */
function lastOfEachTime(curve: EquityCurve): EquityCurve {
  const isLast = (_: number, i: number) => curve.time[i] !== curve.time[i + 1];
  return {
    time: curve.time.filter(isLast),
    equityCents: curve.equityCents.filter(isLast),
    cashCents: curve.cashCents.filter(isLast),
    grossCents: curve.grossCents.filter(isLast),
  };
}

/** From the bar of the first signal to the one at which the last is closed. */
function stretchOf(
  signals: Signals,
  bars: readonly Bars[],
  horizon: number,
): { from: number; to: number } {
  let [from, to] = [Infinity, -Infinity];
  for (const { symbol, time, knownTime } of bars) {
    const times = [...signals.get(symbol)!.keys()];
    const first = knownTime.indexOf(times.reduce((a, b) => Math.min(a, b)));
    const last = knownTime.indexOf(times.reduce((a, b) => Math.max(a, b)));
    from = Math.min(from, time[first]);
    // The order to close is placed h bars on and fills at the next one's open.
    const end = Math.min(knownTime.length - 1, last + horizon + 1);
    to = Math.max(to, knownTime[end]);
  }
  return { from, to };
}

const YEAR_MS = 365.25 * 86_400_000;

/** Bars a year that times have. */
function periodsAYear(time: Float64Array): number {
  const periods = time.length - 1;
  const span = time[periods] - time[0];
  if (periods >= 1 && span > 0) return periods / span * YEAR_MS;
  throw new RangeError(
    `Cannot trade forecasts as there must be two bars or more from the first on: current number is ${time.length}`,
  );
}

function figuresOf(
  summary: Summary,
): Pick<
  SignalFigures,
  | "periods"
  | "periodsPerYear"
  | "sharpe"
  | "totalReturn"
  | "annualReturn"
  | "volatility"
  | "maxDrawdown"
  | "turnover"
  | "fills"
> {
  return {
    periods: summary.periods,
    periodsPerYear: summary.periodsPerYear,
    sharpe: summary.sharpe,
    totalReturn: summary.totalReturn,
    annualReturn: summary.cagr,
    volatility: summary.volatility,
    maxDrawdown: summary.maxDrawdown,
    turnover: summary.trades.turnover,
    fills: summary.trades.fills,
  };
}

/**
 * How sure it is that returns are more than luck.
 *
 * @param returns Return of each bar `[n]`.
 * @param trials Models and settings that were tried, this one with them.
 * @param variance Variance of the trials' Sharpe ratios a bar.
 * @default {that of trials without skill, 1/(n − 1)}
 * @returns Probabilities that the Sharpe ratio is above 0, and above the best of
 * the trials by luck; null where returns do not vary.
 */
export function sharpeSkill(
  returns: Float64Array,
  trials: number,
  variance?: number,
): Pick<SignalFigures, "probabilisticSharpe" | "deflatedSharpe"> {
  if (returns.length < 2 || returns.every((r) => r === returns[0])) {
    return { probabilisticSharpe: null, deflatedSharpe: null };
  }
  const moments = sharpeMoments(returns);
  const psr = probabilisticSharpe(moments);
  const spread: TrialSpread = {
    trials,
    variance: variance ?? 1 / (returns.length - 1),
  };
  return {
    probabilisticSharpe: psr,
    // Nothing was chosen of one trial.
    deflatedSharpe: trials === 1 ? psr : deflatedSharpe(moments, spread),
  };
}
