/**
 * One model after another as a single file: how preprocessing gets inside.
 *
 * @module
 */

import type { OnnxModel, OnnxNode } from "lib/graph/onnx/write.ts";

/**
 * Joins two models: what the first gives is what the second takes.
 *
 * Names inside the second get a prefix, so that the two cannot meet.
 *
 * @param first A model with one output.
 * @param second A model with one input, of the same shape and type.
 * @returns Inputs of the first, outputs of the second under their own names.
 * @throws {TypeError} If there is not one value between them, or an output of
 * the second is called as an input of the first.
 */
export function joinModels(first: OnnxModel, second: OnnxModel): OnnxModel {
  if (first.outputs.length !== 1 || second.inputs.length !== 1) {
    throw new TypeError(
      `Cannot join models as one value must pass between them: ${first.outputs.length} come out, ${second.inputs.length} go in`,
    );
  }
  const passed = second.inputs[0].name;
  const results = new Set(second.outputs.map(({ name }) => name));
  const between = first.outputs[0].name;
  const met = first.inputs.find(({ name }) => results.has(name));
  if (met !== undefined) {
    throw new TypeError(
      `Cannot join models as no output may be called as an input: "${met.name}" is both`,
    );
  }
  const prefix = freePrefix(first, results);
  // What passes is nobody's input or output any more, and is named so.
  const inFirst = (name: string) =>
    name === between || results.has(name) ? `${prefix}${name}` : name;
  const inSecond = (name: string) => {
    if (name === passed) return inFirst(between);
    return name === "" || results.has(name) ? name : `${prefix}${name}`;
  };
  return {
    nodes: [
      ...first.nodes.map((node) => renameNode(node, inFirst)),
      ...second.nodes.map((node) => renameNode(node, inSecond)),
    ],
    initializers: [
      ...first.initializers.map((initializer) => ({
        ...initializer,
        name: inFirst(initializer.name),
      })),
      ...second.initializers.map((initializer) => ({
        ...initializer,
        name: inSecond(initializer.name),
      })),
    ],
    inputs: first.inputs,
    outputs: second.outputs,
    metadata: { ...first.metadata, ...second.metadata },
  };
}

type Rename = (name: string) => string;

function renameNode(node: OnnxNode, rename: Rename): OnnxNode {
  return {
    ...node,
    inputs: node.inputs.map(rename),
    outputs: node.outputs.map(rename),
  };
}

/** A prefix that no name of a model has, and none of some others. */
function freePrefix(
  { nodes, initializers, inputs }: OnnxModel,
  others: Iterable<string>,
): string {
  const names = [
    ...others,
    ...nodes.flatMap((node) => node.outputs),
    ...initializers.map(({ name }) => name),
    ...inputs.map(({ name }) => name),
  ];
  for (let part = 2;; ++part) {
    const prefix = `part${part}_`;
    if (!names.some((name) => name.startsWith(prefix))) return prefix;
  }
}
