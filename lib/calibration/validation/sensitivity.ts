/**
 * How far a calibration moves when its input does: what the Jacobian says, noise
 * on the volatilities, quotes that are missing, and surfaces that the law cannot
 * have.
 *
 * Every trial fits anew. Shifts of a parameter are shares of its fitted size;
 * shifts of the surface are volatilities of the fitted law over all quotes.
 *
 * @module
 */

import type { CalibrationQuotes } from "lib/calibration/quotes.ts";
import {
  type FitJacobian,
  fitJacobian,
} from "lib/calibration/validation/fit_jacobian.ts";
import {
  quotesAtVols,
  quotesWhere,
} from "lib/calibration/validation/quote_subsets.ts";
import { scoreOf } from "lib/calibration/validation/score.ts";
import {
  type FitAnswer,
  type FitLaw,
  lawVols,
} from "lib/calibration/validation/smile_model.ts";
import {
  STRANGE_SURFACES,
} from "lib/calibration/validation/strange_surfaces.ts";
import type { Watch } from "lib/core/progress.ts";
import type { Rng } from "lib/core/rng.ts";
import { quantile } from "lib/math/quantile.ts";
import type { Law } from "lib/pricing/laws/law.ts";

/** What to try. */
export interface SensitivityOptions extends Watch {
  /** Noise and choice of missing quotes. */
  readonly rng: Rng;
  /** Relative deviations of the noise. @default {[0.001, 0.005, 0.01, 0.02, 0.05]} */
  readonly noise?: readonly number[];
  /** Shares of the quotes that are missing. @default {[0.1, 0.25, 0.5, 0.75, 0.9]} */
  readonly missing?: readonly number[];
  /** Trials of each. @default {20} */
  readonly trials?: number;
}

/** How the fit moved in the trials of one level. */
export interface Shift {
  /** Relative deviation of the noise, or share of quotes missing. */
  readonly level: number;
  /** Root mean square shift of each parameter, as a share of its size. */
  readonly parameters: Readonly<Record<string, number>>;
  /** The same as the Jacobian foretells for noise; null for missing quotes. */
  readonly foretold: Readonly<Record<string, number>> | null;
  /** Root mean square shift of the fitted surface, as a decimal. */
  readonly surface: number;
  /** 90 % quantile of the trials' shifts of the surface. */
  readonly surface90: number;
  /** Share of the trials with flags. */
  readonly flagged: number;
}

/** A fit to a surface that the law was not made for. */
export interface StrangeFit {
  /** What was done to the quotes. */
  readonly what: string;
  /** Root mean square error of the fit, as a decimal. */
  readonly rmse: number;
  /** Mean volatility of the surface. */
  readonly meanVol: number;
  /** What was fitted. */
  readonly answer: FitAnswer;
  /** Whether it fits badly and says nothing. */
  readonly silent: boolean;
}

/** What was found of one law. */
export interface Sensitivity {
  /** Name of the law. */
  readonly law: string;
  /** The fit to the quotes as they are. */
  readonly base: FitAnswer;
  /** Its root mean square error, as a decimal. */
  readonly rmse: number;
  /** What the Jacobian at the fit says. */
  readonly jacobian: FitJacobian;
  /** Noise, by level. */
  readonly noise: readonly Shift[];
  /** Missing quotes, by level. */
  readonly missing: readonly Shift[];
  /** Surfaces that the law cannot have. */
  readonly strange: readonly StrangeFit[];
}

/** Least quotes left when some are missing, as a multiple of the parameters. */
const LEAST_QUOTES = 2;
/** Relative error of a fit that a flag should have spoken of. */
export const BAD_FIT = 0.1;

/**
 * Tries a way of fitting.
 *
 * @param quotes Quotes of one surface.
 * @param law The law.
 * @param fit How it is fitted.
 * @param options Levels and trials.
 */
export async function sensitivity(
  quotes: CalibrationQuotes,
  law: Law,
  fit: FitLaw,
  options: SensitivityOptions,
): Promise<Sensitivity> {
  const { rng, signal, onProgress } = options;
  const noise = options.noise ?? [0.001, 0.005, 0.01, 0.02, 0.05];
  const missing = options.missing ?? [0.1, 0.25, 0.5, 0.75, 0.9];
  const { trials = 20 } = options;
  const total = 1 + trials * (noise.length + missing.length) +
    STRANGE_SURFACES.length;
  let done = 0;
  const tryOn = async (changed: CalibrationQuotes, label: string) => {
    signal?.throwIfAborted();
    onProgress?.({ done: done++, total, label: `${law.name}: ${label}` });
    return await fit(changed);
  };
  const base = await tryOn(quotes, "as quoted");
  const fitted = lawVols(law, base.params, quotes);
  const jacobian = fitJacobian(law, base.params, quotes);
  const shiftOf = async (
    level: number,
    change: (trial: Rng) => CalibrationQuotes,
    label: string,
    foretold: Shift["foretold"],
  ): Promise<Shift> => {
    const answers: FitAnswer[] = [];
    for (let trial = 0; trial < trials; ++trial) {
      const stream = rng.child(`${label} ${level} ${trial}`);
      answers.push(await tryOn(change(stream), `${label} ${level}`));
    }
    return {
      level,
      ...shifts(law, quotes, { base, fitted }, answers),
      foretold,
    };
  };
  const noisy: Shift[] = [];
  for (const level of noise) {
    const change = (stream: Rng) =>
      quotesAtVols(
        quotes,
        quotes.impliedVol.map((v) =>
          v * Math.max(0.05, 1 + level * stream.normal())
        ),
      );
    noisy.push(
      await shiftOf(level, change, "noise", jacobian.shiftsAt(level)),
    );
  }
  const thinned: Shift[] = [];
  for (const level of missing) {
    const left = Math.max(
      Math.min(quotes.size, LEAST_QUOTES * law.space.size),
      Math.round((1 - level) * quotes.size),
    );
    const change = (stream: Rng) => {
      const kept = chosen(quotes.size, left, stream);
      return quotesWhere(quotes, (i) => kept.has(i));
    };
    thinned.push(await shiftOf(level, change, "missing", null));
  }
  const strange: StrangeFit[] = [];
  for (const { what, vols } of STRANGE_SURFACES) {
    const changed = quotesAtVols(quotes, vols(quotes, rng.child(what)));
    const answer = await tryOn(changed, what);
    const model = lawVols(law, answer.params, changed);
    const rmse = scoreOf(model.map((v, i) => v - changed.impliedVol[i])).rmse;
    const meanVol = mean(changed.impliedVol);
    const silent = answer.flags.length === 0 && !(rmse <= BAD_FIT * meanVol);
    strange.push({ what, rmse, meanVol, answer, silent });
  }
  onProgress?.({ done: total, total, label: law.name });
  return {
    law: law.name,
    base,
    rmse: scoreOf(fitted.map((v, i) => v - quotes.impliedVol[i])).rmse,
    jacobian,
    noise: noisy,
    missing: thinned,
    strange,
  };
}

function shifts(
  law: Law,
  quotes: CalibrationQuotes,
  { base, fitted }: { base: FitAnswer; fitted: Float64Array },
  answers: readonly FitAnswer[],
): Omit<Shift, "level" | "foretold"> {
  const surfaces = Float64Array.from(answers, ({ params }) => {
    const vols = lawVols(law, params, quotes);
    return scoreOf(vols.map((v, i) => v - fitted[i])).rmse;
  });
  const parameters = Object.fromEntries(law.space.names.map((name) => {
    const size = Math.abs(base.params[name]);
    const moves = answers.map(({ params }) =>
      (params[name] - base.params[name]) / size
    );
    return [name, rootMeanSquare(moves)];
  }));
  return {
    parameters,
    surface: rootMeanSquare(surfaces),
    surface90: quantile(surfaces.toSorted(), 0.9),
    flagged: answers.filter(({ flags }) => flags.length > 0).length /
      answers.length,
  };
}

/** `left` of the numbers 0 … n − 1, by the first steps of a shuffle. */
function chosen(n: number, left: number, rng: Rng): Set<number> {
  const order = Array.from({ length: n }, (_, i) => i);
  for (let i = 0; i < left; ++i) {
    const j = i + Math.floor(rng.uniform() * (n - i));
    [order[i], order[j]] = [order[j], order[i]];
  }
  return new Set(order.slice(0, left));
}

function mean(values: ArrayLike<number>): number {
  return Array.from(values).reduce((sum, v) => sum + v, 0) / values.length;
}

function rootMeanSquare(values: ArrayLike<number>): number {
  return Math.sqrt(mean(Array.from(values, (v) => v * v)));
}
