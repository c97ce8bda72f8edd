import { assertEquals, assertThrows } from "@std/assert";
import { makeRng } from "lib/core/rng.ts";
import { Graph } from "lib/graph/graph.ts";
import { conv1d, conv2d } from "lib/graph/layers/convolution.ts";
import { openSession } from "lib/graph/session/session.ts";
import { float32, tensor } from "lib/graph/tensor.ts";
import { elements } from "../gradient_check.ts";
import { inferenceOf } from "../layer_check.ts";

Deno.test("causal conv1d() sees nothing of what comes later", async () => {
  const weights = new Map([
    ["layer.weight", elements(2 * 1 * 3, 1)],
    ["layer.bias", elements(2, 2)],
  ]);
  const shape = [1, 1, 8];
  const session = await openSession(inferenceOf(
    (x) => conv1d(x, 2, 3, "layer", { dilation: 2 }),
    shape,
    weights,
  ));
  const x = elements(8, 3);
  const before = float32((await session.run({ x: tensor(x, shape) })).y, "y");
  x[5] += 10;
  const after = float32((await session.run({ x: tensor(x, shape) })).y, "y");
  await session.release();
  const changed = [...before].flatMap((v, i) => v === after[i] ? [] : [i]);
  // Times 5 and 7 of both channels; 9 is beyond the end.
  assertEquals(changed, [5, 7, 13, 15]);
});

Deno.test("padding decides the length of what a convolution gives", () => {
  const graph = new Graph({ mode: "training", rng: makeRng(1) });
  const sequence = graph.input("s", [2, 3, 10]);
  const lengths = (["causal", "same", "valid"] as const).map((padding) =>
    conv1d(sequence, 4, 3, padding, { padding, dilation: 2 }).shape
  );
  assertEquals(lengths, [[2, 4, 10], [2, 4, 10], [2, 4, 6]]);
  const image = graph.input("i", ["N", 3, 5, 6]);
  assertEquals(conv2d(image, 4, [3, 2], "a").shape, ["N", 4, 5, 6]);
  assertEquals(
    conv2d(image, 4, [3, 2], "b", { padding: "valid", strides: [2, 2] }).shape,
    ["N", 4, 2, 3],
  );
});

Deno.test("convolutions refuse what is no sequence or no image", () => {
  const graph = new Graph({ mode: "training", rng: makeRng(1) });
  assertThrows(
    () => conv1d(graph.input("x", [2, 3]), 4, 3, "a"),
    TypeError,
    "current value is [2, 3]",
  );
  assertThrows(
    () => conv2d(graph.input("y", [2, 3, 4]), 4, [3, 3], "b"),
    TypeError,
    "current values are [2, 3, 4] and [4, 3, 3, 3]",
  );
  assertThrows(
    () =>
      conv2d(graph.input("z", [1, 1, 2, 2]), 1, [3, 3], "c", {
        padding: "valid",
      }),
    TypeError,
    "must fit into the padded image",
  );
});
