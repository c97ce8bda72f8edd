import {
  assertAlmostEquals,
  assertEquals,
  assertNotEquals,
  assertThrows,
} from "@std/assert";
import { ArtifactError } from "lib/core/errors.ts";
import { readModel } from "lib/graph/onnx/read.ts";
import { scaleInput } from "lib/graph/onnx/scale_input.ts";
import { type OnnxModel, writeModel } from "lib/graph/onnx/write.ts";
import { openSession } from "lib/graph/session/session.ts";
import { float32, tensor } from "lib/graph/tensor.ts";
import "../wasm_ready.ts";

/** Sum and product of two columns; nodes read the input and an output again. */
const TWO: OnnxModel = {
  nodes: [
    { op: "MatMul", inputs: ["x", "ones"], outputs: ["sum"] },
    { op: "Mul", inputs: ["sum", "sum"], outputs: ["square"] },
    { op: "MatMul", inputs: ["x", "first"], outputs: ["scale_of_first"] },
    { op: "Add", inputs: ["square", "scale_of_first"], outputs: ["other"] },
  ],
  initializers: [
    { name: "ones", dims: [2, 1], data: Float32Array.of(1, 1) },
    { name: "first", dims: [2, 1], data: Float32Array.of(1, 0) },
  ],
  inputs: [{ name: "x", shape: ["N", 3, 2] }],
  outputs: [
    { name: "sum", shape: ["N", 3, 1] },
    { name: "other", shape: ["N", 3, 1] },
  ],
  metadata: { made: "here" },
};
const MODEL = writeModel(TWO);
const MEAN = [100, -3];
const DEVIATION = [7, 0.25];

async function run(model: Uint8Array, x: Float32Array) {
  const session = await openSession(model);
  try {
    const { sum, other } = await session.run({
      x: tensor(x, [x.length / 6, 3, 2]),
    });
    return { sum: float32(sum, "sum"), other: float32(other, "other") };
  } finally {
    await session.release();
  }
}

const SCALED = Float32Array.from({ length: 12 }, (_, k) => Math.sin(3 * k));
const RAW = SCALED.map((z, k) => z * DEVIATION[k % 2] + MEAN[k % 2]);

Deno.test("a model with its scaling inside gives on raw rows what it gave on scaled ones", async () => {
  const raw = scaleInput(MODEL, {
    input: "x",
    mean: MEAN,
    deviation: DEVIATION,
  });
  const [wanted, found] = [await run(MODEL, SCALED), await run(raw, RAW)];
  // The raw 100 ± 7 is known to 100 · 6e-8 / 7 deviations.
  wanted.sum.forEach((y, i) => assertAlmostEquals(found.sum[i], y, 3e-6));
  wanted.other.forEach((y, i) => assertAlmostEquals(found.other[i], y, 1e-5));
  const summary = readModel(raw);
  assertEquals(summary.inputs, readModel(MODEL).inputs);
  assertEquals(summary.outputs, readModel(MODEL).outputs);
  assertEquals(summary.metadata, { made: "here" });
});

Deno.test("an output of the scaled column leaves in raw units, and nodes behind it still read it scaled", async () => {
  const raw = scaleInput(MODEL, {
    input: "x",
    mean: MEAN,
    deviation: DEVIATION,
    outputs: { sum: { mean: 50, deviation: 4 } },
  });
  const [wanted, found] = [await run(MODEL, SCALED), await run(raw, RAW)];
  wanted.sum.forEach((y, i) =>
    assertAlmostEquals(found.sum[i], 4 * y + 50, 1e-4)
  );
  wanted.other.forEach((y, i) => assertAlmostEquals(found.other[i], y, 1e-5));
});

Deno.test("the same scaling gives the same bytes, and may be put inside twice", async () => {
  const scale = { input: "x", mean: MEAN, deviation: DEVIATION };
  const once = scaleInput(MODEL, scale);
  assertEquals(scaleInput(MODEL.slice(), scale), once);
  assertNotEquals(once, MODEL);
  const twice = scaleInput(once, scale);
  const rawer = RAW.map((z, k) => z * DEVIATION[k % 2] + MEAN[k % 2]);
  const [wanted, found] = [await run(MODEL, SCALED), await run(twice, rawer)];
  wanted.sum.forEach((y, i) => assertAlmostEquals(found.sum[i], y, 2e-4));
});

Deno.test("scaling that does not fit a model is refused by name", () => {
  const scale = { input: "x", mean: MEAN, deviation: DEVIATION };
  assertThrows(
    () => scaleInput(MODEL, { ...scale, input: "windows" }),
    TypeError,
    'Cannot scale "windows" as it must be a float32 input of 2 columns: current inputs are x: float32 [N × 3 × 2]',
  );
  assertThrows(
    () => scaleInput(MODEL, { ...scale, mean: [0, 0, 0] }),
    TypeError,
    "of 3 columns",
  );
  assertThrows(
    () => scaleInput(MODEL, { ...scale, deviation: [1] }),
    TypeError,
    "current number is 1",
  );
  assertThrows(
    () => scaleInput(MODEL, { ...scale, deviation: [1, 0] }),
    RangeError,
    "current value is 0",
  );
  assertThrows(
    () =>
      scaleInput(MODEL, {
        ...scale,
        outputs: { y: { mean: 0, deviation: 1 } },
      }),
    TypeError,
    "current outputs are sum, other",
  );
  assertThrows(
    () => scaleInput(MODEL.subarray(0, 40), scale),
    ArtifactError,
  );
});
