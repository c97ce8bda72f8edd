/**
 * A training step that is run again and again, with its state outside the
 * graph: it can be stored after any step and taken up again to the same bytes.
 *
 * @module
 */

import type { Rng } from "lib/core/rng.ts";
import type { Weights } from "lib/graph/graph.ts";
import type { Place } from "lib/graph/optimize/flat_parameters.ts";
import type {
  TrainingGraph,
  TrainingLayout,
} from "lib/graph/optimize/training_graph.ts";
import {
  type Backend,
  openSession,
  type Session,
  type Tensors,
} from "lib/graph/session/session.ts";
import { float32, tensor } from "lib/graph/tensor.ts";

/** All that a step changes. */
export interface TrainingState {
  /** Steps done. */
  readonly step: number;
  /** Parameters, flat. */
  readonly parameters: Float32Array;
  /** The optimizer's moments, flat. */
  readonly moments: readonly Float32Array[];
  /** Running states, flat. */
  readonly states: Float32Array;
}

/** Options of {@linkcode openTraining}. */
export interface TrainingSessionOptions {
  /** What runs the graph. @default {"wasm"} */
  readonly backend?: Backend;
  /** Source of masks; step `k` draws from its child `"step k"`. */
  readonly rng: Rng;
  /** State to go on from. @default the graph's first values */
  readonly state?: TrainingState;
}

/** A training run under way. */
export interface TrainingSession {
  /** What the steps so far have led to. */
  readonly state: TrainingState;
  /**
   * Carries out a step.
   *
   * @param batch The graph's inputs.
   * @returns The loss before the step.
   */
  step(batch: Tensors): Promise<number>;
  /** Parameters and running states by name, as an inference graph takes them. */
  weights(): Weights;
  /** Frees the session. */
  release(): Promise<void>;
}

/**
 * Starts or resumes training.
 *
 * @param graph A training step.
 * @param options Backend, masks, and a state to go on from.
 * @throws {TypeError} If the state is of another network.
 */
export async function openTraining(
  graph: TrainingGraph,
  options: TrainingSessionOptions,
): Promise<TrainingSession> {
  const { backend = "wasm", rng } = options;
  let state = options.state ?? firstState(graph);
  checkState(state, graph);
  const session = await openSession(graph.model, {
    backend,
    name: "training graph",
  });
  return {
    get state() {
      return state;
    },
    async step(batch) {
      const next = state.step + 1;
      const results = await session.run({
        ...batch,
        ...stateFeeds(state, graph),
        ...masks(graph, rng.child(`step ${next}`)),
        step: tensor(Float64Array.of(next), []),
      });
      state = stateAfter(results, next, graph);
      return float32(results["loss"], "loss")[0];
    },
    weights: () => weightsOf(state, graph),
    release: () => session.release(),
  };
}

/** The state before the first step. */
export function firstState(graph: TrainingLayout): TrainingState {
  const { initialParameters, initialStates, moments } = graph;
  return {
    step: 0,
    parameters: initialParameters.slice(),
    moments: Array.from(
      { length: moments },
      () => new Float32Array(initialParameters.length),
    ),
    states: initialStates.slice(),
  };
}

/** Parameters and running states by name. */
export function weightsOf(
  state: TrainingState,
  graph: Pick<TrainingLayout, "parameters" | "states">,
): Weights {
  const named = (flat: Float32Array) => ({ name, offset, size }: Place) =>
    [name, flat.slice(offset, offset + size)] as const;
  return new Map([
    ...graph.parameters.map(named(state.parameters)),
    ...graph.states.map(named(state.states)),
  ]);
}

/**
 * Feeds of an evaluation graph at a state.
 *
 * @param session A session of the evaluation graph.
 */
export function evaluationFeeds(
  session: Session,
  state: TrainingState,
): Tensors {
  const takes = (name: string) =>
    session.summary.inputs.some((input) => input.name === name);
  return {
    ...(takes("parameters") ? { parameters: tensor(state.parameters) } : {}),
    ...(takes("states") ? { states: tensor(state.states) } : {}),
  };
}

/**
 * Checks that a state fits into the vectors of a network and its optimizer.
 *
 * @throws {TypeError} If it is of another.
 */
export function checkState(state: TrainingState, graph: TrainingLayout): void {
  const size = graph.initialParameters.length;
  const sizes = ({ parameters, moments, states }: TrainingState) =>
    [parameters, ...moments, states].map((v) => v.length).join(", ");
  const wanted = [
    size,
    ...Array.from({ length: graph.moments }, () => size),
    graph.initialStates.length,
  ].join(", ");
  if (sizes(state) !== wanted) {
    throw new TypeError(
      `Cannot take up training as parameters, moments and running states must have ${wanted} elements: current values are ${
        sizes(state)
      }`,
    );
  }
}

/** Parameters, moments and running states as a step takes them. */
export function stateFeeds(
  state: TrainingState,
  graph: TrainingLayout,
): Tensors {
  return {
    parameters: tensor(state.parameters),
    ...Object.fromEntries(
      state.moments.map((m, i) => [`moment_${i}`, tensor(m)]),
    ),
    ...(graph.states.length > 0 ? { states: tensor(state.states) } : {}),
  };
}

/** What a step has given as the next state. */
export function stateAfter(
  results: Tensors,
  step: number,
  graph: TrainingLayout,
): TrainingState {
  const read = (name: string) => float32(results[name], name);
  return {
    step,
    parameters: read("parameters_next"),
    moments: Array.from(
      { length: graph.moments },
      (_, i) => read(`moment_${i}_next`),
    ),
    states: graph.states.length > 0 ? read("states_next") : new Float32Array(),
  };
}

/** Masks of a step: `1/keep` with probability `keep`, else 0. */
export function masks(
  { noises }: Pick<TrainingLayout, "noises">,
  rng: Rng,
): Tensors {
  return Object.fromEntries(noises.map(({ name, dims, keep }) => {
    const mask = new Float32Array(dims.reduce((n, d) => n * d, 1));
    for (let i = 0; i < mask.length; ++i) {
      mask[i] = rng.uniform() < keep ? 1 / keep : 0;
    }
    return [name, tensor(mask, dims)];
  }));
}
