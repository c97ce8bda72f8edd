/**
 * Activations, elementwise but for softmax.
 *
 * @module
 */

import type { Value } from "lib/graph/graph.ts";
import {
  add,
  exp,
  indicator,
  multiply,
  square,
  subtract,
  unary,
} from "lib/graph/ops/arithmetic.ts";
import { sum } from "lib/graph/ops/reduce.ts";

/** An elementwise activation. */
export type Activation = (a: Value) => Value;

/** Hyperbolic tangent. */
export function tanh(a: Value): Value {
  return unary(
    "Tanh",
    a,
    (g, out) => multiply(g, add(multiply(square(out), -1), 1)),
  );
}

/** Logistic function `1 / (1 + e⁻ᵃ)`. */
export function sigmoid(a: Value): Value {
  return unary(
    "Sigmoid",
    a,
    (g, out) => multiply(g, multiply(out, add(multiply(out, -1), 1))),
  );
}

/** `max(a, 0)`. */
export function relu(a: Value): Value {
  return unary("Relu", a, (g) => multiply(g, indicator("Greater", a, 0)));
}

/** `a` above zero, `eᵃ − 1` below (Clevert, Unterthiner and Hochreiter, 2016). */
export function elu(a: Value): Value {
  // Below zero the slope eᵃ is the output plus one, above zero it is one.
  return unary("Elu", a, (g, out) => {
    const below = indicator("Less", a, 0);
    return multiply(g, add(multiply(below, out), 1));
  });
}

/** `ln(1 + eᵃ)`. */
export function softplus(a: Value): Value {
  return unary("Softplus", a, (g) => multiply(g, sigmoid(a)));
}

/** `a · sigmoid(a)`, also called swish. */
export function silu(a: Value): Value {
  return multiply(a, sigmoid(a));
}

/** `a · Φ(a)` with the normal distribution function, by `erf`. */
export function gelu(a: Value): Value {
  return multiply(a, normalDistribution(a));
}

function normalDistribution(a: Value): Value {
  return multiply(add(erf(multiply(a, Math.SQRT1_2)), 1), 0.5);
}

/** Error function. */
export function erf(a: Value): Value {
  return unary(
    "Erf",
    a,
    (g) =>
      multiply(
        g,
        multiply(exp(multiply(square(a), -1)), 2 / Math.sqrt(Math.PI)),
      ),
  );
}

/** Exponentials over their sum, along the last axis. */
export function softmax(a: Value): Value {
  const last = a.shape.length - 1;
  const [out] = a.graph.emit("Softmax", [a], [a.shape], {
    attributes: { axis: { int: last } },
    backward: ([g]) => {
      if (g === null) return [null];
      const weighted = multiply(g, out);
      const total = sum(weighted, { axes: [last], keepDimensions: true });
      return [subtract(weighted, multiply(out, total))];
    },
  });
  return out;
}

/** Logarithm of {@linkcode softmax}, without its overflow. */
export function logSoftmax(a: Value): Value {
  const last = a.shape.length - 1;
  const [out] = a.graph.emit("LogSoftmax", [a], [a.shape], {
    attributes: { axis: { int: last } },
    backward: ([g]) => {
      if (g === null) return [null];
      const total = sum(g, { axes: [last], keepDimensions: true });
      return [subtract(g, multiply(exp(out), total))];
    },
  });
  return out;
}
