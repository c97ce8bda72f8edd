import { assertAlmostEquals, assertThrows } from "@std/assert";
import { Graph } from "lib/graph/graph.ts";
import {
  layerNormalization,
  NORMALIZE_EPSILON,
  standardized,
} from "lib/graph/ops/normalize.ts";
import { argument, checkGradient, elements } from "../gradient_check.ts";
import { runOnce } from "../run_once.ts";

Deno.test("layerNormalization() has the gradient of its differences, twice too", async () => {
  for (const shape of [[3, 4], [2, 2, 4]]) {
    await checkGradient(`layer norm [${shape}]`, layerNormalization, [
      argument(shape),
      argument([4]),
      argument([4]),
    ]);
  }
});

Deno.test("standardized() has the gradient of its differences, twice too", async () => {
  await checkGradient("standardized", (x) => standardized(x, [0]).unit, [
    argument([4, 2]),
  ]);
});

Deno.test("layerNormalization() is the plain formula", async () => {
  const graph = new Graph({ mode: "inference" });
  const [x, scale, shift] = [elements(5, 1), elements(5, 2), elements(5, 3)];
  const y = layerNormalization(
    graph.input("x", [1, 5]),
    graph.input("scale", [5]),
    graph.input("shift", [5]),
  );
  const result = await runOnce(y, { x, scale, shift });
  const mean = x.reduce((s, v) => s + v, 0) / 5;
  const variance = x.reduce((s, v) => s + (v - mean) ** 2, 0) / 5;
  x.forEach((v, i) => {
    const unit = (v - mean) / Math.sqrt(variance + NORMALIZE_EPSILON);
    assertAlmostEquals(result[i], unit * scale[i] + shift[i], 1e-6);
  });
});

Deno.test("layerNormalization() refuses vectors of another width", () => {
  const graph = new Graph({ mode: "inference" });
  const x = graph.input("x", [2, 3]);
  const v = graph.input("v", [3]);
  assertThrows(
    () => layerNormalization(x, v, graph.input("w", [2])),
    TypeError,
    "scale and shift must be [3]: current values are [3] and [2]",
  );
});
