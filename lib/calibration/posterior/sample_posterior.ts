/**
 * The posterior of a law's parameters: chains in threads, started around the
 * least-squares fit, with what they say and how far to trust it.
 *
 * @module
 */

import { calibrate } from "lib/calibration/calibrate.ts";
import {
  type ChainOutcome,
  type ChainTask,
  checkChain,
  type PosteriorProblem,
  runChain,
  type SamplerName,
} from "lib/calibration/posterior/chain_task.ts";
import {
  type NoiseModel,
  prepareNoise,
  usualNoise,
} from "lib/calibration/posterior/noise.ts";
import { drawsOf } from "lib/calibration/posterior/draws_of.ts";
import { posteriorWarnings } from "lib/calibration/posterior/posterior_warnings.ts";
import { QuoteVols } from "lib/calibration/posterior/quote_vols.ts";
import { NOISE, PosteriorTarget } from "lib/calibration/posterior/target.ts";
import type { CalibrationQuotes } from "lib/calibration/quotes.ts";
import { thinQuotes } from "lib/calibration/thin_quotes.ts";
import type { CalibrationReport } from "lib/calibration/report.ts";
import type { Progress, Watch } from "lib/core/progress.ts";
import { makeRng } from "lib/core/rng.ts";
import { workerMap } from "lib/core/worker_map.ts";
import {
  type DrawSummary,
  summarizeDraws,
} from "lib/math/sampling/diagnostics.ts";
import type { Law } from "lib/pricing/laws/law.ts";
import type { Prior } from "lib/pricing/laws/prior.ts";

/** How to sample. */
export interface PosteriorOptions extends Watch {
  /** Sampler. @default {"nuts"} */
  readonly sampler?: SamplerName;
  /** Chains (ensembles for `"ensemble"`). @default {4} */
  readonly chains?: number;
  /** Draws kept of each chain (of each walker). @default {1000} */
  readonly draws?: number;
  /** Draws before, in which NUTS adapts. @default {1000} */
  readonly warmup?: number;
  /** Walkers of an ensemble, even. @default {4 a parameter, at least 16} */
  readonly walkers?: number;
  /** Seed of all randomness. @default {1} */
  readonly seed?: number;
  /**
   * Noise of the quotes.
   *
   * @default the spread where more than half of the quotes have one, else sampled
   */
  readonly noise?: NoiseModel;
  /**
   * Most quotes; of more, this many are taken, evenly over strikes and expiries.
   *
   * @default {400}
   */
  readonly mostQuotes?: number;
  /** Priors that replace the law's own, by parameter. */
  readonly priors?: Readonly<Record<string, Prior>>;
  /** Acceptance that NUTS aims at; posteriors here bend. @default {0.9} */
  readonly targetAcceptance?: number;
  /** Threads; 0 runs in this one. The draws do not depend on it. @default {0} */
  readonly workers?: number;
  /** A clock in milliseconds. @default none: 0 ms */
  readonly now?: () => number;
}

/** Draws from a posterior, and what they say. */
export interface Posterior {
  /** Law name. */
  readonly law: string;
  /** Sampler. */
  readonly sampler: SamplerName;
  /** The quotes that were used: all, or an even choice of very many. */
  readonly quotes: CalibrationQuotes;
  /** The noise they were given. */
  readonly noise: NoiseModel;
  /** Parameters in order, `"noise"` last if it was sampled. */
  readonly names: readonly string[];
  /** Draws a chain. */
  readonly draws: number;
  /** Draws before them, not kept. */
  readonly warmup: number;
  /** Row-major `[draws × names]`, a chain each (a walker each). */
  readonly values: readonly Float64Array[];
  /** Log posterior density in the sampler's coordinates, a chain each. */
  readonly logDensity: readonly Float64Array[];
  /** Whether each draw's trajectory diverged, a chain each. */
  readonly diverged: readonly Uint8Array[];
  /** What the draws of each parameter say. */
  readonly parameters: Readonly<Record<string, DrawSummary>>;
  /** Kept transitions that diverged. */
  readonly divergences: number;
  /** Mean acceptance. */
  readonly acceptance: number;
  /** Densities evaluated, warm-up included. */
  readonly evaluations: number;
  /** Root mean square of residual over noise at the posterior mean. */
  readonly misfit: number;
  /** The least-squares fit around which the chains started. */
  readonly fit: CalibrationReport;
  /** Wall time, the least-squares fit included. */
  readonly milliseconds: number;
  /** What a reader should know before using the numbers. */
  readonly warnings: readonly string[];
}

/**
 * Samples the posterior of a law given quotes.
 *
 * @param all Prepared quotes.
 * @param law The law.
 * @param options Sampler, lengths, noise, priors, threads.
 * @returns Draws, diagnostics and warnings.
 * @throws {RangeError} If an option is outside its range, or the priors exclude
 * what the quotes say.
 * @throws {TypeError} If no quote has an implied volatility.
 *
 * @example A volatility from three quotes with errors of 0.01
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { samplePosterior } from "lib/calibration/posterior/sample_posterior.ts";
 * import { calibrationQuotes } from "lib/calibration/quotes.ts";
 * import { chainFromRows } from "lib/market/option_chain.ts";
 * import { lawByName } from "lib/pricing/laws/laws.ts";
 *
 * const rows = [[95, 11.2], [100, 8.0], [105, 6.0]].map(([strike, price]) => ({
 *   strike, price, tau: 1, isCall: true, spot: 100, rate: 0, dividend: 0,
 * }));
 * const quotes = calibrationQuotes(chainFromRows("three quotes", rows));
 * const { parameters } = await samplePosterior(
 *   quotes,
 *   lawByName("black-scholes"),
 *   { noise: { kind: "fixed", sd: 0.01 }, draws: 200, warmup: 200 },
 * );
 * assertAlmostEquals(parameters.sigma.mean, 0.206, 0.01);
 * assertAlmostEquals(parameters.sigma.sd, 0.01 / Math.sqrt(3), 2e-3);
 * ```
 */
export async function samplePosterior(
  all: CalibrationQuotes,
  law: Law,
  options: PosteriorOptions = {},
): Promise<Posterior> {
  const { mostQuotes = 400 } = options;
  whole("mostQuotes", mostQuotes, 1);
  const quotes = thinQuotes(all, mostQuotes);
  const { sampler = "nuts", noise = usualNoise(quotes) } = options;
  const { draws = 1000, warmup = 1000, chains = 4, seed = 1 } = options;
  const { now = () => 0, signal, priors = {} } = options;
  const began = now();
  whole("draws", draws, 4);
  whole("warmup", warmup, 0);
  whole("chains", chains, 1);
  makeRng(seed);
  const problem: PosteriorProblem = { law: law.name, quotes, noise, priors };
  const prepared = prepareNoise(quotes, noise);
  const target = new PosteriorTarget(law, quotes, prepared, priors);
  const fit = calibrate(quotes, law, {
    space: "implied-vol",
    rng: makeRng(seed).child("fit"),
    ...(signal === undefined ? {} : { signal }),
  });
  const centre = new Float64Array(target.size);
  centre.set(law.space.toVector(fit.params));
  if (target.size > law.space.size) {
    centre[law.space.size] = Math.max(fit.rmseImpliedVol ?? 0.01, 1e-6);
  }
  const tasks = Array.from({ length: chains }, (_, index): ChainTask => ({
    problem,
    sampler,
    seed,
    index,
    centre,
    draws,
    warmup,
    targetAcceptance: options.targetAcceptance ?? 0.9,
    walkers: options.walkers ?? Math.max(16, 4 * target.size),
  }));
  // A thread's error would come back without its class.
  checkChain(tasks[0]);
  const outcomes = await runTasks(tasks, options);
  const values = outcomes.flatMap((outcome) => outcome.values);
  const parameters = summaries(target.names, values);
  const divergences = outcomes.flatMap(({ diverged }) => diverged)
    .reduce((sum, flags) => sum + flags.reduce((n, flag) => n + flag, 0), 0);
  const misfit = misfitAt(quotes, law, prepared.variance, parameters);
  const health = {
    parameters,
    divergences,
    misfit,
    noiseSampled: prepared.scale !== undefined,
  };
  const mean = (of: (outcome: ChainOutcome) => number) =>
    outcomes.reduce((sum, outcome) => sum + of(outcome), 0) / outcomes.length;
  return {
    law: law.name,
    sampler,
    quotes,
    noise,
    names: target.names,
    draws,
    warmup,
    values,
    logDensity: outcomes.flatMap(({ logDensity }) => logDensity),
    diverged: outcomes.flatMap(({ diverged }) => diverged),
    parameters,
    divergences,
    acceptance: mean(({ acceptance }) => acceptance),
    evaluations: chains * mean(({ evaluations }) => evaluations),
    misfit,
    fit,
    milliseconds: now() - began,
    warnings: [
      ...quotes.warnings,
      ...quotes === all
        ? []
        : [`${quotes.size} of ${all.size} quotes are used, evenly chosen`],
      ...posteriorWarnings(health),
    ],
  };
}

/** Runs the chains here or in threads; the results are the same. */
async function runTasks(
  tasks: readonly ChainTask[],
  options: PosteriorOptions,
): Promise<ChainOutcome[]> {
  const { workers = 0, signal, onProgress } = options;
  const { warmup, draws, sampler } = tasks[0];
  const done = tasks.map(() => 0);
  const report = (index: number, progress: Progress) => {
    done[index] = progress.done;
    onProgress?.({
      done: done.reduce((sum, n) => sum + n, 0),
      total: tasks.length * (warmup + draws),
      label: `${sampler}, ${progress.label ?? "draws"}`,
    });
  };
  if (workers >= 1) {
    return await workerMap<ChainTask, ChainOutcome>(
      new URL("./chain.worker.ts", import.meta.url),
      tasks,
      {
        workers,
        onMessage: (message, index) => report(index, message as Progress),
        ...(signal === undefined ? {} : { signal }),
      },
    );
  }
  return tasks.map((task, index) =>
    runChain(task, {
      onProgress: (progress) => report(index, progress),
      ...(signal === undefined ? {} : { signal }),
    })
  );
}

function summaries(
  names: readonly string[],
  values: readonly Float64Array[],
): Record<string, DrawSummary> {
  return Object.fromEntries(
    names.map((
      name,
    ) => [name, summarizeDraws(drawsOf({ names, values }, name))]),
  );
}

/** Root mean square of residual over noise at the posterior mean. */
function misfitAt(
  quotes: CalibrationQuotes,
  law: Law,
  variance: Float64Array,
  parameters: Readonly<Record<string, DrawSummary>>,
): number {
  const params = Object.fromEntries(
    law.space.names.map((name) => [name, parameters[name].mean]),
  );
  const vols = new QuoteVols(quotes, law);
  if (law.space.violation(params) !== null) return NaN;
  if (!vols.evaluate(law.characteristicFunction(params))) return NaN;
  const s2 = (parameters[NOISE]?.mean ?? 0) ** 2;
  const squares = vols.used.map((i) =>
    (vols.vols[i] - quotes.impliedVol[i]) ** 2 / (variance[i] + s2)
  );
  return Math.sqrt(squares.reduce((sum, z) => sum + z, 0) / squares.length);
}

function whole(name: string, value: number, least: number): void {
  if (Number.isInteger(value) && value >= least) return;
  throw new RangeError(
    `Cannot sample a posterior as ${name} must be a whole number ≥ ${least}: current value is ${value}`,
  );
}
