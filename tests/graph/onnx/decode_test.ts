import "../wasm_ready.ts";
import { assertEquals, assertThrows } from "@std/assert";
import { ArtifactError } from "lib/core/errors.ts";
import { decodeModel } from "lib/graph/onnx/decode.ts";
import { besideName, joinBeside } from "lib/graph/onnx/join.ts";
import { type OnnxModel, writeModel } from "lib/graph/onnx/write.ts";
import { openSession } from "lib/graph/session/session.ts";
import { tensor } from "lib/graph/tensor.ts";

/** A model with an attribute and a constant of each type. */
const EVERYTHING: OnnxModel = {
  nodes: [
    {
      op: "TreeEnsembleRegressor",
      domain: "ai.onnx.ml",
      inputs: ["x", ""],
      outputs: ["y"],
      attributes: {
        int: { int: -3 },
        float: { float: 0.5 },
        string: { string: "SUM" },
        ints: { ints: [1, -2] },
        floats: { floats: [0.25, -1] },
        strings: { strings: ["a", "ü"] },
        none: { ints: [] },
      },
    },
    { op: "Neg", inputs: ["y"], outputs: ["z"] },
  ],
  initializers: [
    { name: "f", dims: [2, 1], data: Float32Array.of(1, 2) },
    { name: "d", dims: [1], data: Float64Array.of(Math.PI) },
    { name: "i", dims: [], data: Int32Array.of(-7) },
    { name: "l", dims: [1], data: BigInt64Array.of(-(2n ** 40n)) },
    { name: "b", dims: [3], data: Uint8Array.of(1, 0, 1) },
  ],
  inputs: [{ name: "x", shape: ["N", 2], type: "float32" }],
  outputs: [{ name: "z", shape: ["N", 1], type: "float32" }],
  metadata: { author: "nobody" },
};

Deno.test("decodeModel() gives back what was written", () => {
  const bytes = writeModel(EVERYTHING);
  const decoded = decodeModel(bytes);
  assertEquals(decoded.initializers, EVERYTHING.initializers);
  assertEquals(decoded.inputs, EVERYTHING.inputs);
  assertEquals(decoded.outputs, EVERYTHING.outputs);
  assertEquals(decoded.metadata, EVERYTHING.metadata);
  assertEquals(decoded.nodes[0].attributes, EVERYTHING.nodes[0].attributes);
  assertEquals(writeModel(decoded), bytes);
});

Deno.test("decodeModel() refuses what is no model", () => {
  assertThrows(
    () => decodeModel(Uint8Array.of(1, 2, 3), "this"),
    ArtifactError,
    "Cannot read this",
  );
});

/** `y = x · factor`. */
function times(factor: number, input = "x"): OnnxModel {
  return {
    nodes: [{ op: "Mul", inputs: [input, "factor"], outputs: ["y"] }],
    initializers: [{ name: "factor", dims: [], data: Float32Array.of(factor) }],
    inputs: [{ name: input, shape: ["N", 1] }],
    outputs: [{ name: "y", shape: ["N", 1] }],
  };
}

Deno.test("joinBeside() keeps what each model says, under names of its own", async () => {
  const joined = joinBeside([times(2), decodeModel(writeModel(times(-5)))]);
  const session = await openSession(writeModel(joined));
  const said = await session.run({ x: tensor(Float32Array.of(3, 4), [2, 1]) });
  await session.release();
  assertEquals(said[besideName(0, "y")].data, Float32Array.of(6, 8));
  assertEquals(said[besideName(1, "y")].data, Float32Array.of(-15, -20));
});

Deno.test("joinBeside() refuses models that take different inputs, and none", () => {
  assertThrows(
    () => joinBeside([times(2), times(2, "other")]),
    TypeError,
    "must take the same",
  );
  assertThrows(() => joinBeside([]), TypeError, "must take the same");
});
