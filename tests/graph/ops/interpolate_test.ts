import {
  assertAlmostEquals,
  assertEquals,
  assertStrictEquals,
} from "@std/assert";
import { Graph } from "lib/graph/graph.ts";
import {
  interpolateLinear,
  interpolationWeights,
} from "lib/graph/ops/interpolate.ts";
import { argument, checkGradient } from "../gradient_check.ts";
import { runOnce } from "../run_once.ts";

Deno.test("interpolateLinear() is PyTorch's interpolate(mode='linear')", async () => {
  const graph = new Graph({ mode: "inference" });
  const knots = graph.input("x", ["N", 3]);
  const y = interpolateLinear(knots, 7);
  assertEquals(y.shape, ["N", 7]);
  const got = await runOnce(y, { x: Float32Array.of(1, 4, -2) }, { x: [1, 3] });
  // torch.nn.functional.interpolate of [1, 4, -2] to 7, PyTorch 1.13.1.
  const expected = [
    1.0,
    1.4285714,
    2.7142857,
    4.0,
    1.4285714,
    -1.1428571,
    -2.0,
  ];
  expected.forEach((v, i) => assertAlmostEquals(got[i], v, 1e-6));
  assertStrictEquals(interpolateLinear(knots, 3), knots);
});

Deno.test("interpolateLinear() has the gradient of its differences", async () => {
  for (const length of [1, 2, 5]) {
    await checkGradient(
      `interpolateLinear to ${length}`,
      (a) => interpolateLinear(a, length),
      [argument([2, 3])],
    );
  }
});

Deno.test("interpolationWeights() sum to 1 for each value and keep a line's middle straight", () => {
  for (const [knots, length] of [[1, 5], [2, 9], [5, 24], [24, 5], [7, 7]]) {
    const weights = interpolationWeights(knots, length);
    for (let j = 0; j < length; ++j) {
      let [total, place] = [0, 0];
      for (let k = 0; k < knots; ++k) {
        total += weights[k * length + j];
        place += k * weights[k * length + j];
      }
      assertAlmostEquals(total, 1, 1e-6);
      const line = (j + 0.5) * knots / length - 0.5;
      assertAlmostEquals(place, Math.min(Math.max(line, 0), knots - 1), 1e-5);
    }
  }
});
