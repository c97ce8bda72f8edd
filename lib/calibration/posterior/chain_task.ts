/**
 * One chain (or one ensemble) of a posterior, from plain data that can be sent
 * to a thread: the same task gives the same bytes wherever it runs.
 *
 * @module
 */

import {
  type NoiseModel,
  prepareNoise,
} from "lib/calibration/posterior/noise.ts";
import { PosteriorTarget } from "lib/calibration/posterior/target.ts";
import type { CalibrationQuotes } from "lib/calibration/quotes.ts";
import type { Watch } from "lib/core/progress.ts";
import { makeRng, type Rng } from "lib/core/rng.ts";
import { affineInvariant } from "lib/math/sampling/affine_invariant.ts";
import { localNormal } from "lib/math/sampling/curvature.ts";
import { nuts } from "lib/math/sampling/nuts.ts";
import { lawByName } from "lib/pricing/laws/laws.ts";
import type { Prior } from "lib/pricing/laws/prior.ts";

/** The samplers. */
export type SamplerName = "nuts" | "ensemble";

/** What is sampled. */
export interface PosteriorProblem {
  /** Law name as registered. */
  readonly law: string;
  /** The quotes. */
  readonly quotes: CalibrationQuotes;
  /** Their noise. */
  readonly noise: NoiseModel;
  /** Priors that replace the law's own, by parameter. */
  readonly priors: Readonly<Record<string, Prior>>;
}

/** One chain to run. */
export interface ChainTask {
  /** What is sampled. */
  readonly problem: PosteriorProblem;
  /** By which sampler. */
  readonly sampler: SamplerName;
  /** Seed of the run. */
  readonly seed: number;
  /** Number of this chain, from 0; with the seed it fixes all randomness. */
  readonly index: number;
  /** Centre of the starts: parameters, and noise if sampled, in order. */
  readonly centre: Float64Array;
  /** Draws kept. */
  readonly draws: number;
  /** Draws before. */
  readonly warmup: number;
  /** Acceptance that NUTS aims at. */
  readonly targetAcceptance: number;
  /** Walkers of an ensemble. */
  readonly walkers: number;
}

/** What a task gives: one chain of NUTS, or one a walker. */
export interface ChainOutcome {
  /** Parameters (and noise), row-major `[draws × p]`, a chain each. */
  readonly values: readonly Float64Array[];
  /** Log posterior density in the coordinates of the sampler, a chain each. */
  readonly logDensity: readonly Float64Array[];
  /** Whether each draw's trajectory diverged, a chain each. */
  readonly diverged: readonly Uint8Array[];
  /** Mean acceptance. */
  readonly acceptance: number;
  /** Densities evaluated. */
  readonly evaluations: number;
}

/** Starts are spread this many times wider than the posterior seems to be. */
const DISPERSION = 2;
/** A centre farther out than this sits on a bound, where gradients vanish. */
const MOST_COORDINATE = 5;
const TRIES = 60;

/**
 * Runs a chain.
 *
 * @param task What to run.
 * @param watch Progress and cancellation.
 * @returns Its draws.
 * @throws {RangeError} If no valid start is found near the centre.
 */
export function runChain(task: ChainTask, watch: Watch = {}): ChainOutcome {
  const { problem, sampler, draws, warmup } = task;
  const { quotes, noise, priors } = problem;
  const target = new PosteriorTarget(
    lawByName(problem.law),
    quotes,
    prepareNoise(quotes, noise),
    priors,
  );
  const rng = makeRng(task.seed).child(`chain ${task.index}`);
  const toValues = (y: Float64Array) => {
    const { size } = target;
    const out = new Float64Array(y.length);
    for (let at = 0; at < y.length; at += size) {
      out.set(target.fromUnconstrained(y.subarray(at, at + size)), at);
    }
    return out;
  };
  const shared = { rng: rng.child("sampler"), draws, warmup, ...watch };
  const middle = middleOf(target, task.centre);
  const { covariance, root } = localNormal(target, middle);
  const startFrom = (stream: Rng) => startNear(target, middle, root, stream);
  if (sampler === "nuts") {
    const start = startFrom(rng.child("start"));
    const chain = nuts(target, start, {
      ...shared,
      metric: "dense",
      covariance,
      targetAcceptance: task.targetAcceptance,
    });
    return {
      values: [toValues(chain.values)],
      logDensity: [chain.logDensity],
      diverged: [chain.diverged],
      acceptance: chain.acceptance,
      evaluations: chain.evaluations,
    };
  }
  const starts = Array.from(
    { length: task.walkers },
    (_, k) => startFrom(rng.child(`start ${k}`)),
  );
  const chains = affineInvariant(target, starts, shared);
  return {
    values: chains.map(({ values }) => toValues(values)),
    logDensity: chains.map(({ logDensity }) => logDensity),
    diverged: chains.map(() => new Uint8Array(draws)),
    acceptance: chains.reduce((sum, c) => sum + c.acceptance, 0) /
      chains.length,
    evaluations: chains.reduce((sum, c) => sum + c.evaluations, 0),
  };
}

/**
 * Throws what a chain would throw before its first draw.
 *
 * @param task What is to be run.
 * @throws {RangeError} If an option is out of range, or no valid start is found.
 */
export function checkChain(task: ChainTask): void {
  const { problem, sampler, targetAcceptance, walkers } = task;
  const { quotes, noise, priors } = problem;
  const target = new PosteriorTarget(
    lawByName(problem.law),
    quotes,
    prepareNoise(quotes, noise),
    priors,
  );
  if (
    sampler === "ensemble" && (walkers % 2 !== 0 || walkers < 2 * target.size)
  ) {
    throw new RangeError(
      `Cannot sample as the number of walkers must be even and at least ${
        2 * target.size
      }: current value is ${walkers}`,
    );
  }
  if (!(targetAcceptance > 0 && targetAcceptance < 1)) {
    throw new RangeError(
      `Cannot sample as targetAcceptance must be in (0, 1): current value is ${targetAcceptance}`,
    );
  }
  const middle = middleOf(target, task.centre);
  const { root } = localNormal(target, middle);
  startNear(target, middle, root, makeRng(task.seed).child("check"));
}

/** An over-dispersed valid point; ever closer to the middle if need be. */
function startNear(
  target: PosteriorTarget,
  middle: Float64Array,
  root: Float64Array,
  rng: Rng,
): Float64Array {
  const { size } = target;
  for (let i = 0; i < TRIES; ++i) {
    const shrink = DISPERSION * (1 - i / TRIES);
    const z = middle.map(() => shrink * rng.normal());
    const point = middle.map((y, a) => {
      let moved = y;
      for (let b = 0; b < size; ++b) moved += root[a * size + b] * z[b];
      return moved;
    });
    if (Number.isFinite(target.evaluateInto(point))) return point;
  }
  const values = target.fromUnconstrained(middle);
  throw new RangeError(
    `Cannot start a chain as the posterior must be positive near ${
      target.names.map((name, j) => `${name} = ${values[j]}`).join(", ")
    }: it is not. Check the priors against the fit`,
  );
}

/** The centre's coordinates, away from the bounds. */
function middleOf(
  target: PosteriorTarget,
  centre: Float64Array,
): Float64Array {
  const middle = target.toUnconstrained(inside(target, centre));
  for (let j = 0; j < target.space.size; ++j) {
    middle[j] = clamp(middle[j], MOST_COORDINATE);
  }
  return middle;
}

/** The centre off the faces of the box that the priors leave. */
function inside(target: PosteriorTarget, centre: Float64Array): Float64Array {
  return centre.map((value, j) => {
    if (j >= target.space.size) return value;
    const [lower, upper] = target.space.parameters[j].search;
    const edge = 1e-9 * (upper - lower);
    return Math.min(Math.max(value, lower + edge), upper - edge);
  });
}

function clamp(y: number, most: number): number {
  return Math.min(Math.max(y, -most), most);
}
