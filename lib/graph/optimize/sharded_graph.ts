/**
 * A training step in parts: one graph gives the gradient over a part of a
 * batch, another what the mean of the parts' gradients does to the parameters.
 *
 * A loss that is a mean over rows has the mean of its parts' gradients as its
 * gradient where the parts are of one size; up to rounding, that is the step of
 * the whole batch.
 *
 * @module
 */

import type { Graph, Value } from "lib/graph/graph.ts";
import { writeModel } from "lib/graph/onnx/write.ts";
import {
  decayMask,
  flatGradient,
  joined,
  places,
  unpackNodes,
} from "lib/graph/optimize/flat_parameters.ts";
import {
  drawnMasks,
  type TrainingLayout,
} from "lib/graph/optimize/training_graph.ts";
import {
  buildUpdateGraph,
  type TrainingOptions,
} from "lib/graph/optimize/update_graph.ts";

/** A training step in parts as bytes, with what is needed to run it. */
export interface ShardedTrainingGraph extends TrainingLayout {
  /** Parts of a batch. */
  readonly shards: number;
  /** ONNX file: parameters, a part and its masks to loss and gradient. */
  readonly gradient: Uint8Array;
  /** ONNX file: parameters, moments, gradient and step to the next ones. */
  readonly update: Uint8Array;
}

/**
 * Completes a training graph over a part of a batch.
 *
 * @param graph A graph in training mode, its inputs of `batch / shards` rows.
 * @param loss What to make small, a scalar: a mean over rows.
 * @param options Optimizer, schedule, clipping; the number of parts.
 * @throws {RangeError} If the network has running states: each part would have
 * statistics of its own.
 * @throws {TypeError} If there is no parameter, or one does not touch the loss.
 */
export function buildShardedGraph(
  graph: Graph,
  loss: Value,
  options: TrainingOptions & { readonly shards: number },
): ShardedTrainingGraph {
  const { shards, optimizer } = options;
  const { parameters, states } = graph;
  if (states.length > 0) {
    throw new RangeError(
      `Cannot train in ${shards} shards as the network must have no running states: current ones are ${
        states.map(({ value }) => value.name).join(", ")
      }. Use one shard`,
    );
  }
  const flat = flatGradient(loss, parameters.map((p) => p.value));
  graph.rename(loss, "loss");
  graph.rename(flat, "gradient");
  const initialParameters = joined(parameters.map((p) => p.initial));
  const unpack = unpackNodes("parameters", parameters);
  const noises = drawnMasks(graph);
  return {
    shards,
    gradient: writeModel({
      nodes: [...unpack.nodes, ...graph.nodes],
      initializers: [...graph.initializers, ...unpack.initializers],
      inputs: [
        ...graph.inputs,
        { name: "parameters", shape: [initialParameters.length] },
        ...noises.map(({ name, dims }) => ({ name, shape: dims })),
      ],
      outputs: [
        { name: "loss", shape: loss.shape },
        { name: "gradient", shape: flat.shape },
      ],
    }),
    update: buildUpdateGraph(decayMask(parameters), options),
    parameters: places(parameters),
    states: [],
    moments: optimizer.moments,
    initialParameters,
    initialStates: new Float32Array(),
    noises,
  };
}
