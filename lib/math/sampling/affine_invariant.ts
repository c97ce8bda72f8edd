/**
 * The affine-invariant ensemble sampler: walkers that stretch towards and away
 * from each other, so that no scale of the target has to be known.
 *
 * ```text
 * Y = X_j + Z(X_k − X_j),   g(z) ∝ 1/√z on [1/a, a],   accept with min(1, Z^(d−1)·p(Y)/p(X_k))
 * ```
 *
 * Goodman and Weare (2010), Comm. App. Math. Comp. Sci. 5(1), 65–80, eqs. (7),
 * (9), (10); the walkers move in two halves, each against the other, as in
 * Foreman-Mackey et al. (2013), PASP 125, 306–312. It needs no gradient; use it
 * for few dimensions, as its steps mix slowly beyond about ten.
 *
 * @module
 */

import type { Watch } from "lib/core/progress.ts";
import type { Rng } from "lib/core/rng.ts";
import type { Chain } from "lib/math/sampling/chain.ts";
import type { LogDensity } from "lib/math/sampling/log_density.ts";

/** Options of {@linkcode affineInvariant}. */
export interface AffineInvariantOptions extends Watch {
  /** Stream of all randomness. */
  readonly rng: Rng;
  /** Steps that are kept of every walker. @default {1000} */
  readonly draws?: number;
  /** Steps before them. @default {1000} */
  readonly warmup?: number;
  /** Largest stretch `a`, above 1. @default {2} */
  readonly stretch?: number;
}

/** Calls of the progress listener in a run. */
const REPORTS = 100;

/**
 * Runs an ensemble.
 *
 * @param target The log density.
 * @param starts A point of its support a walker; an even number, at least
 * `2d`, and not all in one plane.
 * @param options Randomness and lengths.
 * @returns One chain a walker; `acceptance` and `evaluations` are each walker's.
 * @throws {RangeError} If there are too few walkers, one starts outside the
 * support, or an option is outside its range.
 *
 * @example A normal of two very different scales
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { makeRng } from "lib/core/rng.ts";
 * import { affineInvariant } from "lib/math/sampling/affine_invariant.ts";
 *
 * const target = {
 *   size: 2,
 *   evaluateInto: (q: Float64Array) => -0.5 * (q[0] ** 2 + (q[1] / 1e6) ** 2),
 * };
 * const rng = makeRng(1);
 * const starts = Array.from({ length: 20 }, () =>
 *   Float64Array.of(rng.normal(), 1e6 * rng.normal()));
 * const chains = affineInvariant(target, starts, { rng });
 * const squares = chains.flatMap(({ values }) =>
 *   Array.from(values.filter((_, i) => i % 2 === 1), (q) => (q / 1e6) ** 2));
 * const variance = squares.reduce((sum, q) => sum + q, 0) / squares.length;
 * assertAlmostEquals(variance, 1, 0.2);
 * ```
 */
export function affineInvariant(
  target: LogDensity,
  starts: readonly Float64Array[],
  options: AffineInvariantOptions,
): Chain[] {
  const { rng, signal, onProgress } = options;
  const { draws = 1000, warmup = 1000, stretch = 2 } = options;
  const { size } = target;
  const count = starts.length;
  need(
    "the number of walkers",
    `even and at least ${2 * size}`,
    count,
    count % 2 === 0 && count >= 2 * size && count >= 2,
  );
  need(
    "draws",
    "a whole number ≥ 1",
    draws,
    Number.isInteger(draws) && draws >= 1,
  );
  need(
    "warmup",
    "a whole number ≥ 0",
    warmup,
    Number.isInteger(warmup) && warmup >= 0,
  );
  need("stretch", "above 1", stretch, stretch > 1 && stretch < Infinity);
  const at = starts.map((start) => start.slice());
  const logs = at.map((q) => target.evaluateInto(q));
  logs.forEach((value, k) =>
    need(
      `ln p at the start of walker ${k}`,
      "finite",
      value,
      Number.isFinite(value),
    )
  );
  const values = at.map(() => new Float64Array(draws * size));
  const logDensity = at.map(() => new Float64Array(draws));
  const accepted = new Float64Array(count);
  const proposal = new Float64Array(size);
  const half = count / 2;
  const total = warmup + draws;
  const every = Math.max(1, Math.floor(total / REPORTS));
  for (let t = 0; t < total; ++t) {
    signal?.throwIfAborted();
    for (let k = 0; k < count; ++k) {
      // A partner of the other half, which rests meanwhile.
      const other = (k < half ? half : 0) + Math.floor(half * rng.uniform());
      const root = 1 + (stretch - 1) * rng.uniform();
      const z = root * root / stretch;
      const [x, y] = [at[k], at[other]];
      for (let i = 0; i < size; ++i) proposal[i] = y[i] + z * (x[i] - y[i]);
      const log = target.evaluateInto(proposal);
      const gain = (size - 1) * Math.log(z) + log - logs[k];
      const uniform = rng.uniform();
      if (gain >= 0 || uniform < Math.exp(gain)) {
        x.set(proposal);
        logs[k] = log;
        if (t >= warmup) ++accepted[k];
      }
      if (t < warmup) continue;
      values[k].set(x, (t - warmup) * size);
      logDensity[k][t - warmup] = logs[k];
    }
    if ((t + 1) % every === 0 || t === total - 1) {
      const label = t < warmup ? "warm-up" : "draws";
      onProgress?.({ done: t + 1, total, label });
    }
  }
  return at.map((_, k) => ({
    values: values[k],
    logDensity: logDensity[k],
    acceptance: accepted[k] / draws,
    divergences: 0,
    evaluations: total + 1,
  }));
}

function need(name: string, must: string, value: number, ok: boolean): void {
  if (ok) return;
  throw new RangeError(
    `Cannot sample as ${name} must be ${must}: current value is ${value}`,
  );
}
