import "../wasm_ready.ts";
import {
  assert,
  assertEquals,
  assertNotEquals,
  assertRejects,
} from "@std/assert";
import { makeRng } from "lib/core/rng.ts";
import { Graph } from "lib/graph/graph.ts";
import { dense } from "lib/graph/layers/dense.ts";
import { dropout } from "lib/graph/layers/dropout.ts";
import { batchNorm } from "lib/graph/layers/norm.ts";
import { relu } from "lib/graph/ops/activation.ts";
import { meanSquaredError } from "lib/graph/ops/loss.ts";
import { adamW } from "lib/graph/optimize/optimizer.ts";
import { cosineRate } from "lib/graph/optimize/schedule.ts";
import {
  buildTrainingGraph,
  type TrainingGraph,
} from "lib/graph/optimize/training_graph.ts";
import {
  openTraining,
  type TrainingState,
} from "lib/graph/optimize/training_session.ts";
import { tensor } from "lib/graph/tensor.ts";
import { elements } from "../gradient_check.ts";

const ROWS = 8;

/** A network with masks, running states and a schedule: all that is stored. */
function build(seed: number): TrainingGraph {
  const graph = new Graph({ mode: "training", rng: makeRng(seed) });
  const x = graph.input("x", [ROWS, 3]);
  const hidden = batchNorm(dense(x, 6, "a", { activation: relu }), "norm");
  const y = dense(dropout(hidden, 0.3), 1, "b");
  const loss = meanSquaredError(y, graph.input("y", [ROWS, 1]));
  return buildTrainingGraph(graph, loss, {
    optimizer: adamW(),
    schedule: cosineRate(0.05, { steps: 20, warmup: 3 }),
    clipNorm: 1,
  });
}

/** Steps from a state to a step, each on a batch of its own. */
async function train(
  training: TrainingGraph,
  options: { until: number; seed?: number; state?: TrainingState },
): Promise<{ state: TrainingState; losses: number[] }> {
  const { until, seed = 7, state } = options;
  const run = await openTraining(training, {
    rng: makeRng(seed),
    ...(state === undefined ? {} : { state }),
  });
  const losses: number[] = [];
  try {
    while (run.state.step < until) {
      const x = elements(ROWS * 3, 100 + run.state.step);
      const y = elements(ROWS, 200 + run.state.step);
      losses.push(
        await run.step({ x: tensor(x, [ROWS, 3]), y: tensor(y, [ROWS, 1]) }),
      );
    }
    return { state: run.state, losses };
  } finally {
    await run.release();
  }
}

Deno.test("training twice from one seed gives the same bytes, and from another not", async () => {
  assertEquals(build(1).model, build(1).model);
  const one = await train(build(1), { until: 12 });
  const two = await train(build(1), { until: 12 });
  assertEquals(one, two);
  const masked = await train(build(1), { until: 12, seed: 8 });
  assertNotEquals(one.state.parameters, masked.state.parameters);
  const drawn = await train(build(2), { until: 12 });
  assertNotEquals(one.state.parameters, drawn.state.parameters);
});

Deno.test("training stored after any step and taken up again gives the same bytes", async () => {
  const training = build(1);
  const whole = await train(training, { until: 12 });
  for (const until of [1, 5, 11]) {
    const first = await train(training, { until });
    // As through a file: copies that share nothing with the session.
    const state = structuredClone(first.state);
    const rest = await train(build(1), { until: 12, state });
    assertEquals(rest.state, whole.state);
    assertEquals([...first.losses, ...rest.losses], whole.losses);
  }
});

Deno.test("a state given to a session is left as it was", async () => {
  const training = build(1);
  const { state } = await train(training, { until: 2 });
  const before = structuredClone(state);
  await train(training, { until: 6, state });
  assertEquals(state, before);
  const initial = training.initialParameters.slice();
  await train(training, { until: 3 });
  assertEquals(training.initialParameters, initial);
});

Deno.test("weights() names every parameter and running state", async () => {
  const training = build(1);
  const run = await openTraining(training, { rng: makeRng(1) });
  const weights = run.weights();
  await run.release();
  const sizes = Object.fromEntries(
    [...weights].map(([name, data]) => [name, data.length]),
  );
  assertEquals(sizes, {
    "a.weight": 18,
    "a.bias": 6,
    "norm.scale": 6,
    "norm.shift": 6,
    "b.weight": 6,
    "b.bias": 1,
    "norm.mean": 6,
    "norm.variance": 6,
  });
  assert(weights.get("norm.variance")!.every((v) => v === 1));
});

Deno.test("a state of another network is refused when training opens", async () => {
  const training = build(1);
  const { state } = await train(training, { until: 1 });
  const wrong: Partial<TrainingState>[] = [
    { parameters: state.parameters.slice(1) },
    { moments: state.moments.slice(1) },
    { moments: [state.moments[0], new Float32Array(3)] },
    { states: new Float32Array(5) },
  ];
  for (const part of wrong) {
    await assertRejects(
      () =>
        openTraining(training, {
          rng: makeRng(1),
          state: { ...state, ...part },
        }),
      TypeError,
      "Cannot take up training",
    );
  }
});
