/**
 * Reading a whole ONNX file back as nodes and constants, so that it can be
 * joined with others: what {@linkcode writeModel} wrote, or what has no more
 * than that.
 *
 * @module
 */

import { fromBinary } from "@bufbuild/protobuf";
import {
  type AttributeProto,
  AttributeProto_AttributeType as AttributeType,
  ModelProtoSchema,
  type NodeProto,
  type TensorProto,
} from "onnx-buf";
import { ArtifactError } from "lib/core/errors.ts";
import { readModel } from "lib/graph/onnx/read.ts";
import {
  type Attribute,
  DATA_TYPES,
  type OnnxInitializer,
  type OnnxModel,
  type OnnxNode,
} from "lib/graph/onnx/write.ts";
import type { TensorData } from "lib/graph/tensor.ts";

/**
 * Decodes a model; writing the result gives the same bytes, where they came
 * from {@linkcode writeModel}.
 *
 * @param bytes An ONNX file.
 * @param name What to call it in messages. @default {"model"}
 * @throws {ArtifactError} If the bytes are not an ONNX model, or it has what
 * nodes here do not: graphs inside nodes, or constants of other types.
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { decodeModel } from "lib/graph/onnx/decode.ts";
 * import { writeModel } from "lib/graph/onnx/write.ts";
 *
 * const bytes = writeModel({
 *   nodes: [{ op: "Neg", inputs: ["x"], outputs: ["y"] }],
 *   initializers: [],
 *   inputs: [{ name: "x", shape: ["N", 2] }],
 *   outputs: [{ name: "y", shape: ["N", 2] }],
 * });
 * assertEquals(writeModel(decodeModel(bytes)), bytes);
 * ```
 */
export function decodeModel(bytes: Uint8Array, name = "model"): OnnxModel {
  const { inputs, outputs, metadata } = readModel(bytes, name);
  const { graph } = fromBinary(ModelProtoSchema, bytes);
  return {
    nodes: graph!.node.map((node) => nodeOf(node, name)),
    initializers: graph!.initializer.map((tensor) =>
      initializerOf(tensor, name)
    ),
    inputs,
    outputs,
    metadata,
  };
}

function nodeOf(node: NodeProto, name: string): OnnxNode {
  const { opType, domain, input, output, attribute } = node;
  return {
    op: opType,
    inputs: input,
    outputs: output,
    ...(domain === "ai.onnx.ml" ? { domain } : {}),
    ...(attribute.length === 0 ? {} : {
      attributes: Object.fromEntries(
        attribute.map((one) => [one.name, attributeOf(one, name)]),
      ),
    }),
  };
}

const decoder = new TextDecoder();

function attributeOf(attribute: AttributeProto, name: string): Attribute {
  const { type, i, f, s, ints, floats, strings } = attribute;
  switch (type) {
    case AttributeType.INT:
      return { int: Number(i) };
    case AttributeType.FLOAT:
      return { float: f };
    case AttributeType.STRING:
      return { string: decoder.decode(s) };
    case AttributeType.INTS:
      return { ints: ints.map(Number) };
    case AttributeType.FLOATS:
      return { floats };
    case AttributeType.STRINGS:
      return { strings: strings.map((text) => decoder.decode(text)) };
    default:
      throw new ArtifactError(
        `Cannot decode ${name} as attributes of nodes must be numbers or texts: ${attribute.name} is of ONNX type ${type}`,
      );
  }
}

function initializerOf(
  { name, dims, dataType, rawData }: TensorProto,
  model: string,
): OnnxInitializer {
  // A copy stands at an address that any element type may have.
  const { buffer } = rawData.slice();
  return { name, dims: dims.map(Number), data: dataOf(buffer) };

  function dataOf(bytes: ArrayBuffer): TensorData {
    switch (dataType) {
      case DATA_TYPES.float32:
        return new Float32Array(bytes);
      case DATA_TYPES.float64:
        return new Float64Array(bytes);
      case DATA_TYPES.int32:
        return new Int32Array(bytes);
      case DATA_TYPES.int64:
        return new BigInt64Array(bytes);
      case DATA_TYPES.bool:
        return new Uint8Array(bytes);
      default:
        throw new ArtifactError(
          `Cannot decode ${model} as its constants must be float32, float64, int32, int64 or bool: ${name} is of ONNX type ${dataType}`,
        );
    }
  }
}
