/** Settings chosen on the past and traded on what follows, step by step. */

import { formatDate } from "lib/market/instant.ts";
import { sharpeRatio } from "lib/backtest/metrics/sharpe_ratio.ts";
import type { BacktestResult } from "lib/backtest/result.ts";
import type { Progress } from "lib/core/progress.ts";
import { makeRng } from "lib/core/rng.ts";
import { sliceBars } from "lib/market/bars/bars.ts";
import type { Matrix } from "lib/math/matrix.ts";
import {
  type SkillReport,
  skillReport,
} from "lib/validation/skill/skill_report.ts";
import { walkForward } from "lib/validation/splitters/walk_forward.ts";
import {
  hashConfig,
  readTrials,
  recordTrials,
} from "lib/validation/trial_ledger.ts";
import type { BacktestConfig } from "pipelines/backtest_config.ts";
import { returnsOf } from "pipelines/backtest_measure.ts";
import {
  runStudy,
  type StrategyFactory,
  type StudyData,
} from "pipelines/backtest_run.ts";
import { searchLeaks, trialsPath } from "pipelines/backtest_study.ts";
import {
  addCell,
  forgetCells,
  readCells,
  type WalkCell,
  walkPath,
} from "pipelines/walk_cells.ts";

/** Combinations beyond which a walk would take days and its page no reader. */
const MOST_COMBINATIONS = 10_000;

type Settings = Readonly<Record<string, unknown>>;

/** One step. */
export interface WalkStep {
  /** First and last day learnt from. */
  readonly train: readonly [string, string];
  /** First and last day traded. */
  readonly test: readonly [string, string];
  /** What was chosen. */
  readonly chosen: Settings;
  /** Sharpe ratio a year on the days learnt from; the best of the grid. */
  readonly trainSharpe: number;
  /** The same on the days traded; null where it did not trade. */
  readonly testSharpe: number | null;
}

/** A walk. */
export interface Walk {
  readonly steps: readonly WalkStep[];
  /** Combinations that were tried. */
  readonly combinations: number;
  /** Combinations that make no strategy, such as a fast mean slower than the slow. */
  readonly refused: number;
  /** Returns a period of all steps, one after the other. */
  readonly returns: Float64Array;
  /** Days of these, ms since 1970 UTC. */
  readonly times: Float64Array;
  /** What the returns say, with every combination that traded on the same days. */
  readonly skill: SkillReport;
}

/**
 * Walks through the bars of a configuration.
 *
 * @param config What is run; its grid must have values.
 * @param data What it is run on.
 * @param make Makes the strategy.
 * @param options When, and who listens.
 * @throws {RangeError} If there is no grid, or too few bars.
 * @throws {LeakageError} If its first combination looks ahead.
 */
export async function runWalk(
  config: BacktestConfig,
  data: StudyData,
  make: StrategyFactory,
  { now, onProgress }: {
    readonly now: Date;
    readonly onProgress?: (progress: Progress) => void;
  },
): Promise<Walk> {
  const all = combinationsOf(config);
  const grid = all.filter((settings) => canMake(config, data, make, settings));
  // A value that no combination takes is wrong in itself: its error says how.
  for (const [key, values] of Object.entries(config.grid)) {
    for (const value of values) {
      if (grid.some((settings) => settings[key] === value)) continue;
      const settings = all.find((one) => one[key] === value);
      make({
        symbol: config.symbol,
        bars: data.bars,
        settings: settings ?? {},
      });
    }
  }
  await searchLeaks({ ...config, settings: grid[0] }, data, make);
  const bars = data.bars.find(({ symbol }) => symbol === config.symbol);
  if (bars === undefined) {
    throw new RangeError(
      `Cannot walk forward as there must be bars of ${config.symbol}: there are none`,
    );
  }
  const splits = walkForward({
    train: config.train,
    test: config.test,
    window: config.walk,
  }).split({ count: bars.time.length, times: bars.time }, makeRng(config.seed));
  const steps: WalkStep[] = [];
  const returns: number[] = [];
  const times: number[] = [];
  const trialReturns = grid.map((): number[] => []);
  const path = await walkPath(config, data);
  const done = await readCells(path);
  // One run a combination: what it does later does not change what it did.
  const cellOf = (step: number, part: StudyData): WalkCell => {
    const runs = grid.map((settings) =>
      splitReturns(runStudy(config, part, { make, settings }), config.test)
    );
    return {
      step,
      time: now.getTime(),
      sharpes: runs.map(({ before }) => sharpeOf(before, config)),
      after: runs.map(({ after }) => Array.from(after)),
    };
  };
  for (const [i, { train, test }] of splits.entries()) {
    onProgress?.({ done: i, total: splits.length, label: `step ${i + 1}` });
    const cell = done[i] ??
      await cellOf(i, sliceBetween(data, train[0], test.at(-1)! + 1));
    const { sharpes, after } = cell;
    if (done[i] === undefined) await addCell(path, cell);
    // A kill between the two leaves a step whose trials are not recorded yet.
    if (i >= done.length - 1) await recordCell(config, grid, cell);
    const best = largest(sharpes);
    after.forEach((part, k) => trialReturns[k].push(...part));
    returns.push(...after[best]);
    test.forEach((row) => times.push(bars.knownTime[row]));
    steps.push({
      train: [
        formatDate(bars.time[train[0]]),
        formatDate(bars.time[train.at(-1)!]),
      ],
      test: [
        formatDate(bars.time[test[0]]),
        formatDate(bars.time[test.at(-1)!]),
      ],
      chosen: grid[best],
      trainSharpe: sharpes[best] ?? 0,
      testSharpe: sharpeOf(Float64Array.from(after[best]), config),
    });
  }
  await forgetCells(path);
  const record = Float64Array.from(returns);
  if (record.every((r) => r === record[0])) {
    throw new RangeError(
      `Cannot judge the walk of ${config.name} as what was chosen must have traded: each of its ${record.length} returns is ${
        record[0]
      }. Set shorter windows, or learn from more bars by train`,
    );
  }
  // One that never traded has no Sharpe ratio to be ranked by.
  const traded = [...grid.keys()].filter((k) =>
    trialReturns[k].some((r) => r !== trialReturns[k][0])
  );
  return {
    steps,
    combinations: grid.length,
    refused: all.length - grid.length,
    returns: record,
    times: Float64Array.from(times),
    skill: skillReport({
      returns: record,
      ...(traded.length >= 2 && {
        trials: {
          names: traded.map((k) => JSON.stringify(grid[k])),
          returns: columnsOf(traded.map((k) => trialReturns[k])),
        },
      }),
    }, {
      rng: makeRng(config.seed).child("skill"),
      periodsPerYear: config.periodsPerYear,
      replications: 2000,
    }),
  };
}

function sliceBetween(data: StudyData, start: number, end: number): StudyData {
  return {
    ...data,
    bars: data.bars.map((table) => sliceBars(table, start, end)),
  };
}

/** Records the trials of a step, unless they are. */
async function recordCell(
  config: BacktestConfig,
  grid: readonly Settings[],
  { step, time, sharpes }: WalkCell,
): Promise<void> {
  const path = trialsPath(config);
  const id = (settings: Settings) =>
    `step ${step + 1}: ${JSON.stringify(settings)}`;
  const known = new Set(
    (await readTrials(path)).trials.filter((trial) => trial.time === time)
      .map((trial) => trial.id),
  );
  const trials = await Promise.all(grid.map(async (settings, k) => ({
    id: id(settings),
    config: await hashConfig({ walk: config.name, settings }),
    score: sharpes[k],
    sharpe: sharpes[k] === null
      ? null
      : sharpes[k] / Math.sqrt(config.periodsPerYear),
    time,
  })));
  await recordTrials(path, trials.filter((trial) => !known.has(trial.id)));
}

/** Whether settings make a strategy; one that none makes is an error. */
function canMake(
  { symbol }: BacktestConfig,
  { bars }: StudyData,
  make: StrategyFactory,
  settings: Settings,
): boolean {
  try {
    make({ symbol, bars, settings });
    return true;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

/** All combinations of a grid's values, in the order in which they are written. */
export function combinationsOf(
  { grid, settings, name }: BacktestConfig,
): Settings[] {
  const axes = Object.entries(grid);
  const bad = axes.find(([, values]) =>
    !Array.isArray(values) || values.length === 0
  );
  if (axes.length === 0 || bad !== undefined) {
    throw new RangeError(
      `Cannot walk ${name} as grid must give a list of values for each setting: ${
        bad === undefined
          ? "it is missing"
          : `${bad[0]} has ${JSON.stringify(bad[1])}`
      }`,
    );
  }
  for (const [key, values] of axes) {
    const twice = values.find((value, k) => values.indexOf(value) !== k);
    if (twice === undefined) continue;
    throw new RangeError(
      `Cannot walk ${name} as each value of grid must differ: ${key} has ${twice} twice. Leave one out`,
    );
  }
  const count = axes.reduce((all, [, values]) => all * values.length, 1);
  if (count > MOST_COMBINATIONS) {
    throw new RangeError(
      `Cannot walk ${name} as grid must give at most ${MOST_COMBINATIONS} combinations: it gives ${count}. Leave values out`,
    );
  }
  return axes.reduce<Settings[]>(
    (all, [key, values]) =>
      all.flatMap((one) => values.map((value) => ({ ...one, [key]: value }))),
    [settings],
  );
}

/** Returns before and within the last `count` periods. */
function splitReturns(
  run: BacktestResult,
  count: number,
): { readonly before: Float64Array; readonly after: Float64Array } {
  const all = returnsOf(run);
  return {
    before: all.subarray(0, all.length - count),
    after: all.subarray(all.length - count),
  };
}

/** Sharpe ratio a year; null where returns do not vary. */
function sharpeOf(
  returns: Float64Array,
  { periodsPerYear }: BacktestConfig,
): number | null {
  return returns.some((r) => r !== returns[0])
    ? sharpeRatio(returns, { periodsPerYear })
    : null;
}

/** Place of the largest, the first of equals; null is the least. */
function largest(values: readonly (number | null)[]): number {
  let best = 0;
  values.forEach((value, k) => {
    if ((value ?? -Infinity) > (values[best] ?? -Infinity)) best = k;
  });
  return best;
}

function columnsOf(columns: readonly (readonly number[])[]): Matrix {
  const rows = columns[0].length;
  const cols = columns.length;
  const data = new Float64Array(rows * cols);
  columns.forEach((column, j) => {
    for (let i = 0; i < rows; ++i) data[i * cols + j] = column[i];
  });
  return { data, rows, cols };
}
