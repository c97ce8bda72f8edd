/**
 * Elementwise arithmetic with NumPy's broadcasting.
 *
 * @module
 */

import type { Value } from "lib/graph/graph.ts";
import { sumTo } from "lib/graph/ops/reduce.ts";
import { broadcastShape } from "lib/graph/shape.ts";

/** What elementwise operations take beside a value. */
export type Operand = Value | number;

/** `a + b`. */
export function add(a: Value, b: Operand): Value {
  return binary("Add", a, b, () => [(g) => g, (g) => g]);
}

/** `a − b`. */
export function subtract(a: Value, b: Operand): Value {
  return binary("Sub", a, b, () => [(g) => g, negate]);
}

/** `a · b`, element by element. */
export function multiply(a: Value, b: Operand): Value {
  return binary("Mul", a, b, (x, y) => [
    (g) => multiply(g, y),
    (g) => multiply(g, x),
  ]);
}

/** `a / b`, element by element. */
export function divide(a: Value, b: Operand): Value {
  return binary("Div", a, b, (_, y, out) => [
    (g) => divide(g, y),
    (g) => negate(divide(multiply(g, out), y)),
  ]);
}

/** The larger of `a` and `b`; a tie gives its gradient to `a`. */
export function maximum(a: Value, b: Operand): Value {
  return binary("Max", a, b, (x, y) => [
    (g) => multiply(g, indicator("GreaterOrEqual", x, y)),
    (g) => multiply(g, indicator("Less", x, y)),
  ]);
}

/** The smaller of `a` and `b`; a tie gives its gradient to `a`. */
export function minimum(a: Value, b: Operand): Value {
  return binary("Min", a, b, (x, y) => [
    (g) => multiply(g, indicator("LessOrEqual", x, y)),
    (g) => multiply(g, indicator("Greater", x, y)),
  ]);
}

/** `−a`. */
export function negate(a: Value): Value {
  return unary("Neg", a, negate);
}

/** `a²`. */
export function square(a: Value): Value {
  return multiply(a, a);
}

/** `√a`. */
export function sqrt(a: Value): Value {
  return unary("Sqrt", a, (g, out) => divide(multiply(g, 0.5), out));
}

/** `eᵃ`. */
export function exp(a: Value): Value {
  return unary("Exp", a, (g, out) => multiply(g, out));
}

/** `ln a`. */
export function log(a: Value): Value {
  return unary("Log", a, (g) => divide(g, a));
}

/** `|a|`, with gradient 0 at 0. */
export function abs(a: Value): Value {
  return unary("Abs", a, (g) => multiply(g, unary("Sign", a)));
}

/** 1 where the comparison holds, else 0; no gradient passes. */
export function indicator(
  comparison: "Greater" | "GreaterOrEqual" | "Less" | "LessOrEqual",
  a: Value,
  b: Operand,
): Value {
  const other = operand(a, b);
  const shape = broadcastShape(comparison, a.shape, other.shape);
  const [truth] = a.graph.emit(comparison, [a, other], [shape], {
    type: "bool",
  });
  return castToFloat(truth);
}

/** A value as float32; no gradient passes. */
export function castToFloat(a: Value): Value {
  const FLOAT = 1;
  const [out] = a.graph.emit("Cast", [a], [a.shape], {
    attributes: { to: { int: FLOAT } },
  });
  return out;
}

/** The same elements, through which no gradient passes. */
export function stopGradient(a: Value): Value {
  return { ...a, producer: null, differentiable: false };
}

/**
 * A node of one input that keeps the shape.
 *
 * @param op ONNX operator.
 * @param a Its input.
 * @param backward Gradient of the input from that of the output and the output.
 */
export function unary(
  op: string,
  a: Value,
  backward?: (gradient: Value, out: Value) => Value,
): Value {
  const [out] = a.graph.emit(
    op,
    [a],
    [a.shape],
    backward === undefined
      ? {}
      : { backward: ([g]) => [g === null ? null : backward(g, out)] },
  );
  return out;
}

type Partial = (gradient: Value) => Value;

function binary(
  op: string,
  a: Value,
  b: Operand,
  partials: (a: Value, b: Value, out: Value) => [Partial, Partial],
): Value {
  const other = operand(a, b);
  const shape = broadcastShape(op, a.shape, other.shape);
  const [out] = a.graph.emit(op, [a, other], [shape], {
    backward: ([g]) => {
      if (g === null) return [null, null];
      const [first, second] = partials(a, other, out);
      return [
        a.differentiable ? sumTo(first(g), a.shape) : null,
        other.differentiable ? sumTo(second(g), other.shape) : null,
      ];
    },
  });
  return out;
}

function operand(a: Value, b: Operand): Value {
  return typeof b === "number" ? a.graph.scalar(b) : b;
}
