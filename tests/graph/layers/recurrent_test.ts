import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { makeRng } from "lib/core/rng.ts";
import { gradients } from "lib/graph/gradients.ts";
import { Graph, type Value } from "lib/graph/graph.ts";
import { gru, lstm } from "lib/graph/layers/recurrent.ts";
import { type OnnxNode, writeModel } from "lib/graph/onnx/write.ts";
import type { States } from "lib/graph/ops/recurrence.ts";
import { openSession } from "lib/graph/session/session.ts";
import { float32, tensor } from "lib/graph/tensor.ts";
import { elements, weighted } from "../gradient_check.ts";
import { graphsOf } from "../layer_check.ts";
import { runOnce } from "../run_once.ts";

const [ROWS, TIME, INPUTS, WIDTH] = [3, 5, 2, 4];

/** `[inputs × gates·width]` as ONNX has it: `[1 × gates·width × inputs]`. */
function asOnnx(matrix: Float32Array, inputs: number, order: number[]) {
  const columns = order.length * WIDTH;
  const out = new Float32Array(inputs * columns);
  order.forEach((from, to) => {
    for (let j = 0; j < WIDTH; ++j) {
      for (let i = 0; i < inputs; ++i) {
        out[(to * WIDTH + j) * inputs + i] =
          matrix[i * columns + from * WIDTH + j];
      }
    }
  });
  return out;
}

/** The runtime's own operator with our weights; time comes first there. */
async function byOperator(
  op: "LSTM" | "GRU",
  weights: ReadonlyMap<string, Float32Array>,
  x: Float32Array,
  order: number[],
): Promise<Float32Array> {
  const gates = order.length;
  const zeros = new Float32Array(gates * WIDTH);
  const bias = (name: string) => asOnnx(weights.get(name) ?? zeros, 1, order);
  const node: OnnxNode = {
    op,
    inputs: ["sequence", "w", "r", "b"],
    outputs: ["states"],
    attributes: {
      hidden_size: { int: WIDTH },
      ...(op === "GRU" ? { linear_before_reset: { int: 1 } } : {}),
    },
  };
  const session = await openSession(writeModel({
    nodes: [
      {
        op: "Transpose",
        inputs: ["x"],
        outputs: ["sequence"],
        attributes: { perm: { ints: [1, 0, 2] } },
      },
      node,
      // [time × 1 × n × width] to [n × time × 1 × width].
      {
        op: "Transpose",
        inputs: ["states"],
        outputs: ["y"],
        attributes: { perm: { ints: [2, 0, 1, 3] } },
      },
    ],
    initializers: [
      {
        name: "w",
        dims: [1, gates * WIDTH, INPUTS],
        data: asOnnx(weights.get("layer.weight")!, INPUTS, order),
      },
      {
        name: "r",
        dims: [1, gates * WIDTH, WIDTH],
        data: asOnnx(weights.get("layer.recurrent")!, WIDTH, order),
      },
      {
        name: "b",
        dims: [1, 2 * gates * WIDTH],
        data: Float32Array.of(
          ...bias("layer.bias"),
          ...bias("layer.recurrent_bias"),
        ),
      },
    ],
    inputs: [{ name: "x", shape: [ROWS, TIME, INPUTS] }],
    outputs: [{ name: "y", shape: [ROWS, TIME, 1, WIDTH] }],
  }));
  try {
    const { y } = await session.run({ x: tensor(x, [ROWS, TIME, INPUTS]) });
    return float32(y, "y");
  } finally {
    await session.release();
  }
}

const CASES = [
  // Ours: input, forget, output, candidate; ONNX: input, output, forget, cell.
  { layer: lstm, op: "LSTM", order: [0, 2, 1, 3] },
  // Ours: reset, update, candidate; ONNX: update, reset, hidden.
  { layer: gru, op: "GRU", order: [1, 0, 2] },
] as const;

for (const { layer, op, order } of CASES) {
  const gates = order.length;
  const weights = new Map([
    ["layer.weight", elements(INPUTS * gates * WIDTH, 1)],
    ["layer.recurrent", elements(WIDTH * gates * WIDTH, 2)],
    ["layer.bias", elements(gates * WIDTH, 3)],
    ["layer.recurrent_bias", elements(gates * WIDTH, 4)],
  ]);
  if (op === "LSTM") weights.delete("layer.recurrent_bias");
  const shape = [ROWS, TIME, INPUTS];

  Deno.test(`${layer.name}() computes what ONNX's own ${op} operator does, unrolled and fused`, async () => {
    const x = elements(ROWS * TIME * INPUTS, 5);
    const expected = await byOperator(op, weights, x, [...order]);
    // Where gradients are wanted, a layer is unrolled in any mode.
    for (const differentiable of [true, false]) {
      const graph = new Graph({ mode: "inference", weights });
      const y = layer(
        graph.input("x", shape, { differentiable }),
        WIDTH,
        "layer",
      );
      assertEquals(graph.nodes.some((node) => node.op === op), !differentiable);
      const actual = await runOnce(y, { x });
      assertEquals(actual.length, expected.length);
      // Sums of about ten float32 products in another order.
      actual.forEach((v, i) => assertAlmostEquals(v, expected[i], 2e-6));
    }
  });

  Deno.test(`${layer.name}() served fused agrees with evaluation to 1e-5: two layers, 60 steps, one row and many, all states and the last`, async () => {
    const layers = (states: States) => (x: Value) =>
      layer(layer(x, 8, "first"), 6, "second", { states });
    for (const states of ["all", "last"] as const) {
      for (const rows of [1, 5]) {
        const shape = [rows, 60, 3];
        const { training, evaluation, inference } = graphsOf(
          layers(states),
          shape,
        );
        const { size } = training.parameters[0];
        const parameters = training.initialParameters.slice(size);
        const x = tensor(elements(rows * 60 * 3, 9), shape);
        const evaluator = await openSession(evaluation);
        const server = await openSession(inference);
        const evaluated = await evaluator.run({
          x,
          parameters: tensor(parameters),
        });
        const served = await server.run({ x });
        await evaluator.release();
        await server.release();
        assertEquals(
          served.y.dims,
          states === "all" ? [rows, 60, 6] : [rows, 6],
        );
        const expected = float32(evaluated.y, "y");
        float32(served.y, "y").forEach((v, i) =>
          assertAlmostEquals(v, expected[i], 1e-5)
        );
      }
    }
  });

  Deno.test(`${layer.name}() gives as last state the last of all`, async () => {
    const x = elements(ROWS * TIME * INPUTS, 6);
    const run = (states: States) => {
      const graph = new Graph({ mode: "inference", weights });
      return runOnce(
        layer(graph.input("x", shape), WIDTH, "layer", { states }),
        { x },
      );
    };
    const [all, last] = [await run("all"), await run("last")];
    for (let row = 0; row < ROWS; ++row) {
      const end = (row + 1) * TIME * WIDTH;
      assertEquals(
        last.subarray(row * WIDTH, (row + 1) * WIDTH),
        all.subarray(end - WIDTH, end),
      );
    }
  });

  Deno.test(`${layer.name}() refuses to be differentiated twice`, () => {
    const graph = new Graph({ mode: "training", rng: makeRng(1) });
    const x = graph.input("x", shape, { differentiable: true });
    const [once] = gradients(weighted(layer(x, WIDTH, "layer")), [x]);
    assertEquals(once?.shape, shape);
    assertThrows(
      () => gradients(weighted(once!), [x]),
      TypeError,
      "Cannot differentiate twice",
    );
  });
}

Deno.test("lstm() starts with open forget gates and gru() with none", () => {
  const graph = new Graph({ mode: "training", rng: makeRng(1) });
  const x = graph.input("x", [2, 3, 1]);
  lstm(x, 2, "l");
  gru(x, 2, "g");
  const initial = (
    name: string,
  ) => [...graph.parameters.find((p) => p.value.name === name)!.initial];
  assertEquals(initial("l.bias"), [0, 0, 1, 1, 0, 0, 0, 0]);
  assertEquals(initial("g.bias"), [0, 0, 0, 0, 0, 0]);
});

Deno.test("recurrent layers refuse what is no sequence", () => {
  for (const layer of [lstm, gru]) {
    const graph = new Graph({ mode: "training", rng: makeRng(1) });
    assertThrows(
      () => layer(graph.input("x", [2, 3]), 2, "layer"),
      RangeError,
      "current value is [2, 3]",
    );
    assertThrows(
      () => layer(graph.input("y", [2, "N", 3]), 2, "other"),
      TypeError,
      "must be a number",
    );
  }
});
