import "../wasm_ready.ts";
import { assertEquals, assertThrows } from "@std/assert";
import { makeRng } from "lib/core/rng.ts";
import { Graph } from "lib/graph/graph.ts";
import { constantly } from "lib/graph/layers/initializers.ts";
import { add, indicator, multiply } from "lib/graph/ops/arithmetic.ts";
import { sum } from "lib/graph/ops/reduce.ts";
import { sgd } from "lib/graph/optimize/optimizer.ts";
import { constantRate } from "lib/graph/optimize/schedule.ts";
import {
  buildEvaluationGraph,
  buildTrainingGraph,
} from "lib/graph/optimize/training_graph.ts";
import { openTraining } from "lib/graph/optimize/training_session.ts";
import { openSession } from "lib/graph/session/session.ts";
import { tensor } from "lib/graph/tensor.ts";

const OPTIONS = { optimizer: sgd(), schedule: constantRate(0.5) };

function emptyGraph(): Graph {
  return new Graph({ mode: "training", rng: makeRng(1) });
}

Deno.test("buildTrainingGraph() refuses a parameter that does not touch the loss", () => {
  const graph = emptyGraph();
  const used = graph.parameter("used", [2], constantly(1));
  graph.parameter("idle", [2], constantly(1));
  assertThrows(
    () => buildTrainingGraph(graph, sum(used), OPTIONS),
    TypeError,
    'Cannot train "idle" as every parameter must touch the loss',
  );
});

Deno.test("buildTrainingGraph() refuses a loss that is no scalar and a graph without parameters", () => {
  const graph = emptyGraph();
  const w = graph.parameter("w", [2], constantly(1));
  assertThrows(
    () => buildTrainingGraph(graph, w, OPTIONS),
    TypeError,
    "a loss must be a scalar: current shape is [2]",
  );
  const bare = emptyGraph();
  assertThrows(
    () => buildTrainingGraph(bare, sum(bare.input("x", [2])), OPTIONS),
    TypeError,
    "at least one parameter",
  );
});

Deno.test("running states of any rank are stored and updated", async () => {
  const graph = emptyGraph();
  const w = graph.parameter("w", [1], constantly(2));
  const x = graph.input("x", [2, 3]);
  const initial = Float32Array.of(1, 2, 3, 4, 5, 6);
  graph.state("matrix", initial, [2, 3], (before) => add(before, x));
  graph.state(
    "scalar",
    Float32Array.of(7),
    [],
    (before) => multiply(before, 2),
  );
  const training = buildTrainingGraph(graph, sum(multiply(x, w)), OPTIONS);
  const run = await openTraining(training, { rng: makeRng(1) });
  const ten = tensor(new Float32Array(6).fill(10), [2, 3]);
  assertEquals(await run.step({ x: ten }), 120);
  await run.step({ x: ten });
  const weights = run.weights();
  await run.release();
  assertEquals(weights.get("matrix"), initial.map((v) => v + 20));
  assertEquals(weights.get("scalar"), Float32Array.of(28));
  assertEquals(weights.get("w"), Float32Array.of(2 - 0.5 * 120));
});

Deno.test("frozen parameters stay as they are", async () => {
  const frozen = new Map([["a", Float32Array.of(3)]]);
  const graph = new Graph({ mode: "training", rng: makeRng(1), frozen });
  const a = graph.parameter("a", [1], constantly(1));
  const b = graph.parameter("b", [1], constantly(1));
  const training = buildTrainingGraph(graph, sum(multiply(a, b)), OPTIONS);
  const run = await openTraining(training, { rng: makeRng(1) });
  assertEquals(await run.step({}), 3);
  assertEquals([...run.weights()], [["b", Float32Array.of(1 - 1.5)]]);
  await run.release();
});

Deno.test("buildEvaluationGraph() keeps the element type of its outputs", async () => {
  const graph = new Graph({ mode: "evaluation", rng: makeRng(1) });
  const w = graph.parameter("w", [2], constantly(1));
  const above = indicator("Greater", w, 0);
  const [count] = graph.emit("Shape", [above], [[1]], { type: "int64" });
  const session = await openSession(buildEvaluationGraph(graph, { count }));
  const result = await session.run({ parameters: tensor(new Float32Array(2)) });
  await session.release();
  assertEquals(result.count.data, BigInt64Array.of(2n));
});
