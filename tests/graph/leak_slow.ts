import "./wasm_ready.ts";
import { assert } from "@std/assert";
import { makeRng } from "lib/core/rng.ts";
import { Graph } from "lib/graph/graph.ts";
import { dense } from "lib/graph/layers/dense.ts";
import { dropout } from "lib/graph/layers/dropout.ts";
import { batchNorm } from "lib/graph/layers/norm.ts";
import { relu } from "lib/graph/ops/activation.ts";
import { meanSquaredError } from "lib/graph/ops/loss.ts";
import { adamW } from "lib/graph/optimize/optimizer.ts";
import { cosineRate } from "lib/graph/optimize/schedule.ts";
import { buildTrainingGraph } from "lib/graph/optimize/training_graph.ts";
import { openTraining } from "lib/graph/optimize/training_session.ts";
import { tensor } from "lib/graph/tensor.ts";
import { elements } from "./gradient_check.ts";

const [ROWS, WIDTH] = [64, 64];
const [STEPS, WARM_UP, EVERY] = [10_000, 2_000, 250];

/** Slope of the least-squares line, in `y` per step. */
function slopeOf(points: readonly (readonly [number, number])[]): number {
  const mean = (i: 0 | 1) =>
    points.reduce((sum, p) => sum + p[i], 0) / points.length;
  const [x, y] = [mean(0), mean(1)];
  const across = points.reduce((sum, p) => sum + (p[0] - x) * (p[1] - y), 0);
  return across / points.reduce((sum, p) => sum + (p[0] - x) ** 2, 0);
}

Deno.test(`${STEPS} training steps leave no memory behind`, async () => {
  const graph = new Graph({ mode: "training", rng: makeRng(1) });
  const x = graph.input("x", [ROWS, WIDTH]);
  const hidden = dense(x, WIDTH, "a", { activation: relu });
  const y = dense(dropout(batchNorm(hidden, "norm"), 0.2), 1, "b");
  const loss = meanSquaredError(y, graph.input("y", [ROWS, 1]));
  const training = buildTrainingGraph(graph, loss, {
    optimizer: adamW(),
    schedule: cosineRate(0.01, { steps: STEPS }),
    clipNorm: 1,
  });
  const run = await openTraining(training, { rng: makeRng(2) });
  const points: [number, number][] = [];
  const feeds = {
    x: tensor(elements(ROWS * WIDTH, 3), [ROWS, WIDTH]),
    y: tensor(elements(ROWS, 4), [ROWS, 1]),
  };
  for (let step = 1; step <= STEPS; ++step) {
    await run.step(feeds);
    if (step > WARM_UP && step % EVERY === 0) {
      points.push([step, Deno.memoryUsage().rss]);
    }
  }
  const losses = await run.step(feeds);
  await run.release();
  const slope = slopeOf(points);
  console.log(
    `${slope.toFixed(0)} bytes a step, ${
      (points.at(-1)![1] / 2 ** 20).toFixed(0)
    } MB at the end, loss ${losses}`,
  );
  assert(Number.isFinite(losses));
  // A step moves about 100 kB; what a lost mask alone would leave is 16 kB.
  // The collector's own waves come to some MB over the 8,000 steps.
  assert(slope < 1_000, `${slope} bytes a step`);
});
