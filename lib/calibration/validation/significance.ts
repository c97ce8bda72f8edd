/**
 * Whether one model's errors out of sample are smaller than another's by more
 * than luck.
 *
 * The unit is a day where there are at least eight, else an expiry of a day: the
 * root mean square error over its quotes, which depend on each other too much to
 * be counted singly. Differences between units, in order of time and maturity,
 * are tested by Diebold and Mariano's test, which allows for neighbours that
 * are alike; Student's t and Wilcoxon's signed ranks stand beside it. Of the
 * first, p-values are corrected for the number of pairs.
 *
 * @module
 */

import type { FoldRun } from "lib/calibration/validation/fold_run.ts";
import { points, scoreOf } from "lib/calibration/validation/score.ts";
import type { Rng } from "lib/core/rng.ts";
import {
  bootstrapInterval,
  type Interval,
  meanOf,
} from "lib/validation/bootstrap.ts";
import { benjaminiHochberg, holm } from "lib/validation/multiple_testing.ts";
import {
  pairedT,
  type TestResult,
  wilcoxonSignedRank,
} from "lib/validation/paired_tests.ts";
import { dieboldMariano } from "lib/validation/time_series/diebold_mariano.ts";

/** Errors of all models in one unit. */
export interface ErrorUnit {
  /** Its day. */
  readonly day: string;
  /** Its years to expiry, or null for a whole day. */
  readonly maturity: number | null;
  /** Quotes that every model answered. */
  readonly count: number;
  /** Root mean square error of each model, as a decimal. */
  readonly rmse: readonly number[];
}

/** Two models compared. */
export interface PairComparison {
  /** The first model. */
  readonly a: string;
  /** The second. */
  readonly b: string;
  /** Mean of `rmse(a) − rmse(b)` over the units, with its interval. */
  readonly difference: Interval;
  /** Diebold and Mariano's test: the one that is corrected and judged by. */
  readonly dieboldMariano: TestResult;
  /** Student's paired t test. */
  readonly student: TestResult;
  /** Wilcoxon's signed ranks. */
  readonly wilcoxon: TestResult;
  /** Holm's p-value over all pairs. */
  readonly holm: number;
  /** Benjamini and Hochberg's. */
  readonly benjaminiHochberg: number;
  /** The better model if Holm's p-value is below the level, else null. */
  readonly better: string | null;
}

/** All pairs of a run. */
export interface Significance {
  /** What was held out. */
  readonly scheme: string;
  /** What is counted. */
  readonly unit: "day" | "expiry";
  /** The units in order. */
  readonly units: readonly ErrorUnit[];
  /** Chance of any false claim at all. */
  readonly level: number;
  /** Pairs of laws, and each law with each baseline. */
  readonly pairs: readonly PairComparison[];
}

/** How to compare. */
export interface SignificanceOptions {
  /** Draws of the bootstrap. */
  readonly rng: Rng;
  /** Chance of any false claim at all. @default {0.05} */
  readonly level?: number;
}

/** Days from which on a day is the unit. */
const ENOUGH_DAYS = 8;
/** Volatility below which no difference is one. */
const ROUNDING = 1e-6;
/** Units below which nothing is said. */
export const FEWEST_UNITS = 6;

/**
 * Compares the models of a run.
 *
 * @param run Errors out of sample.
 * @param options Level and draws.
 * @throws {RangeError} If there are fewer than two models, not one law, or too
 * few units.
 */
export function significance(
  run: FoldRun,
  options: SignificanceOptions,
): Significance {
  const { rng, level = 0.05 } = options;
  const laws = run.models.filter((model) => !run.naive.includes(model));
  if (laws.length === 0 || run.models.length < 2) {
    throw new RangeError(
      `Cannot compare as there must be a law and another model: current values are ${
        run.models.join(", ")
      }`,
    );
  }
  const days = new Set(run.folds.map(({ day }) => day));
  const unit = days.size >= ENOUGH_DAYS ? "day" : "expiry";
  const units = errorUnits(run, unit);
  if (units.length < FEWEST_UNITS) {
    throw new RangeError(
      `Cannot tell luck from skill as there must be at least ${FEWEST_UNITS} units of comparison: there are ${units.length}. Give quotes of more expiries or days`,
    );
  }
  const index = (model: string) => run.models.indexOf(model);
  const compared = pairsOf(laws, run.naive).map(([a, b]) => {
    const differences = Float64Array.from(
      units,
      ({ rmse }) => rmse[index(a)] - rmse[index(b)],
    );
    // What only rounding tells apart is one model under two names.
    if (differences.every((d) => Math.abs(d) < ROUNDING)) differences.fill(0);
    // As long as the lags of the test: Newey and West's rule.
    const block = 1 + Math.floor(4 * (units.length / 100) ** (2 / 9));
    return {
      a,
      b,
      difference: bootstrapInterval(differences, meanOf, {
        rng: rng.child(`${a} ${b}`),
        block,
        level: 1 - level,
      }),
      dieboldMariano: dieboldMariano(differences),
      student: pairedT(differences),
      wilcoxon: wilcoxonSignedRank(differences),
    };
  });
  const raw = compared.map((pair) => pair.dieboldMariano.pValue);
  const byHolm = holm(raw);
  const byRate = benjaminiHochberg(raw);
  const pairs = compared.map((pair, i): PairComparison => ({
    ...pair,
    holm: byHolm[i],
    benjaminiHochberg: byRate[i],
    better: byHolm[i] > level
      ? null
      : pair.difference.estimate < 0
      ? pair.a
      : pair.b,
  }));
  return { scheme: run.scheme, unit, units, level, pairs };
}

/** Every pair of laws, then every law with every baseline. */
function pairsOf(
  laws: readonly string[],
  naive: readonly string[],
): [string, string][] {
  const among = laws.flatMap((a, i) =>
    laws.slice(i + 1).map((b): [string, string] => [a, b])
  );
  const against = laws.flatMap((a) =>
    naive.map((b): [string, string] => [a, b])
  );
  return [...among, ...against];
}

/** Errors of every model in every unit, over the quotes that all answered. */
export function errorUnits(
  run: FoldRun,
  unit: Significance["unit"],
): ErrorUnit[] {
  const groups = new Map<string, {
    day: string;
    maturity: number | null;
    errors: number[][];
  }>();
  for (const { day, maturity, answers } of run.folds) {
    for (let i = 0; i < maturity.length; ++i) {
      const errors = answers.map(({ outOfSample }) => outOfSample[i]);
      if (errors.some(Number.isNaN)) continue;
      const tau = unit === "day" ? null : maturity[i];
      const key = `${day}|${tau}`;
      const group = groups.get(key);
      if (group !== undefined) group.errors.push(errors);
      else groups.set(key, { day, maturity: tau, errors: [errors] });
    }
  }
  return [...groups.values()]
    .sort((a, b) =>
      a.day < b.day
        ? -1
        : a.day > b.day
        ? 1
        : (a.maturity ?? 0) - (b.maturity ?? 0)
    )
    .map(({ day, maturity, errors }) => ({
      day,
      maturity,
      count: errors.length,
      rmse: run.models.map((_, m) => scoreOf(errors.map((row) => row[m])).rmse),
    }));
}

/**
 * What the comparison means, a sentence each.
 *
 * @param result What {@linkcode significance} gave.
 */
export function significanceVerdict(result: Significance): string[] {
  const { pairs, units, unit, level, scheme } = result;
  const plural = unit === "day" ? "days" : "expiries";
  const lead =
    `${pairs.length} pairs are compared on ${units.length} ${plural} (held out: ${scheme}); differences are called real where Holm's p-value is at most ${level}.`;
  const few = units.length < 20
    ? [
      `${units.length} ${plural} are few: intervals are somewhat too narrow, and p-values somewhat too small.`,
    ]
    : [];
  return [lead, ...few, ...pairs.map((pair) => pairSentence(pair, level))];
}

function pairSentence(pair: PairComparison, level: number): string {
  const { a, b, better, difference, wilcoxon } = pair;
  const { estimate, low, high } = difference;
  if (low === 0 && high === 0) return `${a} and ${b} do not differ.`;
  const [least, most] = estimate < 0 ? [-high, -low] : [low, high];
  const size = `${points(Math.abs(estimate))} on average (${
    100 * (1 - level)
  } % interval of this pair alone ${(100 * least).toFixed(2)} to ${
    (100 * most).toFixed(2)
  }; Holm p ${pText(pair.holm)}, signed ranks alone ${pText(wilcoxon.pValue)})`;
  const [ahead, behind] = estimate < 0 ? [a, b] : [b, a];
  if (better === null) {
    return `${ahead} is ahead of ${behind} by ${size}: this may be luck.`;
  }
  const doubt = wilcoxon.pValue > level
    ? " Signed ranks alone would not have said so: a few units weigh heavily."
    : "";
  return `${ahead} is better than ${behind} by ${size}.${doubt}`;
}

function pText(p: number): string {
  return p < 0.001 ? "< 0.001" : p.toFixed(3);
}
