/**
 * Optimizers as nodes of the training graph, on one flat vector of all
 * parameters.
 *
 * @module
 */

import type { Value } from "lib/graph/graph.ts";
import {
  add,
  divide,
  multiply,
  sqrt,
  square,
  subtract,
} from "lib/graph/ops/arithmetic.ts";

/** What an optimizer sees of a step. */
export interface OptimizerInput {
  /** All parameters, shape `[size]`. */
  readonly parameters: Value;
  /** Their gradient, shape `[size]`. */
  readonly gradient: Value;
  /** 1 where weight decay applies, else 0, shape `[size]`. */
  readonly decays: Value;
  /** Its moments before the step, each of shape `[size]`. */
  readonly moments: readonly Value[];
  /** Learning rate, a scalar. */
  readonly rate: Value;
  /** Number of the step, from 1, a float64 scalar. */
  readonly step: Value;
}

/** What a step gives. */
export interface OptimizerOutput {
  /** All parameters after the step. */
  readonly parameters: Value;
  /** The moments after the step. */
  readonly moments: readonly Value[];
}

/** A rule by which gradients change parameters. */
export interface Optimizer {
  /** How many vectors it keeps from step to step. */
  readonly moments: number;
  /** Appends a step to the graph. */
  apply(input: OptimizerInput): OptimizerOutput;
}

/** Options of {@linkcode adamW}. */
export interface AdamWOptions {
  /** Decay of the first moment. @default {0.9} */
  readonly beta1?: number;
  /** Decay of the second moment. @default {0.999} */
  readonly beta2?: number;
  /** Added to the root of the second moment. @default {1e-8} */
  readonly epsilon?: number;
  /** Share of a weight, times the rate, lost a step. @default {0.01} */
  readonly weightDecay?: number;
}

/**
 * Adam with decoupled weight decay (Loshchilov and Hutter, 2019, algorithm 2);
 * with `weightDecay: 0` it is Adam (Kingma and Ba, 2015).
 */
export function adamW(options: AdamWOptions = {}): Optimizer {
  const { beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8, weightDecay = 0.01 } =
    options;
  return {
    moments: 2,
    apply: ({ parameters, gradient, decays, moments, rate, step }) => {
      const first = average(moments[0], gradient, beta1);
      const second = average(moments[1], square(gradient), beta2);
      const direction = divide(
        divide(first, missingWeight(beta1, step)),
        add(sqrt(divide(second, missingWeight(beta2, step))), epsilon),
      );
      const whole = weightDecay === 0 ? direction : add(
        direction,
        multiply(multiply(parameters, decays), weightDecay),
      );
      return {
        parameters: subtract(parameters, multiply(whole, rate)),
        moments: [first, second],
      };
    },
  };
}

/** Options of {@linkcode sgd}. */
export interface SgdOptions {
  /** Share of the last velocity that is kept. @default {0} */
  readonly momentum?: number;
  /** Whether to look ahead along the velocity (Nesterov). @default {false} */
  readonly nesterov?: boolean;
  /** Share of a weight, times the rate, lost a step. @default {0} */
  readonly weightDecay?: number;
}

/** Stochastic gradient descent with momentum, as Sutskever et al. (2013). */
export function sgd(options: SgdOptions = {}): Optimizer {
  const { momentum = 0, nesterov = false, weightDecay = 0 } = options;
  return {
    moments: 1,
    apply: ({ parameters, gradient, decays, moments, rate }) => {
      const whole = weightDecay === 0 ? gradient : add(
        gradient,
        multiply(multiply(parameters, decays), weightDecay),
      );
      const velocity = add(multiply(moments[0], momentum), whole);
      const direction = nesterov
        ? add(multiply(velocity, momentum), whole)
        : velocity;
      return {
        parameters: subtract(parameters, multiply(direction, rate)),
        moments: [velocity],
      };
    },
  };
}

/** `beta · before + (1 − beta) · now`. */
function average(before: Value, now: Value, beta: number): Value {
  return add(multiply(before, beta), multiply(now, 1 - beta));
}

/** `1 − betaᵗ`, in float64: near one, float32 would lose its digits. */
function missingWeight(beta: number, step: Value): Value {
  const { graph } = step;
  const base = graph.constant(Float64Array.of(beta), []);
  const one = graph.constant(Float64Array.of(1), []);
  const type = "float64";
  const [power] = graph.emit("Pow", [base, step], [[]], { type });
  const [missing] = graph.emit("Sub", [one, power], [[]], { type });
  const FLOAT = 1;
  const [out] = graph.emit("Cast", [missing], [[]], {
    attributes: { to: { int: FLOAT } },
  });
  return out;
}
