import "../wasm_ready.ts";
import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertNotEquals,
  assertRejects,
  assertThrows,
} from "@std/assert";
import { ArtifactError } from "lib/core/errors.ts";
import { makeRng } from "lib/core/rng.ts";
import { Graph, type Value } from "lib/graph/graph.ts";
import { dense } from "lib/graph/layers/dense.ts";
import { dropout } from "lib/graph/layers/dropout.ts";
import { batchNorm } from "lib/graph/layers/norm.ts";
import { tanh } from "lib/graph/ops/activation.ts";
import { meanSquaredError } from "lib/graph/ops/loss.ts";
import { adamW } from "lib/graph/optimize/optimizer.ts";
import { cosineRate } from "lib/graph/optimize/schedule.ts";
import { buildShardedGraph } from "lib/graph/optimize/sharded_graph.ts";
import { openShardedTraining } from "lib/graph/optimize/sharded_session.ts";
import { buildTrainingGraph } from "lib/graph/optimize/training_graph.ts";
import {
  openTraining,
  type TrainingSession,
  type TrainingState,
} from "lib/graph/optimize/training_session.ts";
import { tensor } from "lib/graph/tensor.ts";
import { elements } from "../gradient_check.ts";

const ROWS = 12;

const OPTIONS = {
  optimizer: adamW(),
  schedule: cosineRate(0.02, { steps: 20, warmup: 3 }),
  clipNorm: 0.5,
};

/** A small network, and its loss over some rows. */
function network(rows: number, middle: (hidden: Value) => Value) {
  const graph = new Graph({ mode: "training", rng: makeRng(1) });
  const x = graph.input("x", [rows, 3]);
  const hidden = middle(dense(x, 6, "a", { activation: tanh }));
  const y = graph.input("y", [rows, 1]);
  return { graph, loss: meanSquaredError(dense(hidden, 1, "b"), y) };
}

function sharded(shards: number, drop: number) {
  const { graph, loss } = network(ROWS / shards, (h) => dropout(h, drop));
  return buildShardedGraph(graph, loss, { ...OPTIONS, shards });
}

/** Steps up to a number, each on a batch of its own. */
async function train(session: TrainingSession, until: number) {
  const losses: number[] = [];
  try {
    while (session.state.step < until) {
      const x = elements(ROWS * 3, 100 + session.state.step);
      const y = elements(ROWS, 200 + session.state.step);
      losses.push(
        await session.step({
          x: tensor(x, [ROWS, 3]),
          y: tensor(y, [ROWS, 1]),
        }),
      );
    }
    return { state: session.state, losses };
  } finally {
    await session.release();
  }
}

async function trainSharded(
  { shards = 3, threads = 1, drop = 0.3, until = 10, state }: {
    shards?: number;
    threads?: number;
    drop?: number;
    until?: number;
    state?: TrainingState;
  },
) {
  const session = await openShardedTraining(sharded(shards, drop), {
    rng: makeRng(7),
    threads,
    ...(state && { state }),
  });
  return await train(session, until);
}

Deno.test("training in shards gives the same bytes with any number of threads", async () => {
  const one = await trainSharded({ threads: 1 });
  assertEquals(await trainSharded({ threads: 2 }), one);
  assertEquals(await trainSharded({ threads: 8 }), one);
  assertNotEquals(
    (await trainSharded({ shards: 2 })).state.parameters,
    one.state.parameters,
  );
});

Deno.test("training in shards without masks is that of whole batches", async () => {
  const { graph, loss } = network(ROWS, (hidden) => hidden);
  const training = buildTrainingGraph(graph, loss, OPTIONS);
  const whole = await train(
    await openTraining(training, { rng: makeRng(7) }),
    20,
  );
  const parts = await trainSharded({ threads: 2, drop: 0, until: 20 });
  // Float32 sums in another order, through 20 steps of Adam.
  whole.losses.forEach((loss, i) =>
    assertAlmostEquals(parts.losses[i], loss, 1e-4)
  );
  whole.state.parameters.forEach((value, i) =>
    assertAlmostEquals(parts.state.parameters[i], value, 1e-4)
  );
  assert(whole.losses[19] !== whole.losses[0]);
});

Deno.test("training in shards stored and taken up again gives the same bytes", async () => {
  const whole = await trainSharded({ threads: 2 });
  const { state } = await trainSharded({ threads: 1, until: 4 });
  const rest = await trainSharded({ threads: 2, state });
  assertEquals(rest.state, whole.state);
});

Deno.test("running states are refused in shards", () => {
  const { graph, loss } = network(4, (hidden) => batchNorm(hidden, "norm"));
  assertThrows(
    () => buildShardedGraph(graph, loss, { ...OPTIONS, shards: 3 }),
    RangeError,
    "no running states",
  );
});

Deno.test("a thread's error is thrown where the step was asked for, and all threads end", async () => {
  const session = await openShardedTraining(sharded(2, 0), {
    rng: makeRng(7),
    threads: 2,
  });
  try {
    await assertRejects(
      () =>
        session.step({
          x: tensor(elements(ROWS * 2, 1), [ROWS, 2]),
          y: tensor(elements(ROWS, 2), [ROWS, 1]),
        }),
      TypeError,
      '"x" must be float32',
    );
  } finally {
    await session.release();
  }
});

Deno.test("a gradient graph that cannot be run is refused, and no thread is left", async () => {
  const broken = { ...sharded(2, 0), gradient: new Uint8Array(8) };
  await assertRejects(
    () => openShardedTraining(broken, { rng: makeRng(7), threads: 2 }),
    ArtifactError,
    "gradient graph",
  );
});
