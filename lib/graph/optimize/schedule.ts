/**
 * Learning rates that depend on the step, as nodes of the training graph.
 *
 * @module
 */

import type { Value } from "lib/graph/graph.ts";
import {
  add,
  divide,
  maximum,
  minimum,
  multiply,
  unary,
} from "lib/graph/ops/arithmetic.ts";

/** A learning rate as a function of the step (a float32 scalar, from 1). */
export type Schedule = (step: Value) => Value;

/** The same rate at every step. */
export function constantRate(rate: number): Schedule {
  return (step) => step.graph.scalar(rate);
}

/** Options of {@linkcode cosineRate}. */
export interface CosineRateOptions {
  /** Steps in all; after them the rate stays at its floor. */
  readonly steps: number;
  /** Steps over which the rate first rises from 0. @default {0} */
  readonly warmup?: number;
  /** Rate at the end, as a share of the peak. @default {0} */
  readonly floor?: number;
}

/**
 * Linear warm-up to a peak, then half a cosine down (Loshchilov and Hutter,
 * 2017, without restarts).
 */
export function cosineRate(peak: number, options: CosineRateOptions): Schedule {
  const { steps, warmup = 0, floor = 0 } = options;
  if (!(warmup >= 0 && warmup < steps)) {
    throw new RangeError(
      `Cannot schedule ${steps} steps as the warm-up must be shorter: current value is ${warmup}`,
    );
  }
  return (step) => {
    const rest = steps - warmup;
    const done = minimum(maximum(multiply(add(step, -warmup), 1 / rest), 0), 1);
    const wave = add(unary("Cos", multiply(done, Math.PI)), 1);
    const fallen = add(multiply(wave, (1 - floor) / 2), floor);
    if (warmup === 0) return multiply(fallen, peak);
    const risen = minimum(divide(step, warmup), 1);
    return multiply(multiply(fallen, risen), peak);
  };
}
