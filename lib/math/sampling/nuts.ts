/**
 * The No-U-Turn sampler with its warm-up: step size by dual averaging, mass
 * matrix learned in windows of doubling length, as Stan does.
 *
 * Hoffman and Gelman (2014), JMLR 15, 1593–1623; Betancourt (2017),
 * arXiv:1701.02434. Valid for a density that is smooth on all of ℝᵈ; a bounded
 * parameter is to be mapped there first.
 *
 * @module
 */

import type { Watch } from "lib/core/progress.ts";
import type { Rng } from "lib/core/rng.ts";
import type { Chain } from "lib/math/sampling/chain.ts";
import { DualAveraging } from "lib/math/sampling/dual_averaging.ts";
import type { LogDensity } from "lib/math/sampling/log_density.ts";
import { Metric, type MetricKind } from "lib/math/sampling/metric.ts";
import { Trajectory } from "lib/math/sampling/trajectory.ts";
import { warmupSchedule } from "lib/math/sampling/warmup_schedule.ts";

/** Options of {@linkcode nuts}. */
export interface NutsOptions extends Watch {
  /** Stream of all randomness. */
  readonly rng: Rng;
  /** Draws that are kept. @default {1000} */
  readonly draws?: number;
  /** Draws before, in which the sampler adapts. @default {1000} */
  readonly warmup?: number;
  /** Mean acceptance that the step size aims at. @default {0.8} */
  readonly targetAcceptance?: number;
  /** Shape of the mass matrix. @default {"diagonal"} */
  readonly metric?: MetricKind;
  /**
   * What the covariance is thought to be, row-major `[d × d]`, until enough
   * draws have been seen.
   *
   * @default the identity
   */
  readonly covariance?: Float64Array;
  /** Most doublings of a trajectory. @default {10} */
  readonly maxDepth?: number;
}

/** A chain of NUTS. */
export interface NutsChain extends Chain {
  /** Whether each kept draw's trajectory diverged, shape `[draws]`. */
  readonly diverged: Uint8Array;
  /** Doublings of each kept draw's trajectory, shape `[draws]`. */
  readonly depth: Uint8Array;
  /** Step size after the warm-up. */
  readonly step: number;
}

/** Calls of the progress listener in a chain. */
const REPORTS = 100;

/**
 * Draws a chain.
 *
 * @param target The log density with its gradient.
 * @param start A point of its support, shape `[d]`.
 * @param options Randomness, lengths, adaptation.
 * @returns The kept draws.
 * @throws {RangeError} If the density is not positive and finite at the start,
 * or an option is outside its range.
 *
 * @example A standard normal
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { makeRng } from "lib/core/rng.ts";
 * import { nuts } from "lib/math/sampling/nuts.ts";
 *
 * const target = {
 *   size: 1,
 *   evaluateInto(q: Float64Array, gradient?: Float64Array) {
 *     if (gradient !== undefined) gradient[0] = -q[0];
 *     return -0.5 * q[0] * q[0];
 *   },
 * };
 * const { values } = nuts(target, Float64Array.of(3), { rng: makeRng(1) });
 * const mean = values.reduce((sum, q) => sum + q, 0) / values.length;
 * assertAlmostEquals(mean, 0, 0.2);
 * ```
 */
export function nuts(
  target: LogDensity,
  start: Float64Array,
  options: NutsOptions,
): NutsChain {
  const { rng, signal, onProgress, metric: kind = "diagonal" } = options;
  const { draws = 1000, warmup = 1000 } = options;
  const { targetAcceptance = 0.8, maxDepth = 10 } = options;
  need("draws", "a whole number ≥ 1", draws, isWhole(draws) && draws >= 1);
  need("warmup", "a whole number ≥ 0", warmup, isWhole(warmup));
  need(
    "targetAcceptance",
    "in (0, 1)",
    targetAcceptance,
    targetAcceptance > 0 && targetAcceptance < 1,
  );
  need(
    "maxDepth",
    "a whole number from 1 to 20",
    maxDepth,
    isWhole(maxDepth) && maxDepth >= 1 && maxDepth <= 20,
  );
  const { size } = target;
  const metric = new Metric(size, kind, options.covariance);
  const path = new Trajectory(target, start, { metric, rng, maxDepth });
  path.findStep();
  const averaging = new DualAveraging(targetAcceptance, path.step);
  const schedule = warmupSchedule(warmup);
  const chain = {
    values: new Float64Array(draws * size),
    logDensity: new Float64Array(draws),
    diverged: new Uint8Array(draws),
    depth: new Uint8Array(draws),
  };
  const total = warmup + draws;
  const every = Math.max(1, Math.floor(total / REPORTS));
  let acceptance = 0;
  for (let t = 0; t < total; ++t) {
    signal?.throwIfAborted();
    path.transition();
    if (t < warmup) {
      path.step = averaging.update(path.acceptance);
      if (t >= schedule.from && t < schedule.to) metric.learn(path.position);
      if (schedule.ends.includes(t)) {
        metric.adopt();
        path.findStep();
        averaging.restart(path.step);
      }
      if (t === warmup - 1) path.step = averaging.averaged;
    } else {
      const at = t - warmup;
      chain.values.set(path.position, at * size);
      chain.logDensity[at] = path.logDensity;
      chain.diverged[at] = path.diverged ? 1 : 0;
      chain.depth[at] = path.depth;
      acceptance += path.acceptance;
    }
    if ((t + 1) % every === 0 || t === total - 1) {
      const label = t < warmup ? "warm-up" : "draws";
      onProgress?.({ done: t + 1, total, label });
    }
  }
  return {
    ...chain,
    acceptance: acceptance / draws,
    divergences: chain.diverged.reduce((sum, flag) => sum + flag, 0),
    evaluations: path.evaluations,
    step: path.step,
  };
}

function isWhole(value: number): boolean {
  return Number.isInteger(value) && value >= 0;
}

function need(name: string, must: string, value: number, ok: boolean): void {
  if (ok) return;
  throw new RangeError(
    `Cannot sample as ${name} must be ${must}: current value is ${value}`,
  );
}
