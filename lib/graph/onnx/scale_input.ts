/**
 * A model of scaled columns as one of raw ones: (x − mean) / deviation before its
 * first node, so that no caller scales by himself; and where what it predicts is
 * scaled too, y · deviation + mean after its last.
 *
 * All in float32. A raw column whose mean is many deviations from 0 loses digits:
 * an error of about 6e-8 · |mean| / deviation in what was scaled.
 *
 * @module
 */

import { create, fromBinary, toBinary } from "@bufbuild/protobuf";
import {
  type GraphProto,
  ModelProtoSchema,
  type NodeProto,
  NodeProtoSchema,
  type TensorProto,
  TensorProtoSchema,
} from "onnx-buf";
import { readModel } from "lib/graph/onnx/read.ts";
import { DATA_TYPES } from "lib/graph/onnx/write.ts";

/** Scale of a number that a model predicts. */
export interface OutputScale {
  /** Its mean. */
  readonly mean: number;
  /** Its standard deviation, > 0. */
  readonly deviation: number;
}

/** What the columns of an input were scaled by. */
export interface InputScale {
  /** Name of the input, float32 `[… × p]`. */
  readonly input: string;
  /** Means `[p]`. */
  readonly mean: readonly number[];
  /** Standard deviations `[p]`, > 0. */
  readonly deviation: readonly number[];
  /** Scales of outputs that are scaled, by name. @default {{}} */
  readonly outputs?: Readonly<Record<string, OutputScale>>;
}

/**
 * Puts the scaling of an input inside a model.
 *
 * @param model An ONNX file whose input is scaled.
 * @param scale Means and deviations of the input, and of outputs.
 * @returns An ONNX file of the same inputs and outputs in raw units; the same
 * arguments give the same bytes.
 * @throws {ArtifactError} If the bytes are not an ONNX model.
 * @throws {TypeError} If the input or an output is not there, not float32, or not
 * of p columns.
 * @throws {RangeError} If a deviation is not > 0, or a number not finite.
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { readModel } from "lib/graph/onnx/read.ts";
 * import { scaleInput } from "lib/graph/onnx/scale_input.ts";
 * import { writeModel } from "lib/graph/onnx/write.ts";
 *
 * const negative = writeModel({
 *   nodes: [{ op: "Neg", inputs: ["x"], outputs: ["y"] }],
 *   initializers: [],
 *   inputs: [{ name: "x", shape: ["N", 2] }],
 *   outputs: [{ name: "y", shape: ["N", 2] }],
 * });
 * const raw = scaleInput(negative, { input: "x", mean: [1, 10], deviation: [2, 5] });
 * const { inputs, nodes } = readModel(raw);
 * assertEquals([inputs[0].name, nodes], ["x", 3]);
 * ```
 */
export function scaleInput(
  model: Uint8Array,
  scale: InputScale,
): Uint8Array<ArrayBuffer> {
  checkScale(model, scale);
  const proto = fromBinary(ModelProtoSchema, model);
  const graph = proto.graph!;
  const { input, mean, deviation, outputs = {} } = scale;
  const prefix = freePrefix(graph);
  const constant = (name: string, values: readonly number[]) => {
    graph.initializer.push(vector(`${prefix}${name}`, values));
    return `${prefix}${name}`;
  };
  const before = [
    node("Sub", [input, constant("mean", mean)], `${prefix}centred`),
    node("Div", [
      `${prefix}centred`,
      constant("deviation", deviation),
    ], `${prefix}${input}`),
  ];
  const renamed = new Map([[input, `${prefix}${input}`]]);
  const after = Object.entries(outputs).flatMap(([name, of]) => {
    renamed.set(name, `${prefix}${name}`);
    const wide = `${prefix}${name}_wide`;
    return [
      node("Mul", [
        `${prefix}${name}`,
        constant(`${name}_deviation`, [of.deviation]),
      ], wide),
      node("Add", [wide, constant(`${name}_mean`, [of.mean])], name),
    ];
  });
  graph.node.forEach((each) => rename(each, renamed));
  graph.node = [...before, ...graph.node, ...after];
  return toBinary(ModelProtoSchema, proto) as Uint8Array<ArrayBuffer>;
}

function checkScale(
  model: Uint8Array,
  { input, mean, deviation, outputs = {} }: InputScale,
): void {
  const summary = readModel(model);
  const given = summary.inputs.find(({ name }) => name === input);
  const columns = given?.shape.at(-1);
  if (given?.type !== "float32" || columns !== mean.length) {
    const has = summary.inputs.map(({ name, type, shape }) =>
      `${name}: ${type} [${shape.join(" × ")}]`
    );
    throw new TypeError(
      `Cannot scale "${input}" as it must be a float32 input of ${mean.length} columns: current inputs are ${
        has.join(", ")
      }`,
    );
  }
  if (deviation.length !== mean.length) {
    throw new TypeError(
      `Cannot scale "${input}" as each of ${mean.length} means must have a deviation: current number is ${deviation.length}`,
    );
  }
  for (const name of Object.keys(outputs)) {
    const output = summary.outputs.find((each) => each.name === name);
    if (output?.type === "float32") continue;
    throw new TypeError(
      `Cannot scale "${name}" as it must be a float32 output: current outputs are ${
        summary.outputs.map((each) => each.name).join(", ")
      }`,
    );
  }
  const scales = Object.values(outputs);
  const means = [...mean, ...scales.map((each) => each.mean)];
  const deviations = [...deviation, ...scales.map((each) => each.deviation)];
  const wrong = means.find((m) => !Number.isFinite(m)) ??
    deviations.find((d) => !(d > 0 && Number.isFinite(d)));
  if (wrong === undefined) return;
  throw new RangeError(
    `Cannot scale "${input}" as means must be finite and deviations > 0: current value is ${wrong}`,
  );
}

function node(op: string, inputs: string[], output: string): NodeProto {
  return create(NodeProtoSchema, {
    name: `${op}_${output}`,
    opType: op,
    input: inputs,
    output: [output],
  });
}

function vector(name: string, values: readonly number[]): TensorProto {
  return create(TensorProtoSchema, {
    name,
    dims: [BigInt(values.length)],
    dataType: DATA_TYPES.float32,
    rawData: new Uint8Array(Float32Array.from(values).buffer),
  });
}

/** Renames what a node reads and writes, within its branches and loops too. */
function rename(each: NodeProto, names: ReadonlyMap<string, string>): void {
  each.input = each.input.map((name) => names.get(name) ?? name);
  each.output = each.output.map((name) => names.get(name) ?? name);
  for (const { g, graphs } of each.attribute) {
    for (const inner of g === undefined ? graphs : [g, ...graphs]) {
      inner.node.forEach((one) => rename(one, names));
    }
  }
}

/** A prefix that no name of a graph has. */
function freePrefix({ node: nodes, initializer, input }: GraphProto): string {
  const names = [
    ...nodes.flatMap((each) => each.output),
    ...[...initializer, ...input].map(({ name }) => name),
  ];
  for (let part = 1;; ++part) {
    const prefix = part === 1 ? "scale_" : `scale${part}_`;
    if (!names.some((name) => name.startsWith(prefix))) return prefix;
  }
}
