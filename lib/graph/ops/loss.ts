/**
 * Losses: scalars to be made small.
 *
 * @module
 */

import { checkSameShape, type Value } from "lib/graph/graph.ts";
import { logSoftmax, softplus } from "lib/graph/ops/activation.ts";
import {
  abs,
  add,
  maximum,
  minimum,
  multiply,
  negate,
  square,
  subtract,
} from "lib/graph/ops/arithmetic.ts";
import { mean, sum } from "lib/graph/ops/reduce.ts";

/** Mean of `(prediction − target)²`. */
export function meanSquaredError(prediction: Value, target: Value): Value {
  checkSameShape("compare", prediction, target);
  return mean(square(subtract(prediction, target)));
}

/** Mean of `|prediction − target|`. */
export function meanAbsoluteError(prediction: Value, target: Value): Value {
  checkSameShape("compare", prediction, target);
  return mean(abs(subtract(prediction, target)));
}

/**
 * Huber's loss: `e²/2` up to `delta`, beyond it `delta (|e| − delta/2)`.
 *
 * @param delta Where the loss turns linear. @default {1}
 */
export function huber(prediction: Value, target: Value, delta = 1): Value {
  checkSameShape("compare", prediction, target);
  const size = abs(subtract(prediction, target));
  const near = minimum(size, delta);
  const far = subtract(size, near);
  return mean(add(multiply(square(near), 0.5), multiply(far, delta)));
}

/**
 * Mean pinball loss of a quantile (Koenker and Bassett, 1978).
 *
 * @param level Probability of the quantile, in (0, 1).
 */
export function pinball(
  prediction: Value,
  target: Value,
  level: number,
): Value {
  checkSameShape("compare", prediction, target);
  const error = subtract(target, prediction);
  return mean(maximum(multiply(error, level), multiply(error, level - 1)));
}

/**
 * Mean cross-entropy of classes.
 *
 * @param logits Values `[n × classes]`.
 * @param target Probabilities `[n × classes]`, such as one-hot rows.
 */
export function crossEntropy(logits: Value, target: Value): Value {
  checkSameShape("compare", logits, target);
  return negate(
    mean(sum(multiply(target, logSoftmax(logits)), { axes: [-1] })),
  );
}

/**
 * Mean cross-entropy of yes or no, from the logit of yes.
 *
 * @param target 1 for yes, 0 for no, or a probability.
 */
export function binaryCrossEntropy(logits: Value, target: Value): Value {
  checkSameShape("compare", logits, target);
  return mean(subtract(softplus(logits), multiply(logits, target)));
}
