/**
 * Writing ONNX: nodes, tensors and models as protobuf messages.
 *
 * Opset 17 with ai.onnx.ml 3, IR version 8: the newest that every runtime of
 * the last years reads.
 *
 * @module
 */

import { create, toBinary } from "@bufbuild/protobuf";
import {
  type AttributeProto,
  AttributeProto_AttributeType as AttributeType,
  AttributeProtoSchema,
  GraphProtoSchema,
  ModelProtoSchema,
  type NodeProto,
  NodeProtoSchema,
  StringStringEntryProtoSchema,
  type TensorProto,
  TensorProto_DataType as DataType,
  TensorProtoSchema,
  type ValueInfoProto,
  ValueInfoProtoSchema,
} from "onnx-buf";
import type { Dimension, Shape } from "lib/graph/shape.ts";
import type { TensorData } from "lib/graph/tensor.ts";

/** An attribute of a node; ONNX tells integers from floats, so do we. */
export type Attribute =
  | { readonly int: number }
  | { readonly float: number }
  | { readonly string: string }
  | { readonly ints: readonly number[] }
  | { readonly floats: readonly number[] }
  | { readonly strings: readonly string[] };

/** A node of the graph. */
export interface OnnxNode {
  /** Operator, such as `"Gemm"`. */
  readonly op: string;
  /** Names of the inputs; `""` for an optional one left out. */
  readonly inputs: readonly string[];
  /** Names of the outputs. */
  readonly outputs: readonly string[];
  /** Attributes by name. */
  readonly attributes?: Readonly<Record<string, Attribute>>;
  /** Operator set. @default {""} */
  readonly domain?: "" | "ai.onnx.ml";
}

/** A named constant of the graph. */
export interface OnnxInitializer {
  /** Name by which nodes refer to it. */
  readonly name: string;
  /** Dimensions. */
  readonly dims: readonly number[];
  /** Elements, row-major. */
  readonly data: TensorData;
}

/** Element types that graphs take and give. */
export type ElementType = "float32" | "float64" | "int32" | "int64" | "bool";

/** An input or output of the model. */
export interface OnnxValue {
  /** Name. */
  readonly name: string;
  /** Shape, `"N"` for a free dimension. */
  readonly shape: Shape;
  /** Element type. @default {"float32"} */
  readonly type?: ElementType;
}

/** A whole model. */
export interface OnnxModel {
  /** Nodes, each after those it reads from. */
  readonly nodes: readonly OnnxNode[];
  /** Constants. */
  readonly initializers: readonly OnnxInitializer[];
  /** Inputs. */
  readonly inputs: readonly OnnxValue[];
  /** Outputs. */
  readonly outputs: readonly OnnxValue[];
  /** Text beside the graph, by key. @default {{}} */
  readonly metadata?: Readonly<Record<string, string>>;
}

/**
 * How the description of a file starts that names the text at its end; it
 * comes before the graph, so that a file whose end was cut off is known by it.
 */
export const TEXT_FOLLOWS = "Text beside the graph: ";

const OPSET = 17;
const ML_OPSET = 3;
const IR_VERSION = 8;

/** ONNX's number of each element type. */
export const DATA_TYPES: Readonly<Record<ElementType, number>> = {
  float32: DataType.FLOAT,
  float64: DataType.DOUBLE,
  int32: DataType.INT32,
  int64: DataType.INT64,
  bool: DataType.BOOL,
};

/**
 * Encodes a model; the same model gives the same bytes.
 *
 * @param model Nodes, constants, inputs and outputs.
 * @returns An ONNX file.
 */
export function writeModel(model: OnnxModel): Uint8Array<ArrayBuffer> {
  const graph = create(GraphProtoSchema, {
    name: "tenor",
    node: model.nodes.map(nodeProto),
    initializer: model.initializers.map(initializerProto),
    input: model.inputs.map(valueProto),
    output: model.outputs.map(valueProto),
  });
  const metadata = Object.entries(model.metadata ?? {});
  const bytes = toBinary(
    ModelProtoSchema,
    create(ModelProtoSchema, {
      irVersion: BigInt(IR_VERSION),
      producerName: "tenor",
      docString: TEXT_FOLLOWS + JSON.stringify(metadata.map(([key]) => key)),
      opsetImport: [
        { domain: "", version: BigInt(OPSET) },
        { domain: "ai.onnx.ml", version: BigInt(ML_OPSET) },
      ],
      graph,
      metadataProps: metadata.map(([key, value]) =>
        create(StringStringEntryProtoSchema, { key, value })
      ),
    }),
  );
  return bytes as Uint8Array<ArrayBuffer>;
}

const encoder = new TextEncoder();

function nodeProto(node: OnnxNode): NodeProto {
  return create(NodeProtoSchema, {
    name: `${node.op}_${node.outputs[0]}`,
    opType: node.op,
    domain: node.domain ?? "",
    input: [...node.inputs],
    output: [...node.outputs],
    attribute: Object.entries(node.attributes ?? {}).map(attributeProto),
  });
}

function attributeProto([name, value]: [string, Attribute]): AttributeProto {
  if ("int" in value) {
    return create(AttributeProtoSchema, {
      name,
      type: AttributeType.INT,
      i: BigInt(value.int),
    });
  }
  if ("float" in value) {
    return create(AttributeProtoSchema, {
      name,
      type: AttributeType.FLOAT,
      f: value.float,
    });
  }
  if ("string" in value) {
    return create(AttributeProtoSchema, {
      name,
      type: AttributeType.STRING,
      s: encoder.encode(value.string),
    });
  }
  if ("ints" in value) {
    return create(AttributeProtoSchema, {
      name,
      type: AttributeType.INTS,
      ints: value.ints.map(BigInt),
    });
  }
  if ("floats" in value) {
    return create(AttributeProtoSchema, {
      name,
      type: AttributeType.FLOATS,
      floats: [...value.floats],
    });
  }
  return create(AttributeProtoSchema, {
    name,
    type: AttributeType.STRINGS,
    strings: value.strings.map((text) => encoder.encode(text)),
  });
}

function initializerProto(initializer: OnnxInitializer): TensorProto {
  const { name, dims, data } = initializer;
  return create(TensorProtoSchema, {
    name,
    dims: dims.map(BigInt),
    dataType: DATA_TYPES[elementTypeOf(data)],
    rawData: new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
      .slice() as Uint8Array<ArrayBuffer>,
  });
}

function valueProto(value: OnnxValue): ValueInfoProto {
  return create(ValueInfoProtoSchema, {
    name: value.name,
    type: {
      value: {
        case: "tensorType",
        value: {
          elemType: DATA_TYPES[value.type ?? "float32"],
          shape: { dim: value.shape.map(dimensionProto) },
        },
      },
    },
  });
}

function dimensionProto(d: Dimension) {
  return d === "N"
    ? { value: { case: "dimParam" as const, value: d } }
    : { value: { case: "dimValue" as const, value: BigInt(d) } };
}

/** The element type that an array holds; `Uint8Array` holds booleans. */
export function elementTypeOf(data: TensorData): ElementType {
  if (data instanceof Float32Array) return "float32";
  if (data instanceof Float64Array) return "float64";
  if (data instanceof Int32Array) return "int32";
  if (data instanceof BigInt64Array) return "int64";
  return "bool";
}
