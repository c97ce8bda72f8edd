/**
 * Several nodes as one operation with a gradient of its own: where that of the
 * whole takes fewer nodes than those of its parts one after the other.
 *
 * @module
 */

import type { Backward, Operation, Value } from "lib/graph/graph.ts";
import { stopGradient } from "lib/graph/ops/arithmetic.ts";

/** Nodes of a composite operation, and how gradients pass back through all. */
export interface CompositeParts {
  /** What comes out. */
  readonly outputs: readonly Value[];
  /** Gradients of the outputs in, gradients of the inputs out. */
  readonly backward: Backward;
}

/**
 * One operation of many nodes. It can be differentiated once.
 *
 * @param inputs What it reads.
 * @param build Appends its nodes; gets the inputs cut off from what is before
 * them, so that no gradients of single nodes are taken.
 * @returns Its outputs. Gradients that pass back through them refuse to be
 * differentiated again, with a TypeError.
 */
export function composite(
  inputs: readonly Value[],
  build: (inputs: readonly Value[]) => CompositeParts,
): Value[] {
  const { outputs, backward } = build(inputs.map(stopGradient));
  if (!inputs.some((input) => input.differentiable)) return [...outputs];
  return produced(
    outputs,
    inputs,
    (gradients) =>
      backward(gradients.map((g) => g === null ? null : stopGradient(g)))
        .map((g) => g === null ? null : produced([g], inputs, refuse)[0]),
  );
}

/** Values as the outputs of one operation. */
function produced(
  values: readonly Value[],
  inputs: readonly Value[],
  backward: Backward,
): Value[] {
  const outputs: Value[] = [];
  const producer: Operation = { inputs, outputs, backward };
  for (const value of values) {
    outputs.push({ ...value, producer, differentiable: true });
  }
  return outputs;
}

function refuse(): never {
  throw new TypeError(
    "Cannot differentiate twice as each operation on the way must have a second gradient: one of several nodes, such as a recurrent layer, has none",
  );
}
