/**
 * Reading the outside of an ONNX file: what it takes, what it gives and the
 * text beside it, without running it.
 *
 * @module
 */

import { fromBinary } from "@bufbuild/protobuf";
import {
  type ModelProto,
  ModelProtoSchema,
  type ValueInfoProto,
} from "onnx-buf";
import { ArtifactError } from "lib/core/errors.ts";
import {
  DATA_TYPES,
  type ElementType,
  type OnnxValue,
  TEXT_FOLLOWS,
} from "lib/graph/onnx/write.ts";

/** What an ONNX file says of itself. */
export interface OnnxSummary {
  /** Inputs that must be fed, in order. */
  readonly inputs: readonly OnnxValue[];
  /** Outputs, in order. */
  readonly outputs: readonly OnnxValue[];
  /** Number of nodes. */
  readonly nodes: number;
  /** Number of constant elements: weights and scalers. */
  readonly parameters: number;
  /** Text beside the graph, by key. */
  readonly metadata: Readonly<Record<string, string>>;
}

/**
 * Reads the outside of a model.
 *
 * @param bytes An ONNX file.
 * @param name What to call it in messages. @default {"model"}
 * @throws {ArtifactError} If the bytes are not an ONNX model, or were cut off.
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { readModel } from "lib/graph/onnx/read.ts";
 * import { writeModel } from "lib/graph/onnx/write.ts";
 *
 * const bytes = writeModel({
 *   nodes: [{ op: "Neg", inputs: ["x"], outputs: ["y"] }],
 *   initializers: [],
 *   inputs: [{ name: "x", shape: ["N", 2] }],
 *   outputs: [{ name: "y", shape: ["N", 2] }],
 * });
 * assertEquals(readModel(bytes).inputs[0].shape, ["N", 2]);
 * ```
 */
export function readModel(bytes: Uint8Array, name = "model"): OnnxSummary {
  const model = decode(bytes, name);
  const { graph, metadataProps } = model;
  if (graph === undefined || graph.node.length === 0) {
    throw new ArtifactError(
      `Cannot read ${name} as it must be an ONNX model: it holds no graph. Train or register it again`,
    );
  }
  if (!isWhole(model)) {
    throw new ArtifactError(
      `Cannot read ${name} as it must be a whole ONNX model: its end is cut off. Train or register it again`,
    );
  }
  const constants = new Set(graph.initializer.map((i) => i.name));
  return {
    inputs: graph.input.filter((v) => !constants.has(v.name)).map(valueOf),
    outputs: graph.output.map(valueOf),
    nodes: graph.node.length,
    parameters: graph.initializer.reduce(
      (n, { dims }) => n + dims.reduce((size, d) => size * Number(d), 1),
      0,
    ),
    metadata: Object.fromEntries(
      metadataProps.map(({ key, value }) => [key, value]),
    ),
  };
}

function decode(bytes: Uint8Array, name: string): ModelProto {
  try {
    return fromBinary(ModelProtoSchema, bytes);
  } catch (cause) {
    throw new ArtifactError(
      `Cannot read ${name} as it must be an ONNX model: its ${bytes.length} bytes are cut off or of another format. Train or register it again`,
      { cause },
    );
  }
}

/**
 * A file that is cut between two messages still decodes: whether what comes
 * after the graph is there, as far as the file itself says what must be.
 */
function isWhole(model: ModelProto): boolean {
  const { docString, metadataProps, opsetImport } = model;
  if (!docString.startsWith(TEXT_FOLLOWS)) return opsetImport.length > 0;
  const keys = JSON.stringify(metadataProps.map(({ key }) => key));
  return docString === TEXT_FOLLOWS + keys && opsetImport.length === 2;
}

function valueOf(info: ValueInfoProto): OnnxValue {
  const type = info.type?.value;
  if (type?.case !== "tensorType") return { name: info.name, shape: [] };
  const dims = type.value.shape?.dim ?? [];
  return {
    name: info.name,
    shape: dims.map(({ value }) =>
      value.case === "dimValue" ? Number(value.value) : "N"
    ),
    type: elementTypeOf(type.value.elemType),
  };
}

function elementTypeOf(dataType: number): ElementType {
  const found = Object.entries(DATA_TYPES).find(([, n]) => n === dataType);
  return (found?.[0] ?? "float32") as ElementType;
}
