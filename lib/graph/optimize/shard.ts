/**
 * The part of a training step that any thread can do: loss and gradient over a
 * part of a batch.
 *
 * @module
 */

import { makeRng } from "lib/core/rng.ts";
import type { TrainingLayout } from "lib/graph/optimize/training_graph.ts";
import { masks } from "lib/graph/optimize/training_session.ts";
import {
  type Backend,
  openSession,
  type Tensors,
} from "lib/graph/session/session.ts";
import { float32, tensor } from "lib/graph/tensor.ts";

/** What a thread is started with. */
export interface ShardStart extends Pick<TrainingLayout, "noises"> {
  /** Gradient graph, an ONNX file. */
  readonly gradient: Uint8Array;
  /** What runs it. */
  readonly backend: Backend;
}

/** A part of a batch. */
export interface Shard {
  /** The graph's inputs. */
  readonly batch: Tensors;
  /** Seed of its masks. */
  readonly seed: number;
}

/** What a thread does in a step. */
export interface ShardTask {
  /** Parameters before the step, flat. */
  readonly parameters: Float32Array;
  /** The parts, one after the other. */
  readonly shards: readonly Shard[];
}

/** What a part gives. */
export interface ShardGradient {
  /** Mean loss of its rows. */
  readonly loss: number;
  /** Gradient of that, flat. */
  readonly gradient: Float32Array;
}

/** Whoever does parts of steps. */
export interface ShardRunner {
  /** Does some parts. */
  run(task: ShardTask): Promise<readonly ShardGradient[]>;
  /** Frees what it holds. */
  release(): Promise<void>;
}

/** Does parts in this thread. */
export async function openShardRunner(
  { gradient, backend, noises }: ShardStart,
): Promise<ShardRunner> {
  const name = "gradient graph";
  const session = await openSession(gradient, { backend, name });
  return {
    async run({ parameters, shards }) {
      const found: ShardGradient[] = [];
      for (const { batch, seed } of shards) {
        const results = await session.run({
          ...batch,
          parameters: tensor(parameters),
          ...masks({ noises }, makeRng(seed)),
        });
        found.push({
          loss: float32(results.loss, "loss")[0],
          gradient: float32(results.gradient, "gradient"),
        });
      }
      return found;
    },
    release: () => session.release(),
  };
}
