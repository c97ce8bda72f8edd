/**
 * What a gradient does to the parameters: clipping, schedule and optimizer, as
 * the end of a training step or as a graph of its own.
 *
 * @module
 */

import { Graph, type Value } from "lib/graph/graph.ts";
import { type OnnxValue, writeModel } from "lib/graph/onnx/write.ts";
import {
  add,
  castToFloat,
  divide,
  minimum,
  multiply,
  sqrt,
  square,
} from "lib/graph/ops/arithmetic.ts";
import { sum } from "lib/graph/ops/reduce.ts";
import type { Optimizer } from "lib/graph/optimize/optimizer.ts";
import type { Schedule } from "lib/graph/optimize/schedule.ts";

/** How a network is trained. */
export interface TrainingOptions {
  /** Rule by which gradients change parameters. */
  readonly optimizer: Optimizer;
  /** Learning rate by step. */
  readonly schedule: Schedule;
  /** Longest gradient, in the Euclidean norm. @default {Infinity} */
  readonly clipNorm?: number;
}

/**
 * Appends an update to a graph, with inputs `parameters`, `moment_…` and `step`.
 *
 * @param gradient Gradient by all parameters, flat.
 * @param decays 1 where weight decay applies, else 0, flat.
 * @param options Optimizer, schedule and clipping.
 * @returns The outputs `parameters_next` and `moment_…_next`.
 */
export function appendUpdate(
  gradient: Value,
  decays: Float32Array,
  { optimizer, schedule, clipNorm = Infinity }: TrainingOptions,
): OnnxValue[] {
  const { graph } = gradient;
  const flat = (name: string) => graph.input(name, [decays.length]);
  const parameters = flat("parameters");
  const moments = Array.from(
    { length: optimizer.moments },
    (_, i) => flat(`moment_${i}`),
  );
  const step = graph.input("step", [], { type: "float64" });
  const after = optimizer.apply({
    parameters,
    gradient: clipped(gradient, clipNorm),
    decays: graph.constant(decays, [decays.length]),
    moments,
    rate: schedule(castToFloat(step)),
    step,
  });
  const named = [
    { value: after.parameters, name: "parameters_next" },
    ...after.moments.map((value, i) => ({ value, name: `moment_${i}_next` })),
  ];
  return named.map(({ value, name }) => {
    graph.rename(value, name);
    return { name, shape: value.shape };
  });
}

/**
 * An update as a graph of its own, its gradient an input.
 *
 * @param decays 1 where weight decay applies, else 0, flat.
 * @param options Optimizer, schedule and clipping.
 */
export function buildUpdateGraph(
  decays: Float32Array,
  options: TrainingOptions,
): Uint8Array {
  const graph = new Graph({ mode: "inference", weights: new Map() });
  const gradient = graph.input("gradient", [decays.length]);
  const outputs = appendUpdate(gradient, decays, options);
  const { nodes, initializers, inputs } = graph;
  return writeModel({ nodes, initializers, inputs, outputs });
}

/** The gradient, shortened to a norm if it is longer. */
function clipped(gradient: Value, norm: number): Value {
  if (norm === Infinity) return gradient;
  const length = sqrt(add(sum(square(gradient)), 1e-24));
  const { graph } = gradient;
  return multiply(gradient, minimum(divide(graph.scalar(norm), length), 1));
}
