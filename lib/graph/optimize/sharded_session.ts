/**
 * Training whose batches are computed in parts, by several threads where there
 * are several.
 *
 * Parts are cut, masked and averaged by their number: the weights depend on how
 * many parts there are, not on how many threads compute them.
 *
 * @module
 */

import {
  openShardRunner,
  type Shard,
  type ShardGradient,
  type ShardRunner,
} from "lib/graph/optimize/shard.ts";
import { startShardThread } from "lib/graph/optimize/shard_thread.ts";
import type { ShardedTrainingGraph } from "lib/graph/optimize/sharded_graph.ts";
import {
  checkState,
  firstState,
  stateAfter,
  stateFeeds,
  type TrainingSession,
  type TrainingSessionOptions,
  weightsOf,
} from "lib/graph/optimize/training_session.ts";
import { openSession, type Tensors } from "lib/graph/session/session.ts";
import { tensor } from "lib/graph/tensor.ts";

/** Options of {@linkcode openShardedTraining}. */
export interface ShardedSessionOptions extends TrainingSessionOptions {
  /** Threads, this one included; no more than parts. @default {1} */
  readonly threads?: number;
}

/**
 * Starts or resumes training in parts.
 *
 * @param graph A training step in parts.
 * @param options Backend, masks, threads, and a state to go on from.
 * @throws {TypeError} If the state is of another network.
 */
export async function openShardedTraining(
  graph: ShardedTrainingGraph,
  options: ShardedSessionOptions,
): Promise<TrainingSession> {
  const { backend = "wasm", rng, threads = 1 } = options;
  let state = options.state ?? firstState(graph);
  checkState(state, graph);
  const { shards, gradient, noises } = graph;
  const start = { gradient, noises, backend };
  const opening = {
    update: openSession(graph.update, { backend, name: "update graph" }),
    runners: [
      openShardRunner(start),
      ...Array.from(
        { length: Math.min(threads, shards) - 1 },
        () => startShardThread(start),
      ),
    ],
  };
  await allOrNone([opening.update, ...opening.runners]);
  const update = await opening.update;
  const runners = await Promise.all(opening.runners);
  return {
    get state() {
      return state;
    },
    async step(batch) {
      const next = state.step + 1;
      const stepRng = rng.child(`step ${next}`);
      const parts = cut(batch, shards).map((part, i): Shard => ({
        batch: part,
        seed: Math.floor(stepRng.child(`shard ${i}`).uniform() * 2 ** 32),
      }));
      const found = await inThreads(runners, state.parameters, parts);
      const results = await update.run({
        ...stateFeeds(state, graph),
        gradient: tensor(meanGradient(found)),
        step: tensor(Float64Array.of(next), []),
      });
      state = stateAfter(results, next, graph);
      return found.reduce((sum, { loss }) => sum + loss, 0) / shards;
    },
    weights: () => weightsOf(state, graph),
    async release() {
      await Promise.all([update, ...runners].map((each) => each.release()));
    },
  };
}

/** Waits until all are open; if one fails, releases the others and throws. */
async function allOrNone(
  opening: readonly Promise<{ release(): Promise<void> }>[],
): Promise<void> {
  const outcomes = await Promise.allSettled(opening);
  const failed = outcomes.find(({ status }) => status === "rejected");
  if (failed?.status !== "rejected") return;
  for (const outcome of outcomes) {
    if (outcome.status === "fulfilled") await outcome.value.release();
  }
  throw failed.reason;
}

/** Rows of a batch in consecutive parts of one size. */
function cut(batch: Tensors, shards: number): Tensors[] {
  return Array.from({ length: shards }, (_, i) =>
    Object.fromEntries(
      Object.entries(batch).map(([name, { data, dims }]) => {
        const size = data.length / shards;
        const part = (data as Float32Array).slice(i * size, (i + 1) * size);
        return [name, tensor(part, [dims[0] / shards, ...dims.slice(1)])];
      }),
    ));
}

/** Part `i` by thread `i` modulo their number; the others start before this one. */
async function inThreads(
  runners: readonly ShardRunner[],
  parameters: Float32Array,
  parts: readonly Shard[],
): Promise<ShardGradient[]> {
  const [own, ...others] = runners;
  const shareOf = (thread: number) => ({
    parameters,
    shards: parts.filter((_, i) => i % runners.length === thread),
  });
  const asked = others.map((runner, i) => runner.run(shareOf(i + 1)));
  const shares = await Promise.all([own.run(shareOf(0)), ...asked]);
  return parts.map((_, i) =>
    shares[i % runners.length][Math.floor(i / runners.length)]
  );
}

/** Mean of the parts' gradients, summed in their order. */
function meanGradient(parts: readonly ShardGradient[]): Float32Array {
  return parts[0].gradient.map((_, j) => {
    let sum = 0;
    for (const { gradient } of parts) sum += gradient[j];
    return sum / parts.length;
  });
}
