/**
 * A whole training step as one ONNX graph: forward pass, gradients, clipping,
 * schedule and optimizer.
 *
 * Parameters, moments and running states go in and come out as flat vectors,
 * so that a step is one call of the runtime however many layers there are.
 *
 * @module
 */

import { gradients } from "lib/graph/gradients.ts";
import type { Graph, Value } from "lib/graph/graph.ts";
import { writeModel } from "lib/graph/onnx/write.ts";
import type { OnnxNode, OnnxValue } from "lib/graph/onnx/write.ts";
import {
  add,
  castToFloat,
  divide,
  minimum,
  multiply,
  sqrt,
  square,
} from "lib/graph/ops/arithmetic.ts";
import { concat, reshape } from "lib/graph/ops/layout.ts";
import { sum } from "lib/graph/ops/reduce.ts";
import type { Optimizer } from "lib/graph/optimize/optimizer.ts";
import type { Schedule } from "lib/graph/optimize/schedule.ts";
import { sizeOf } from "lib/graph/shape.ts";

/** How a network is trained. */
export interface TrainingOptions {
  /** Rule by which gradients change parameters. */
  readonly optimizer: Optimizer;
  /** Learning rate by step. */
  readonly schedule: Schedule;
  /** Longest gradient, in the Euclidean norm. @default {Infinity} */
  readonly clipNorm?: number;
}

/** One tensor's place in a flat vector. */
export interface Place {
  /** Its name. */
  readonly name: string;
  /** Its first element. */
  readonly offset: number;
  /** Its number of elements. */
  readonly size: number;
}

/** A training step as bytes, with what is needed to run it. */
export interface TrainingGraph {
  /** The ONNX file. */
  readonly model: Uint8Array;
  /** Places of the parameters in `parameters`. */
  readonly parameters: readonly Place[];
  /** Places of the running states in `states`. */
  readonly states: readonly Place[];
  /** Number of moment vectors. */
  readonly moments: number;
  /** First parameters. */
  readonly initialParameters: Float32Array;
  /** First running states. */
  readonly initialStates: Float32Array;
  /** Masks to draw at each step. */
  readonly noises: readonly {
    readonly name: string;
    readonly dims: readonly number[];
    readonly keep: number;
  }[];
}

/**
 * Completes a training graph with gradients and an optimizer.
 *
 * @param graph A graph in training mode.
 * @param loss What to make small, a scalar.
 * @param options Optimizer, schedule and clipping.
 * @throws {TypeError} If there is no parameter, or one does not touch the loss.
 */
export function buildTrainingGraph(
  graph: Graph,
  loss: Value,
  options: TrainingOptions,
): TrainingGraph {
  const { optimizer, schedule, clipNorm = Infinity } = options;
  const { parameters, states } = graph;
  if (parameters.length === 0) {
    throw new TypeError(
      "Cannot train as the network must have at least one parameter: current number is 0",
    );
  }
  const size = parameters.reduce((n, p) => n + p.initial.length, 0);
  const flat = (name: string) => graph.input(name, [size]);
  const before = flat("parameters");
  const moments = Array.from(
    { length: optimizer.moments },
    (_, i) => flat(`moment_${i}`),
  );
  const step = graph.input("step", [], { type: "float64" });

  const gradient = flatGradient(loss, parameters.map((p) => p.value));
  const after = optimizer.apply({
    parameters: before,
    gradient: clipped(gradient, clipNorm),
    decays: decayMask(graph),
    moments,
    rate: schedule(castToFloat(step)),
    step,
  });

  const outputs: OnnxValue[] = [];
  const publish = (value: Value, name: string) => {
    graph.rename(value, name);
    outputs.push({ name, shape: value.shape });
  };
  publish(loss, "loss");
  publish(after.parameters, "parameters_next");
  after.moments.forEach((m, i) => publish(m, `moment_${i}_next`));
  const unpack = [unpackNodes("parameters", parameters)];
  if (states.length > 0) {
    const width = states.reduce((n, s) => n + s.initial.length, 0);
    graph.input("states", [width]);
    unpack.push(unpackNodes("states", states));
    const flat = graph.integers([-1]).name;
    for (const { value, next } of states) {
      graph.nodes.push({
        op: "Reshape",
        inputs: [next, flat],
        outputs: [`${value.name}_next_flat`],
      });
    }
    graph.nodes.push({
      op: "Concat",
      inputs: states.map(({ value }) => `${value.name}_next_flat`),
      outputs: ["states_next"],
      attributes: { axis: { int: 0 } },
    });
    outputs.push({ name: "states_next", shape: [width] });
  }

  const noises = graph.noises.map(({ value, keep }) => ({
    name: value.name,
    dims: value.shape as number[],
    keep,
  }));
  return {
    model: writeModel({
      nodes: [...unpack.flatMap((u) => u.nodes), ...graph.nodes],
      initializers: [
        ...graph.initializers,
        ...unpack.flatMap((u) => u.initializers),
      ],
      inputs: [
        ...graph.inputs,
        ...noises.map(({ name, dims }) => ({ name, shape: dims })),
      ],
      outputs,
    }),
    parameters: places(parameters),
    states: places(states),
    moments: optimizer.moments,
    initialParameters: joined(parameters.map((p) => p.initial)),
    initialStates: joined(states.map((s) => s.initial)),
    noises,
  };
}

/**
 * A forward pass whose parameters are fed as flat vectors: validation during
 * training, without a new session for each set of weights.
 *
 * @param graph A graph in evaluation mode.
 * @param outputs Values to return, by name.
 */
export function buildEvaluationGraph(
  graph: Graph,
  outputs: Readonly<Record<string, Value>>,
): Uint8Array {
  const results = Object.entries(outputs).map(([name, value]) => {
    graph.rename(value, name);
    return { name, shape: value.shape, type: value.type };
  });
  const groups = [
    { name: "parameters", members: graph.parameters },
    { name: "states", members: graph.states },
  ].filter(({ members }) => members.length > 0);
  const inputs = groups.map(({ name, members }) => ({
    name,
    shape: [members.reduce((n, m) => n + m.initial.length, 0)],
  }));
  const unpack = groups.map(({ name, members }) => unpackNodes(name, members));
  return writeModel({
    nodes: [...unpack.flatMap((u) => u.nodes), ...graph.nodes],
    initializers: [
      ...graph.initializers,
      ...unpack.flatMap((u) => u.initializers),
    ],
    inputs: [...graph.inputs, ...inputs],
    outputs: results,
  });
}

/**
 * An inference graph as a file, its parameters inside.
 *
 * @param graph A graph in inference mode.
 * @param outputs Values to return, by name.
 * @param metadata Text to store beside the graph. @default {{}}
 */
export function buildInferenceGraph(
  graph: Graph,
  outputs: Readonly<Record<string, Value>>,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array<ArrayBuffer> {
  const results = Object.entries(outputs).map(([name, value]) => {
    graph.rename(value, name);
    return { name, shape: value.shape, type: value.type };
  });
  return writeModel({
    nodes: graph.nodes,
    initializers: graph.initializers,
    inputs: graph.inputs,
    outputs: results,
    metadata,
  });
}

/** All gradients as one vector. */
function flatGradient(loss: Value, parameters: readonly Value[]): Value {
  const parts = gradients(loss, parameters).map((gradient, i) => {
    if (gradient === null) {
      throw new TypeError(
        `Cannot train "${
          parameters[i].name
        }" as every parameter must touch the loss`,
      );
    }
    return reshape(gradient, [sizeOf(gradient.shape)]);
  });
  return concat(parts, 0);
}

/** The gradient, shortened to a norm if it is longer. */
function clipped(gradient: Value, norm: number): Value {
  if (norm === Infinity) return gradient;
  const length = sqrt(add(sum(square(gradient)), 1e-24));
  const { graph } = gradient;
  return multiply(gradient, minimum(divide(graph.scalar(norm), length), 1));
}

function decayMask(graph: Graph): Value {
  const ones = graph.parameters.map(({ initial, decays }) =>
    new Float32Array(initial.length).fill(decays ? 1 : 0)
  );
  const mask = joined(ones);
  return graph.constant(mask, [mask.length]);
}

interface Member {
  readonly value: Value;
  readonly initial: Float32Array;
}

/** Nodes that cut a flat vector into its tensors. */
function unpackNodes(name: string, members: readonly Member[]) {
  const lengths = `${name}_lengths`;
  const nodes: OnnxNode[] = [{
    op: "Split",
    inputs: [name, lengths],
    outputs: members.map(({ value }) => `${value.name}_flat`),
    attributes: { axis: { int: 0 } },
  }];
  const initializers = [{
    name: lengths,
    dims: [members.length],
    data: BigInt64Array.from(members, (m) => BigInt(m.initial.length)),
  }];
  for (const { value } of members) {
    const shape = `${value.name}_shape`;
    nodes.push({
      op: "Reshape",
      inputs: [`${value.name}_flat`, shape],
      outputs: [value.name],
    });
    initializers.push({
      name: shape,
      dims: [value.shape.length],
      data: BigInt64Array.from(value.shape, (d) => BigInt(d as number)),
    });
  }
  return { nodes, initializers };
}

function places(members: readonly Member[]): Place[] {
  let offset = 0;
  return members.map(({ value, initial }) => {
    const place = { name: value.name, offset, size: initial.length };
    offset += initial.length;
    return place;
  });
}

function joined(parts: readonly Float32Array[]): Float32Array {
  const all = new Float32Array(parts.reduce((n, p) => n + p.length, 0));
  let offset = 0;
  for (const part of parts) {
    all.set(part, offset);
    offset += part.length;
  }
  return all;
}
