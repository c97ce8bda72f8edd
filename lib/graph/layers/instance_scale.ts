/**
 * Reversible instance normalization: each sequence brought to mean 0 and
 * variance 1 by its own past, and what is predicted from it brought back (Kim
 * et al., ICLR 2022, equations 1 and 2, without the affine map, whose effect
 * the layers around it can take over).
 *
 * A sequence that does not move is divided by √ε = 0.003 and stays 0.
 *
 * @module
 */

import type { Value } from "lib/graph/graph.ts";
import { add, multiply } from "lib/graph/ops/arithmetic.ts";
import { standardized } from "lib/graph/ops/normalize.ts";

/** Sequences without their level and scale, and these. */
export interface InstanceScaled {
  /** Sequences of mean 0 and variance 1 `[… × time]`. */
  readonly unit: Value;
  /** Their means `[… × 1]`. */
  readonly level: Value;
  /** Their standard deviations `[… × 1]`. */
  readonly scale: Value;
  /** Brings values `[… × any]` back to the units of the sequences. */
  readonly restore: (unit: Value) => Value;
}

/** Takes level and scale out of sequences. @param x Sequences `[… × time]`. */
export function instanceScale(x: Value): InstanceScaled {
  const { unit, average: level, deviation: scale } = standardized(x, [-1]);
  return {
    unit,
    level,
    scale,
    restore: (value) => add(multiply(value, scale), level),
  };
}
