/**
 * A whole training step as one ONNX graph: forward pass, gradients, clipping,
 * schedule and optimizer.
 *
 * Parameters, moments and running states go in and come out as flat vectors,
 * so that a step is one call of the runtime however many layers there are.
 *
 * @module
 */

import type { Graph, Value } from "lib/graph/graph.ts";
import { type OnnxValue, writeModel } from "lib/graph/onnx/write.ts";
import {
  decayMask,
  flatGradient,
  joined,
  type Place,
  places,
  unpackNodes,
} from "lib/graph/optimize/flat_parameters.ts";
import {
  appendUpdate,
  type TrainingOptions,
} from "lib/graph/optimize/update_graph.ts";

/** What a network's training keeps and draws. */
export interface TrainingLayout {
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

/** A training step as bytes, with what is needed to run it. */
export interface TrainingGraph extends TrainingLayout {
  /** The ONNX file. */
  readonly model: Uint8Array;
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
  const { parameters, states } = graph;
  if (parameters.length === 0) {
    throw new TypeError(
      "Cannot train as the network must have at least one parameter: current number is 0",
    );
  }
  const updated = appendUpdate(
    flatGradient(loss, parameters.map((p) => p.value)),
    decayMask(parameters),
    options,
  );
  graph.rename(loss, "loss");
  const outputs: OnnxValue[] = [
    { name: "loss", shape: loss.shape },
    ...updated,
  ];
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

  const noises = drawnMasks(graph);
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
    moments: options.optimizer.moments,
    initialParameters: joined(parameters.map((p) => p.initial)),
    initialStates: joined(states.map((s) => s.initial)),
    noises,
  };
}

/** Masks that a training graph is fed at each step. */
export function drawnMasks(graph: Graph): TrainingLayout["noises"] {
  return graph.noises.map(({ value, keep }) => ({
    name: value.name,
    dims: value.shape as number[],
    keep,
  }));
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
