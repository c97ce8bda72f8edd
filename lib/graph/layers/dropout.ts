/**
 * Dropout (Srivastava et al., 2014).
 *
 * @module
 */

import type { Value } from "lib/graph/graph.ts";
import { multiply } from "lib/graph/ops/arithmetic.ts";

/**
 * In training, zeroes each element with a probability and scales the others
 * up; otherwise the value itself.
 *
 * @param probability Of a zero, in [0, 1).
 * @throws {RangeError} If the probability is outside [0, 1).
 */
export function dropout(x: Value, probability: number): Value {
  if (!(probability >= 0 && probability < 1)) {
    throw new RangeError(
      `Cannot drop out as the probability must be in [0, 1): current value is ${probability}`,
    );
  }
  if (probability === 0 || x.graph.mode !== "training") return x;
  return multiply(x, x.graph.noise(x.shape, 1 - probability));
}
