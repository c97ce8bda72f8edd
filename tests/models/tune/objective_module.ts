/** Objectives that worker threads and child processes load. */

import { makeRng } from "lib/core/rng.ts";
import type { Trial } from "lib/models/tune/trial.ts";

/** A noisy bowl that reports, stops early, and fails where x is above 0.9. */
export function objective(trial: Trial, data?: unknown): number {
  const { shift = 0, slowMs = 0 } = (data ?? {}) as {
    shift?: number;
    slowMs?: number;
  };
  const x = Number(trial.params.x);
  const noise = makeRng(trial.seed).normal();
  if (slowMs > 0) {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, slowMs);
  }
  if (x > 0.9) throw new RangeError("x must not be above 0.9");
  const value = (x - 0.4 - shift) ** 2 + 0.01 * noise;
  for (let step = 1; step <= 4; ++step) {
    trial.report(step, value + 1 / step);
    if (trial.shouldPrune()) trial.prune();
  }
  return value;
}

/** Answers what no study can use. */
export function notANumber(): number {
  return NaN;
}
