/**
 * Layers as they are trained: the gradient that a training step computes
 * against differences of its loss, and the same weights in all three modes.
 *
 * The loss comes out in float32; the step and the tolerance are those of
 * `gradient_check.ts`.
 */

import "./wasm_ready.ts";
import { makeRng } from "lib/core/rng.ts";
import { Graph, type Value, type Weights } from "lib/graph/graph.ts";
import { normally } from "lib/graph/layers/initializers.ts";
import { sgd } from "lib/graph/optimize/optimizer.ts";
import { constantRate } from "lib/graph/optimize/schedule.ts";
import {
  buildEvaluationGraph,
  buildInferenceGraph,
  buildTrainingGraph,
} from "lib/graph/optimize/training_graph.ts";
import {
  evaluationFeeds,
  firstState,
  openTraining,
  weightsOf,
} from "lib/graph/optimize/training_session.ts";
import { openSession } from "lib/graph/session/session.ts";
import { float32, tensor } from "lib/graph/tensor.ts";
import { compare, elements, weighted } from "./gradient_check.ts";

/** A layer of one input. */
export type Layer = (x: Value) => Value;

/** Builds the training step of `Σ w y(x)` with `x` among its parameters. */
export function weightedTraining(layer: Layer, shape: readonly number[]) {
  const graph = new Graph({ mode: "training", rng: makeRng(5) });
  const x = graph.parameter("x", shape, normally(1));
  const y = layer(x);
  return buildTrainingGraph(graph, weighted(y), {
    // With no momentum its moment is the gradient itself.
    optimizer: sgd(),
    schedule: constantRate(1),
  });
}

/** Checks the gradients of a layer's parameters and of its input. */
export async function checkLayer(
  what: string,
  layer: Layer,
  shape: readonly number[],
): Promise<void> {
  const training = weightedTraining(layer, shape);
  const { initialParameters, initialStates, noises } = training;
  const session = await openSession(training.model);
  try {
    // Biases start at zero and scales at one: move them off such symmetry.
    const shifts = elements(initialParameters.length, 21);
    const parameters = initialParameters.map((p, i) => p + shifts[i] / 5);
    const states = initialStates.length === 0
      ? {}
      : { states: tensor(initialStates) };
    const masks = noises.map(({ name, dims, keep }) => {
      const size = dims.reduce((n, d) => n * d, 1);
      const mask = elements(size, 3).map((v) => v > 0 ? 1 / keep : 0);
      return [name, tensor(mask, dims)] as const;
    });
    const run = () =>
      session.run({
        parameters: tensor(parameters),
        moment_0: tensor(new Float32Array(parameters.length)),
        step: tensor(Float64Array.of(1), []),
        ...states,
        ...Object.fromEntries(masks),
      });
    const gradient = float32((await run()).moment_0_next, "gradient");
    for (const { name, offset, size } of training.parameters) {
      await compare(
        `${what}, ${name}`,
        parameters.subarray(offset, offset + size),
        gradient.subarray(offset, offset + size),
        async () => float32((await run()).loss, "loss")[0],
      );
    }
  } finally {
    await session.release();
  }
}

/** Bytes of a layer's graph in each mode, with one set of weights. */
export function graphsOf(layer: Layer, shape: readonly number[]) {
  const training = weightedTraining(layer, shape);
  const state = firstState(training);
  const evaluated = new Graph({ mode: "evaluation", rng: makeRng(5) });
  const evaluation = buildEvaluationGraph(evaluated, {
    y: layer(evaluated.input("x", shape)),
  });
  const inference = inferenceOf(layer, shape, weightsOf(state, training));
  return { training, evaluation, inference };
}

/** An inference graph whose batch is free. */
export function inferenceOf(
  layer: Layer,
  shape: readonly number[],
  weights: Weights,
): Uint8Array {
  const graph = new Graph({ mode: "inference", weights });
  const y = layer(graph.input("x", ["N", ...shape.slice(1)]));
  return buildInferenceGraph(graph, { y });
}

/**
 * What evaluation and inference answer after some steps of training on `x`,
 * which the steps change too.
 */
export async function afterTraining(
  layer: Layer,
  shape: readonly number[],
  x: Float32Array,
  steps = 3,
): Promise<{ evaluation: Float32Array; inference: Float32Array }> {
  const { training, evaluation } = graphsOf(layer, shape);
  const run = await openTraining(training, { rng: makeRng(8) });
  for (let i = 0; i < steps; ++i) await run.step({});
  const evaluator = await openSession(evaluation);
  const server = await openSession(inferenceOf(layer, shape, run.weights()));
  try {
    // The evaluation graph lacks the first parameter, x itself.
    const { size } = training.parameters[0];
    const state = {
      ...run.state,
      parameters: run.state.parameters.slice(size),
    };
    const feeds = { x: tensor(x, shape) };
    const evaluated = await evaluator.run({
      ...feeds,
      ...evaluationFeeds(evaluator, state),
    });
    const served = await server.run(feeds);
    return {
      evaluation: float32(evaluated.y, "y"),
      inference: float32(served.y, "y"),
    };
  } finally {
    await run.release();
    await evaluator.release();
    await server.release();
  }
}
