/**
 * Reverse-mode differentiation: appends to a graph the nodes that compute the
 * gradient of a scalar.
 *
 * @module
 */

import type { Operation, Value } from "lib/graph/graph.ts";
import { add } from "lib/graph/ops/arithmetic.ts";
import { shapeText } from "lib/graph/shape.ts";

/**
 * Gradients of a scalar with respect to values of its graph.
 *
 * @param loss A scalar.
 * @param values Parameters, differentiable inputs, or anything between.
 * @param seed Gradient of what comes after `loss`; with it `loss` may have any
 * shape. @default {1}
 * @returns One gradient a value, of its shape; null where `loss` does not
 * depend on it.
 * @throws {TypeError} If `loss` is no scalar and there is no seed.
 *
 * @example d(x²)/dx = 2x
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { gradients } from "lib/graph/gradients.ts";
 * import { Graph } from "lib/graph/graph.ts";
 * import { multiply } from "lib/graph/ops/arithmetic.ts";
 *
 * const graph = new Graph({ mode: "inference" });
 * const x = graph.input("x", [], { differentiable: true });
 * const [dx] = gradients(multiply(x, x), [x]);
 * assertEquals(dx?.shape, []);
 * ```
 */
export function gradients(
  loss: Value,
  values: readonly Value[],
  seed?: Value,
): (Value | null)[] {
  if (seed === undefined && loss.shape.length > 0) {
    throw new TypeError(
      `Cannot differentiate "${loss.name}" as a loss must be a scalar: current shape is ${
        shapeText(loss.shape)
      }`,
    );
  }
  // A value behind stopGradient() still has the name of the one before it.
  if (!loss.differentiable) return values.map(() => null);
  const arriving = new Map<string, Value>();
  arriving.set(loss.name, seed ?? loss.graph.scalar(1));
  for (const operation of operationsBefore(loss).reverse()) {
    const { inputs, outputs, backward } = operation;
    const out = outputs.map(({ name }) => arriving.get(name) ?? null);
    if (out.every((g) => g === null)) continue;
    backward(out).forEach((gradient, i) => {
      const input = inputs[i];
      if (gradient === null || !input.differentiable) return;
      const sofar = arriving.get(input.name);
      arriving.set(
        input.name,
        sofar === undefined ? gradient : add(sofar, gradient),
      );
    });
  }
  return values.map(({ name }) => arriving.get(name) ?? null);
}

/** Operations that lead to a value, each after those it depends on. */
function operationsBefore(value: Value): Operation[] {
  const order: Operation[] = [];
  const seen = new Set<Operation>();
  const stack: { operation: Operation; next: number }[] = [];
  const visit = ({ producer }: Value) => {
    if (producer === null || seen.has(producer)) return;
    seen.add(producer);
    stack.push({ operation: producer, next: 0 });
  };
  visit(value);
  while (stack.length > 0) {
    const top = stack[stack.length - 1];
    if (top.next < top.operation.inputs.length) {
      visit(top.operation.inputs[top.next++]);
    } else {
      order.push(top.operation);
      stack.pop();
    }
  }
  return order;
}
