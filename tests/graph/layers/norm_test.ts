import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { makeRng } from "lib/core/rng.ts";
import { Graph } from "lib/graph/graph.ts";
import { batchNorm } from "lib/graph/layers/norm.ts";
import { sgd } from "lib/graph/optimize/optimizer.ts";
import { constantRate } from "lib/graph/optimize/schedule.ts";
import { buildTrainingGraph } from "lib/graph/optimize/training_graph.ts";
import { openTraining } from "lib/graph/optimize/training_session.ts";
import { openSession } from "lib/graph/session/session.ts";
import { NORMALIZE_EPSILON } from "lib/graph/ops/normalize.ts";
import { float32, tensor } from "lib/graph/tensor.ts";
import { elements, weighted } from "../gradient_check.ts";
import "../wasm_ready.ts";
import { inferenceOf } from "../layer_check.ts";

const [ROWS, CHANNELS] = [6, 2];

/** Mean and variance of a channel, the variance by `rows − 1`. */
function momentsOf(x: Float32Array, channel: number) {
  const own = Array.from({ length: ROWS }, (_, r) => x[r * CHANNELS + channel]);
  const mean = own.reduce((a, b) => a + b, 0) / ROWS;
  const squares = own.reduce((a, b) => a + (b - mean) ** 2, 0);
  return { mean, variance: squares / (ROWS - 1) };
}

Deno.test("batchNorm() learns running moments, by which inference then normalizes", async () => {
  const shape = [ROWS, CHANNELS];
  const graph = new Graph({ mode: "training", rng: makeRng(1) });
  const y = batchNorm(graph.input("x", shape), "layer", { momentum: 0.25 });
  const training = buildTrainingGraph(graph, weighted(y), {
    optimizer: sgd(),
    schedule: constantRate(0),
  });
  const run = await openTraining(training, { rng: makeRng(2) });
  const batches = [elements(12, 1), elements(12, 2), elements(12, 3)];
  for (const x of batches) await run.step({ x: tensor(x, shape) });
  const weights = run.weights();
  await run.release();
  const expected = [0, 1].map((channel) =>
    batches.map((x) => momentsOf(x, channel)).reduce(
      (before, now) => ({
        mean: 0.75 * before.mean + 0.25 * now.mean,
        variance: 0.75 * before.variance + 0.25 * now.variance,
      }),
      { mean: 0, variance: 1 },
    )
  );
  expected.forEach(({ mean, variance }, channel) => {
    assertAlmostEquals(weights.get("layer.mean")![channel], mean, 1e-6);
    assertAlmostEquals(weights.get("layer.variance")![channel], variance, 1e-6);
  });
  const session = await openSession(
    inferenceOf((x) => batchNorm(x, "layer"), shape, weights),
  );
  const served = await session.run({ x: tensor(batches[0], shape) });
  await session.release();
  float32(served.y, "y").forEach((v, i) => {
    const { mean, variance } = expected[i % CHANNELS];
    const unit = (batches[0][i] - mean) /
      Math.sqrt(variance + NORMALIZE_EPSILON);
    assertAlmostEquals(v, unit, 1e-5);
  });
});

Deno.test("batchNorm() refuses to train on a single value a channel or on a free batch", () => {
  const graph = new Graph({ mode: "training", rng: makeRng(1) });
  assertThrows(
    () => batchNorm(graph.input("x", [1, 3]), "layer"),
    TypeError,
    "more than one value a channel: current shape is [1, 3]",
  );
  assertThrows(
    () => batchNorm(graph.input("y", ["N", 3]), "other"),
    TypeError,
    "must be a number",
  );
  assertEquals(batchNorm(graph.input("z", [1, 3, 2]), "third").shape, [
    1,
    3,
    2,
  ]);
});
