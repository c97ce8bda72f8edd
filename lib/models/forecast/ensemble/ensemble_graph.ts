/**
 * An ensemble as one graph: its members' side by side, then what mixes them.
 *
 * @module
 */

import { decodeModel } from "lib/graph/onnx/decode.ts";
import { besideName, joinBeside, joinModels } from "lib/graph/onnx/join.ts";
import {
  type OnnxModel,
  type OnnxNode,
  writeModel,
} from "lib/graph/onnx/write.ts";
import { GRAPH_INPUT } from "lib/models/estimator.ts";
import type { BaseModel } from "lib/models/forecast/base_model.ts";
import { classGraph } from "lib/models/forecast/class_graph.ts";
import {
  PREDICTION_OUTPUT,
  PROBABILITIES_OUTPUT,
} from "lib/models/forecast/family.ts";

/** Probabilities are held off 0 by this before their logarithm is taken. */
export const LEAST_PROBABILITY = 1e-6;

/** Members' graphs side by side, and the names of what they say. */
function sideBySide(members: readonly BaseModel[]): {
  readonly graph: OnnxModel;
  readonly said: readonly string[];
  /** Name and width of the output. */
  readonly output: string;
  readonly width: number;
} {
  const { classes, horizons } = members[0].facts;
  const output = classes > 0 ? PROBABILITIES_OUTPUT : PREDICTION_OUTPUT;
  return {
    graph: joinBeside(
      members.map(({ graph, config }) => decodeModel(graph, config.name)),
    ),
    said: members.map((_, k) => besideName(k, output)),
    output,
    width: classes > 0 ? classes : horizons.length,
  };
}

/**
 * The weighted sum of what members say.
 *
 * @param weights One a member.
 */
export function weightedGraph(
  members: readonly BaseModel[],
  weights: Float64Array,
): Uint8Array {
  const { graph, said, output, width } = sideBySide(members);
  const parts = said.map((_, k) => `part_${k}`);
  return writeModel({
    ...graph,
    nodes: [
      ...graph.nodes,
      ...said.map((name, k): OnnxNode => ({
        op: "Mul",
        inputs: [name, `weight_${k}`],
        outputs: [parts[k]],
      })),
      { op: "Sum", inputs: parts, outputs: [output] },
    ],
    initializers: [
      ...graph.initializers,
      ...said.map((_, k) => ({
        name: `weight_${k}`,
        dims: [1],
        data: Float32Array.of(weights[k]),
      })),
    ],
    outputs: [{ name: output, shape: ["N", width] }],
  });
}

/**
 * A linear model of numbers on what members say of each output: one model for
 * all steps of a path.
 *
 * @param meta From `[N × K]`, a column a member, to `[N × 1]`.
 */
export function stackedNumbers(
  members: readonly BaseModel[],
  meta: OnnxModel,
): Uint8Array {
  const { graph, said, output, width } = sideBySide(members);
  const shape = (...dims: number[]) => BigInt64Array.from(dims, BigInt);
  const first: OnnxModel = {
    ...graph,
    nodes: [
      ...graph.nodes,
      ...said.map((name, k): OnnxNode => ({
        op: "Reshape",
        inputs: [name, "one_column"],
        outputs: [`column_${k}`],
      })),
      {
        op: "Concat",
        inputs: said.map((_, k) => `column_${k}`),
        outputs: [GRAPH_INPUT],
        attributes: { axis: { int: 1 } },
      },
    ],
    initializers: [
      ...graph.initializers,
      { name: "one_column", dims: [2], data: shape(-1, 1) },
    ],
    outputs: [{ name: GRAPH_INPUT, shape: ["N", members.length] }],
  };
  const last: OnnxModel = {
    nodes: [
      {
        op: "Reshape",
        inputs: ["stacked", "steps"],
        outputs: [output],
      },
    ],
    initializers: [{ name: "steps", dims: [2], data: shape(-1, width) }],
    inputs: [{ name: "stacked", shape: ["N", 1] }],
    outputs: [{ name: output, shape: ["N", width] }],
  };
  return writeModel(joinModels(joinModels(first, meta), last));
}

/**
 * Linear models of classes on the logarithms of members' probabilities.
 *
 * @param metas From `[N × K·classes]` to the probability of each class of
 * `present`; of the second alone where two are present.
 */
export function stackedClasses(
  members: readonly BaseModel[],
  metas: readonly OnnxModel[],
  present: readonly number[],
): Uint8Array {
  const { graph, said, width } = sideBySide(members);
  const first: OnnxModel = {
    ...graph,
    nodes: [
      ...graph.nodes,
      {
        op: "Concat",
        inputs: said,
        outputs: ["all_said"],
        attributes: { axis: { int: 1 } },
      },
      { op: "Max", inputs: ["all_said", "least"], outputs: ["positive"] },
      { op: "Log", inputs: ["positive"], outputs: [GRAPH_INPUT] },
    ],
    initializers: [
      ...graph.initializers,
      { name: "least", dims: [1], data: Float32Array.of(LEAST_PROBABILITY) },
    ],
    outputs: [{ name: GRAPH_INPUT, shape: ["N", width * members.length] }],
  };
  return writeModel(joinModels(first, classGraph(metas, present, width)));
}
