/**
 * All that the returns of a strategy, and of everything that was tried before it
 * was chosen, say about whether it is skill or luck.
 *
 * Resamples are drawn once and serve the reality check, SPA, StepM and the model
 * confidence set: differences of losses do not change when a benchmark is taken
 * from all of them.
 *
 * @module
 */

import type { Watch } from "lib/core/progress.ts";
import type { Rng } from "lib/core/rng.ts";
import {
  type OptimalBlockLength,
  optimalBlockLength,
} from "lib/validation/bootstrap/optimal_block_length.ts";
import { checkSeries } from "lib/validation/check_series.ts";
import { minTrackRecord } from "lib/validation/skill/min_track_record.ts";
import { probabilisticSharpe } from "lib/validation/skill/probabilistic_sharpe.ts";
import { sharpeMoments } from "lib/validation/skill/sharpe_moments.ts";
import {
  type TrialFigures,
  trialFigures,
  type TrialOptions,
  type Trials,
} from "lib/validation/skill/trial_figures.ts";
import { adf, type AdfResult } from "lib/validation/time_series/adf.ts";
import {
  ljungBox,
  type LjungBoxResult,
} from "lib/validation/time_series/ljung_box.ts";
import {
  neweyWest,
  type NeweyWestResult,
} from "lib/validation/time_series/newey_west.ts";

/** Returns a period, in decimals, all of the same periods. */
export interface SkillInput {
  /** Of the chosen strategy, shape `[n]`. */
  readonly returns: ArrayLike<number>;
  /** Of all that was tried, of the same n periods. */
  readonly trials?: Trials;
  /** Of what trials are to beat, shape `[n]`. @default zero returns */
  readonly benchmark?: ArrayLike<number>;
}

/** How to judge. */
export interface SkillOptions extends TrialOptions, Watch {
  /** Source of the resamples. */
  readonly rng: Rng;
  /** Periods a year. @default {252} */
  readonly periodsPerYear?: number;
}

/** Figures; those of trials are null where there are none. */
export interface SkillReport extends TrialFigures {
  /** Periods. */
  readonly n: number;
  /** Sharpe ratio a period, deviation with ddof 1. */
  readonly sharpe: number;
  /** Sharpe ratio a year: times the root of the periods a year. */
  readonly sharpeAnnual: number;
  /** Skewness (ddof 0). */
  readonly skewness: number;
  /** Kurtosis (ddof 0), 3 for a normal. */
  readonly kurtosis: number;
  /** Probability that the Sharpe ratio is above 0. */
  readonly psr: number;
  /** Periods after which that would be 95 %; null if never. */
  readonly minTrackRecord: number | null;
  /** Block lengths for the mean of the returns. */
  readonly blockLength: OptimalBlockLength;
  /** Autocorrelation of the returns. */
  readonly ljungBox: LjungBoxResult;
  /** Error of their mean. */
  readonly neweyWest: NeweyWestResult;
  /** Whether they have a unit root. */
  readonly adf: AdfResult;
}

/**
 * Judges a strategy.
 *
 * @param input Returns of the strategy; of trials and benchmark if there are.
 * @param options Stream, periods a year, blocks, replications.
 * @returns All figures.
 * @throws {TypeError} If lengths differ.
 * @throws {RangeError} If a value is not finite, a series is constant or too
 * short, or an option is out of range.
 *
 * @example Without trials, their figures are null
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { makeRng } from "lib/core/rng.ts";
 * import { skillReport } from "lib/validation/skill/skill_report.ts";
 *
 * const rng = makeRng(1);
 * const returns = Float64Array.from({ length: 250 }, () => 0.01 * rng.normal());
 * const { n, deflatedSharpe } = skillReport({ returns }, { rng });
 * assertEquals([n, deflatedSharpe], [250, null]);
 * ```
 */
export function skillReport(
  input: SkillInput,
  options: SkillOptions,
): SkillReport {
  const { returns, trials, benchmark } = input;
  const { periodsPerYear = 252 } = options;
  if (!(periodsPerYear > 0 && periodsPerYear < Infinity)) {
    throw new RangeError(
      `Cannot state a year's Sharpe ratio as periodsPerYear must be > 0: current value is ${periodsPerYear}`,
    );
  }
  checkSeries(returns, { name: "returns", varies: true });
  const n = returns.length;
  checkLength("trials", trials?.returns.rows ?? n, n);
  checkLength("benchmark", benchmark?.length ?? n, n);
  if (benchmark) checkSeries(benchmark, { name: "returns of the benchmark" });
  const moments = sharpeMoments(returns);
  const needed = minTrackRecord(moments);
  return {
    n,
    sharpe: moments.sharpe,
    sharpeAnnual: moments.sharpe * Math.sqrt(periodsPerYear),
    skewness: moments.skewness,
    kurtosis: moments.kurtosis,
    psr: probabilisticSharpe(moments),
    minTrackRecord: needed === Infinity ? null : needed,
    ...trialFigures(moments, { trials, benchmark }, options),
    blockLength: optimalBlockLength(returns),
    ljungBox: ljungBox(returns),
    neweyWest: neweyWest(returns),
    adf: adf(returns),
  };
}

function checkLength(name: string, length: number, n: number): void {
  if (length === n) return;
  throw new TypeError(
    `Cannot judge returns as the ${name} must have as many rows: the returns have ${n}, the ${name} ${length}`,
  );
}
