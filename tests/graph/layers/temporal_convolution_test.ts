import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { makeRng } from "lib/core/rng.ts";
import { Graph, type Value } from "lib/graph/graph.ts";
import {
  causalConvolution,
  temporalBlock,
} from "lib/graph/layers/temporal_convolution.ts";
import { buildTrainingGraph } from "lib/graph/optimize/training_graph.ts";
import { firstState, weightsOf } from "lib/graph/optimize/training_session.ts";
import { sgd } from "lib/graph/optimize/optimizer.ts";
import { constantRate } from "lib/graph/optimize/schedule.ts";
import { elements, weighted } from "../gradient_check.ts";
import { runOnce } from "../run_once.ts";

/** First weights of a network, as a served graph takes them. */
function firstWeights(network: (x: Value) => Value, shape: readonly number[]) {
  const graph = new Graph({ mode: "training", rng: makeRng(3) });
  const training = buildTrainingGraph(
    graph,
    weighted(network(graph.input("x", shape))),
    { optimizer: sgd(), schedule: constantRate(1) },
  );
  return weightsOf(firstState(training), training);
}

Deno.test("causalConvolution() sums delayed places by weights of the given length", async () => {
  // One channel, direction (3, 4): of length 5, so weights (0.6, 0.8) · 10.
  const weights = new Map([
    ["c.direction", Float32Array.of(3, 4)],
    ["c.length", Float32Array.of(10)],
    ["c.bias", Float32Array.of(1)],
  ]);
  const graph = new Graph({ mode: "inference", weights });
  const x = graph.input("x", [1, 5, 1]);
  const y = causalConvolution(x, 1, "c", { taps: 2, dilation: 2 });
  const answer = await runOnce(y, { x: Float32Array.of(1, 2, 3, 4, 5) });
  // y[t] = 6 x[t] + 8 x[t − 2] + 1.
  [7, 13, 27, 41, 55].forEach((v, t) => assertAlmostEquals(answer[t], v, 1e-5));
});

Deno.test("Temporal blocks see no place to come and none beyond their reach", async () => {
  const [places, inputs, channels] = [12, 2, 3];
  const shape = [1, places, inputs];
  // Taps 2 and dilations 1, 2: a place sees 1 + 2 (1 + 2) = 7.
  const network = (x: Value) =>
    temporalBlock(temporalBlock(x, channels, "a", { taps: 2 }), channels, "b", {
      taps: 2,
      dilation: 2,
    });
  const weights = firstWeights(network, shape);
  const answer = (x: Float32Array) => {
    const graph = new Graph({ mode: "inference", weights });
    return runOnce(network(graph.input("x", shape)), { x });
  };
  const x = elements(places * inputs, 4);
  const before = await answer(x);
  for (const changed of [0, 3, 11]) {
    const other = x.slice();
    other[changed * inputs] += 3;
    other[changed * inputs + 1] -= 3;
    const after = await answer(other);
    const differs = Array.from(
      { length: places },
      (_, t) =>
        after.subarray(t * channels, (t + 1) * channels)
          .some((v, j) => v !== before[t * channels + j]),
    );
    differs.forEach((d, t) => {
      if (t < changed || t >= changed + 7) {
        assert(!d, `place ${t} sees place ${changed}`);
      }
    });
    assert(differs[changed], `place ${changed} does not see itself`);
  }
});

Deno.test("causalConvolution() has no weights for taps that no place can see", () => {
  const weights = firstWeights(
    (x) => causalConvolution(x, 2, "c", { taps: 3, dilation: 4 }),
    [1, 5, 3],
  );
  // Delays 0 and 4 are within five places, 8 is not.
  assertEquals(weights.get("c.direction")?.length, 2 * 3 * 2);
});
