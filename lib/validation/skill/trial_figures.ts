/**
 * What the trials behind a strategy take away from it.
 *
 * @module
 */

import type { Watch } from "lib/core/progress.ts";
import type { Rng } from "lib/core/rng.ts";
import type { Matrix } from "lib/math/matrix.ts";
import type { BlockKind } from "lib/validation/bootstrap/blocks.ts";
import {
  type BootstrapMeans,
  bootstrapMeans,
} from "lib/validation/bootstrap/bootstrap_means.ts";
import { checkSeries } from "lib/validation/check_series.ts";
import {
  deflatedSharpe,
  trialSpread,
} from "lib/validation/skill/deflated_sharpe.ts";
import { expectedMaxSharpe } from "lib/validation/skill/expected_max_sharpe.ts";
import { overfitProbability } from "lib/validation/skill/pbo.ts";
import {
  type SharpeMoments,
  sharpeMoments,
} from "lib/validation/skill/sharpe_moments.ts";
import { modelConfidenceSet } from "lib/validation/superior/model_confidence_set.ts";
import {
  compareWithBenchmark,
  hansenSpa,
  type SpaResult,
  whiteRealityCheck,
} from "lib/validation/superior/predictive_ability.ts";
import { stepM } from "lib/validation/superior/step_m.ts";

/** All that was tried, the chosen strategy with it. */
export interface Trials {
  /** Names, shape `[N]`. */
  readonly names: readonly string[];
  /** Returns a period, shape `[n × N]`, N ≥ 2. */
  readonly returns: Matrix;
}

/** How trials are compared. */
export interface TrialOptions extends Watch {
  /** Source of the resamples. */
  readonly rng: Rng;
  /** Blocks of the cross-validation behind PBO, even. @default {16} */
  readonly blocks?: number;
  /** Periods a block of the bootstrap. @default {10} */
  readonly blockLength?: number;
  /** How the bootstrap cuts blocks. @default {"stationary"} */
  readonly kind?: BlockKind;
  /** Resamples. @default {10_000} */
  readonly replications?: number;
  /** Size of StepM and of the model confidence set. @default {0.1} */
  readonly size?: number;
}

/** P-values of Hansen's test. */
export type SpaPValues = Pick<SpaResult, "lower" | "consistent" | "upper">;

/** Figures of trials, null where there are none. */
export interface TrialFigures {
  /** Number of trials N. */
  readonly trials: number | null;
  /** Sharpe ratio a period that the best of them shows by luck. */
  readonly expectedMaxSharpe: number | null;
  /** Probability that the Sharpe ratio is above that. */
  readonly deflatedSharpe: number | null;
  /** Probability of backtest overfitting. */
  readonly pbo: number | null;
  /** White's p-value that no trial beats the benchmark. */
  readonly realityCheck: number | null;
  /** The same by Hansen's centres, of means as they are. */
  readonly spa: SpaPValues | null;
  /** The same of t-values, as Hansen defines his test. */
  readonly spaStudentized: SpaPValues | null;
  /** Names of the trials that beat the benchmark, all claims at once. */
  readonly stepm: readonly string[] | null;
  /** Trials among which is the best one. */
  readonly mcs: {
    /** Their names. */
    readonly included: readonly string[];
    /** P-value of every trial. */
    readonly pValues: Readonly<Record<string, number>>;
  } | null;
}

const NONE: TrialFigures = {
  trials: null,
  expectedMaxSharpe: null,
  deflatedSharpe: null,
  pbo: null,
  realityCheck: null,
  spa: null,
  spaStudentized: null,
  stepm: null,
  mcs: null,
};

/**
 * Compares trials with each other and with a benchmark.
 *
 * @param chosen Moments of the chosen strategy.
 * @param input Trials `[n × N]` and a benchmark `[n]`, zero returns by default.
 * @param options Stream, blocks, replications.
 * @returns Figures, null without trials.
 * @throws {RangeError} If there are fewer than two trials, one is constant or not
 * finite, or an option is out of range.
 */
export function trialFigures(
  chosen: SharpeMoments,
  input: {
    readonly trials: Trials | undefined;
    readonly benchmark: ArrayLike<number> | undefined;
  },
  options: TrialOptions,
): TrialFigures {
  const { trials, benchmark } = input;
  if (trials === undefined) return NONE;
  const { blocks = 16, blockLength = 10, size = 0.1, rng } = options;
  const { names, returns } = trials;
  const spread = trialSpread(sharpesOf(trials));
  const { pbo } = overfitProbability(returns, { blocks });
  const wins = benchmark ? lessBenchmark(returns, benchmark) : returns;
  const resampled = bootstrapMeans(wins, {
    ...options,
    blockLength,
    rng: rng.child("resamples"),
  });
  const compare = (studentize: boolean) =>
    compareWithBenchmark(wins, resampled, { blockLength, studentize });
  const plain = compare(false);
  const mcs = modelConfidenceSet(negative(resampled), { size });
  return {
    trials: spread.trials,
    expectedMaxSharpe: expectedMaxSharpe(spread.trials, spread.variance),
    deflatedSharpe: deflatedSharpe(chosen, spread),
    pbo,
    realityCheck: whiteRealityCheck(plain),
    spa: pValuesOf(hansenSpa(plain)),
    spaStudentized: pValuesOf(hansenSpa(compare(true))),
    stepm: stepM(plain, { size }).map((k) => names[k]),
    mcs: {
      included: mcs.included.map((k) => names[k]),
      pValues: Object.fromEntries(
        names.map((name, k) => [name, mcs.pValues[k]]),
      ),
    },
  };
}

function sharpesOf({ names, returns }: Trials): number[] {
  const { data, rows, cols } = returns;
  return names.map((name, k) => {
    const column = Float64Array.from(
      { length: rows },
      (_, i) => data[i * cols + k],
    );
    checkSeries(column, { name: `returns of trial "${name}"`, varies: true });
    return sharpeMoments(column).sharpe;
  });
}

function lessBenchmark(
  { data, rows, cols }: Matrix,
  benchmark: ArrayLike<number>,
): Matrix {
  return {
    data: data.map((v, at) => v - benchmark[Math.floor(at / cols)]),
    rows,
    cols,
  };
}

/** Losses of returns. */
function negative(
  { means, deviations, count }: BootstrapMeans,
): BootstrapMeans {
  return {
    means: means.map((m) => -m),
    deviations: { ...deviations, data: deviations.data.map((d) => -d) },
    count,
  };
}

function pValuesOf({ lower, consistent, upper }: SpaResult): SpaPValues {
  return { lower, consistent, upper };
}
