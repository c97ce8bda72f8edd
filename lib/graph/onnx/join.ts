/**
 * One model after another as a single file: how preprocessing gets inside. And
 * models side by side: how an ensemble becomes one graph.
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

/** Names that {@linkcode joinBeside} gives to model number `k`'s. */
export function besideName(k: number, name: string): string {
  return `beside${k}_${name}`;
}

/**
 * Joins models that take the same: each as it is, side by side.
 *
 * @param models Models with one input each, of one name and shape.
 * @returns The input, and outputs of all under names by {@linkcode besideName}.
 * @throws {TypeError} If there is no model, or their inputs are not the same.
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { besideName, joinBeside } from "lib/graph/onnx/join.ts";
 *
 * const of = (op: string) => ({
 *   nodes: [{ op, inputs: ["x"], outputs: ["y"] }],
 *   initializers: [],
 *   inputs: [{ name: "x", shape: ["N", 2] as const }],
 *   outputs: [{ name: "y", shape: ["N", 2] as const }],
 * });
 * const { outputs } = joinBeside([of("Neg"), of("Exp")]);
 * assertEquals(outputs.map(({ name }) => name), [0, 1].map((k) => besideName(k, "y")));
 * ```
 */
export function joinBeside(models: readonly OnnxModel[]): OnnxModel {
  const inputs = models.map((model) =>
    model.inputs.map(({ name, shape, type = "float32" }) =>
      `${name}: ${type} [${shape.join(" × ")}]`
    ).join(", ")
  );
  if (models.length === 0 || inputs.some((input) => input !== inputs[0])) {
    throw new TypeError(
      `Cannot join models side by side as all must take the same: current inputs are ${
        inputs.join("; ") || "none"
      }`,
    );
  }
  const shared = new Set(models[0].inputs.map(({ name }) => name));
  const renames = models.map((_, k): Rename => (name) =>
    name === "" || shared.has(name) ? name : besideName(k, name)
  );
  return {
    nodes: models.flatMap((model, k) =>
      model.nodes.map((node) => renameNode(node, renames[k]))
    ),
    initializers: models.flatMap((model, k) =>
      model.initializers.map((initializer) => ({
        ...initializer,
        name: renames[k](initializer.name),
      }))
    ),
    inputs: models[0].inputs,
    outputs: models.flatMap((model, k) =>
      model.outputs.map((output) => ({
        ...output,
        name: renames[k](output.name),
      }))
    ),
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
