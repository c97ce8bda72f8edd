/**
 * A worker thread that does parts of training steps.
 *
 * @module
 */

import { type CarriedError, receiveError } from "lib/core/carried_error.ts";
import type {
  ShardGradient,
  ShardRunner,
  ShardStart,
  ShardTask,
} from "lib/graph/optimize/shard.ts";

type Reply =
  | { readonly kind: "result"; readonly output: readonly ShardGradient[] }
  | { readonly kind: "error"; readonly error: CarriedError };

/**
 * Starts a thread; resolves when it waits for its first part.
 *
 * @throws {Error} What the thread throws; it has ended then.
 */
export async function startShardThread(
  start: ShardStart,
): Promise<ShardRunner> {
  const module = new URL("./shard.worker.ts", import.meta.url);
  const worker = new Worker(module, { type: "module" });
  const ask = (message: ShardStart | ShardTask, moved: Transferable[] = []) =>
    new Promise<readonly ShardGradient[]>((resolve, reject) => {
      worker.onmessage = ({ data }: MessageEvent<Reply>) => {
        if (data.kind === "result") resolve(data.output);
        else reject(receiveError(data.error));
      };
      worker.onerror = (event) => {
        event.preventDefault();
        reject(new Error(`A training thread ended: ${event.message}`));
      };
      worker.postMessage(message, moved);
    });
  const release = () => {
    worker.terminate();
    return Promise.resolve();
  };
  try {
    await ask(start);
  } catch (error) {
    await release();
    throw error;
  }
  return {
    run: (task) =>
      ask(
        task,
        task.shards.flatMap(({ batch }) =>
          Object.values(batch).map(({ data }) => data.buffer as ArrayBuffer)
        ),
      ),
    release,
  };
}
