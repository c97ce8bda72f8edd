/**
 * A configured backtest with everything that says how far to trust it: the
 * benchmark, other costs, the leak search, and the trials of its study.
 */

import { formatDate } from "lib/market/instant.ts";
import type { Summary } from "lib/backtest/metrics/summary.ts";
import type { BacktestResult } from "lib/backtest/result.ts";
import { buyAndHold } from "lib/backtest/strategies/buy_and_hold.ts";
import { LeakageError } from "lib/core/errors.ts";
import { makeRng } from "lib/core/rng.ts";
import { sliceBars } from "lib/market/bars/bars.ts";
import {
  truncatedFuture,
  type TruncatedFutureReport,
} from "lib/validation/leakage/truncated_future.ts";
import { deflatedSharpe } from "lib/validation/skill/deflated_sharpe.ts";
import { expectedMaxSharpe } from "lib/validation/skill/expected_max_sharpe.ts";
import { minTrackRecord } from "lib/validation/skill/min_track_record.ts";
import { probabilisticSharpe } from "lib/validation/skill/probabilistic_sharpe.ts";
import {
  type SharpeMoments,
  sharpeMoments,
} from "lib/validation/skill/sharpe_moments.ts";
import {
  countTrials,
  hashConfig,
  readTrials,
  recordTrials,
  type TrialCount,
} from "lib/validation/trial_ledger.ts";
import type { BacktestConfig } from "pipelines/backtest_config.ts";
import { measure, type MeasuredRun } from "pipelines/backtest_measure.ts";
import {
  runStudy,
  type StrategyFactory,
  type StudyData,
} from "pipelines/backtest_run.ts";

/** Multiples of the costs that are run. */
export const COST_FACTORS = [0, 0.5, 1, 2];

/** What is known of a strategy's luck. */
export interface Luck {
  /** Moments of its returns; null where they do not vary. */
  readonly moments: SharpeMoments | null;
  /** Trials of the study so far, this one with them. */
  readonly trials: TrialCount;
  /** Probability that the Sharpe ratio is above 0. */
  readonly psr: number | null;
  /** Sharpe ratio a period that the best trial shows by luck. */
  readonly expectedMaxSharpe: number | null;
  /** Probability that the Sharpe ratio is above that. */
  readonly deflatedSharpe: number | null;
  /** Periods that would show it above 0 at 95 %; null for never. */
  readonly minTrackRecord: number | null;
}

/** A study. */
export interface BacktestStudy {
  readonly config: BacktestConfig;
  readonly data: StudyData;
  readonly run: MeasuredRun;
  readonly benchmark: MeasuredRun | undefined;
  /** The same with other costs. */
  readonly costs: readonly {
    readonly factor: number;
    readonly summary: Summary;
  }[];
  /** What the leak search did; undefined if none was asked for. */
  readonly leaks: TruncatedFutureReport | undefined;
  readonly luck: Luck;
}

/**
 * Runs a study; a strategy that looks ahead is refused before anything else.
 *
 * @param config What is run.
 * @param data What it is run on.
 * @param make Makes the strategy.
 * @param now When it is run.
 * @throws {LeakageError} With the first time at which it saw the future.
 */
export async function runBacktestStudy(
  config: BacktestConfig,
  data: StudyData,
  make: StrategyFactory,
  now: Date,
): Promise<BacktestStudy> {
  const leaks = await searchLeaks(config, data, make);
  const { periodsPerYear } = config;
  const result = runStudy(config, data, { make });
  const benchmark = config.benchmark === "none" || data.bars.length === 0
    ? undefined
    : measure(
      runStudy(config, data, {
        make: ({ symbol }) => buyAndHold({ symbol }),
        settings: {},
      }),
      { periodsPerYear },
    );
  // An index's volume is its members': it says nothing of what one can trade.
  const traded = config.data.includes("sp500") ? [] : data.bars;
  const run = measure(result, { periodsPerYear, benchmark, bars: traded });
  const costs = COST_FACTORS.map((factor) => ({
    factor,
    summary: factor === 1
      ? run.summary
      : measure(runStudy(config, data, { make, factor }), { periodsPerYear })
        .summary,
  }));
  const luck = await luckOf(config, run.returns, now);
  return { config, data, run, benchmark, costs, leaks, luck };
}

/**
 * Runs the strategy again on histories that end at random times: what it
 * ordered before must be the same. Only strategies on bars are searched; a
 * chain is told of when it is known and never before.
 *
 * @throws {LeakageError} With the first time at which it saw the future.
 */
export async function searchLeaks(
  config: BacktestConfig,
  data: StudyData,
  make: StrategyFactory,
): Promise<TruncatedFutureReport | undefined> {
  const bars = data.bars.find(({ symbol }) => symbol === config.symbol);
  if (config.leakCuts === 0 || bars === undefined) return undefined;
  const signals = (part: StudyData) => {
    const own = part.bars.find(({ symbol }) => symbol === config.symbol)!;
    return ordersByBar(runStudy(config, part, { make }), own.knownTime);
  };
  const rows = bars.time.length;
  const search = (cuts: number) =>
    truncatedFuture(signals, data, {
      rows,
      truncate: (whole, length) => until(whole, bars.knownTime[length - 1]),
      rng: makeRng(config.seed).child("leaks"),
      cuts: Math.min(cuts, rows - 1),
      times: bars.knownTime,
    });
  try {
    return await search(config.leakCuts);
  } catch (error) {
    if (!(error instanceof LeakageError)) throw error;
    // Every cut in turn, so that the time told is the first.
    await search(rows).catch((first) => {
      throw first instanceof LeakageError ? dated(first, config) : first;
    });
    // One that remembers what it saw is only found the first time.
    throw dated(error, config);
  }
}

/** The same with the day written out. */
function dated(error: LeakageError, { strategy }: BacktestConfig) {
  const { search, time = NaN, row = NaN } = error;
  const day = formatDate(time - 1);
  return new LeakageError(
    `Cannot run ${strategy} as it must not look ahead: its orders of ${day} (bar ${
      row + 1
    }) change when the history ends there. Look for shifts with the wrong sign, centred windows, and models fitted on all bars`,
    { search, time, row },
  );
}

/** Bars and chains that are known by a time. */
function until(data: StudyData, time: number): StudyData {
  const bars = data.bars.map((table) => {
    const rows = table.knownTime.findIndex((known) => known > time);
    return rows < 0 ? table : sliceBars(table, 0, rows);
  });
  return {
    ...data,
    bars,
    chains: data.chains.filter((each) => each.time <= time),
  };
}

/** Units ordered at each bar, of all instruments together. */
function ordersByBar(
  { orders }: BacktestResult,
  knownTime: Float64Array,
): Float64Array {
  const rowOf = new Map(Array.from(knownTime, (time, i) => [time, i]));
  const ordered = new Float64Array(knownTime.length);
  for (const { time, quantity, instrument } of orders) {
    const row = rowOf.get(time);
    if (row !== undefined) ordered[row] += quantity * (instrument + 1);
  }
  return ordered;
}

/** Records this trial, then judges it among all that the study has tried. */
async function luckOf(
  config: BacktestConfig,
  returns: Float64Array,
  now: Date,
): Promise<Luck> {
  const path = trialsPath(config);
  const moments = momentsOf(returns);
  const sharpe = moments?.sharpe ?? null;
  const { trials: _, leakCuts: __, ...choices } = config;
  await recordTrials(path, [{
    id: `${config.strategy} ${JSON.stringify(config.settings)}`,
    config: await hashConfig(choices),
    score: sharpe,
    sharpe,
    time: now.getTime(),
  }]);
  const trials = countTrials(await readTrials(path));
  if (moments === null) {
    return {
      moments: null,
      trials,
      psr: null,
      expectedMaxSharpe: null,
      deflatedSharpe: null,
      minTrackRecord: null,
    };
  }
  const several = trials.sharpes.length >= 2 && trials.sharpeVariance > 0;
  const spread = { trials: trials.distinct, variance: trials.sharpeVariance };
  const needed = minTrackRecord(moments);
  return {
    moments,
    trials,
    psr: probabilisticSharpe(moments),
    expectedMaxSharpe: several
      ? expectedMaxSharpe(spread.trials, spread.variance)
      : null,
    deflatedSharpe: several ? deflatedSharpe(moments, spread) : null,
    minTrackRecord: Number.isFinite(needed) ? needed : null,
  };
}

/** Moments of returns that vary, else null. */
function momentsOf(returns: Float64Array): SharpeMoments | null {
  const varies = returns.some((r) => r !== returns[0]);
  return varies ? sharpeMoments(returns) : null;
}

/** The ledger of a study's trials. */
export function trialsPath({ trials, name }: BacktestConfig): string {
  return `${trials}/${name.replace(/[^A-Za-z0-9._-]/g, "-")}.jsonl`;
}
