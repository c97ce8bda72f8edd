import "../wasm_ready.ts";
import { assert, assertEquals, assertThrows } from "@std/assert";
import { joinModels } from "lib/graph/onnx/join.ts";
import { type OnnxModel, writeModel } from "lib/graph/onnx/write.ts";
import { openSession } from "lib/graph/session/session.ts";
import { tensor } from "lib/graph/tensor.ts";

/** `out = in · factor + shift`, with names that every such model has. */
function line(
  factor: number,
  shift: number,
  ends: { readonly input?: string; readonly output?: string } = {},
): OnnxModel {
  const { input = "x", output = "y" } = ends;
  return {
    nodes: [
      { op: "Mul", inputs: [input, "factor"], outputs: ["scaled"] },
      { op: "Add", inputs: ["scaled", "shift"], outputs: [output] },
    ],
    initializers: [
      { name: "factor", dims: [], data: Float32Array.of(factor) },
      { name: "shift", dims: [], data: Float32Array.of(shift) },
    ],
    inputs: [{ name: input, shape: ["N", 1] }],
    outputs: [{ name: output, shape: ["N", 1] }],
  };
}

async function run(model: OnnxModel, values: readonly number[]) {
  const session = await openSession(writeModel(model));
  try {
    const out = await session.run({
      [model.inputs[0].name]: tensor(Float32Array.from(values), [
        values.length,
        1,
      ]),
    });
    return [...out[model.outputs[0].name].data as Float32Array];
  } finally {
    await session.release();
  }
}

Deno.test("joined models are the second of the first, though all their names are the same", async () => {
  const joined = joinModels(line(2, 1), line(10, 3));
  assertEquals(await run(joined, [0, 1, -4]), [13, 33, -67]);
});

Deno.test("the order matters: the first comes first", async () => {
  const joined = joinModels(line(10, 3), line(2, 1));
  assertEquals(await run(joined, [0, 1]), [7, 27]);
});

Deno.test("inputs are the first's and outputs the second's, under their own names", () => {
  const { inputs, outputs } = joinModels(
    line(2, 1, { input: "quote", output: "columns" }),
    line(3, 4, { input: "features", output: "prediction" }),
  );
  assertEquals(inputs, [{ name: "quote", shape: ["N", 1] }]);
  assertEquals(outputs, [{ name: "prediction", shape: ["N", 1] }]);
});

Deno.test("a joined model joins again, on either side", async () => {
  const parts = [line(2, 1), line(3, -1), line(-1, 0.5)] as const;
  const expected = [0, 2, 5].map((x) => -(3 * (2 * x + 1) - 1) + 0.5);
  const left = joinModels(joinModels(parts[0], parts[1]), parts[2]);
  const right = joinModels(parts[0], joinModels(parts[1], parts[2]));
  assertEquals(await run(left, [0, 2, 5]), expected);
  assertEquals(await run(right, [0, 2, 5]), expected);
});

Deno.test("no name is written twice, whatever names there were", async () => {
  const first: OnnxModel = {
    ...line(2, 1),
    nodes: [
      { op: "Mul", inputs: ["x", "factor"], outputs: ["part2_scaled"] },
      { op: "Add", inputs: ["part2_scaled", "shift"], outputs: ["y"] },
    ],
  };
  const joined = joinModels(first, line(5, 0, { input: "y", output: "x2" }));
  const made = [
    ...joined.inputs.map(({ name }) => name),
    ...joined.initializers.map(({ name }) => name),
    ...joined.nodes.flatMap(({ outputs }) => outputs),
  ];
  assertEquals(new Set(made).size, made.length);
  assertEquals(await run(joined, [1, 2]), [15, 25]);
});

Deno.test("an output that is called as an inner value of the first stays apart", async () => {
  const first = line(2, 1, { input: "a", output: "b" });
  for (const output of ["scaled", "factor", "b", "part2_b"]) {
    const second: OnnxModel = {
      nodes: [{ op: "Neg", inputs: ["a"], outputs: [output] }],
      initializers: [],
      inputs: [{ name: "a", shape: ["N", 1] }],
      outputs: [{ name: output, shape: ["N", 1] }],
    };
    assertEquals(await run(joinModels(first, second), [1]), [-3], output);
  }
});

Deno.test("an output that is called as an input of the first is refused by name", () => {
  assertThrows(
    () => joinModels(line(2, 1, { input: "x" }), line(1, 0, { output: "x" })),
    TypeError,
    'no output may be called as an input: "x" is both',
  );
});

Deno.test("an optional input that is left out stays left out", async () => {
  const clip: OnnxModel = {
    nodes: [{ op: "Clip", inputs: ["in", "", "most"], outputs: ["out"] }],
    initializers: [{ name: "most", dims: [], data: Float32Array.of(4) }],
    inputs: [{ name: "in", shape: ["N", 1] }],
    outputs: [{ name: "out", shape: ["N", 1] }],
  };
  assertEquals(await run(joinModels(line(2, 1), clip), [-3, 9]), [-5, 4]);
});

Deno.test("texts of both go along, the second's where both speak", () => {
  const joined = joinModels(
    { ...line(1, 0), metadata: { a: "1", b: "2" } },
    { ...line(1, 0), metadata: { b: "3" } },
  );
  assertEquals(joined.metadata, { a: "1", b: "3" });
});

Deno.test("neither model is changed by joining", () => {
  const [first, second] = [line(2, 1), line(3, 4)];
  const before = structuredClone([first, second]);
  const joined = joinModels(first, second);
  assertEquals([first, second], before);
  assert(joined.nodes !== first.nodes);
});

Deno.test("more than one value between two models is refused", () => {
  const forked: OnnxModel = {
    ...line(2, 1),
    outputs: [{ name: "scaled", shape: ["N", 1] }, {
      name: "y",
      shape: ["N", 1],
    }],
  };
  assertThrows(
    () => joinModels(forked, line(1, 0)),
    TypeError,
    "one value must pass between them: 2 come out, 1 go in",
  );
});
