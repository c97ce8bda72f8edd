/**
 * A thread that does parts of training steps, see `shard_thread.ts`.
 *
 * @module
 */

import { carryError } from "lib/core/carried_error.ts";
import { workerScope } from "lib/core/worker_scope.ts";
import {
  openShardRunner,
  type ShardRunner,
  type ShardStart,
  type ShardTask,
} from "lib/graph/optimize/shard.ts";

const thread = workerScope<ShardStart | ShardTask, unknown>();

let runner: ShardRunner;

thread.onmessage = async ({ data }) => {
  try {
    if ("gradient" in data) {
      runner = await openShardRunner(data);
      thread.postMessage({ kind: "result", output: [] });
      return;
    }
    const output = await runner.run(data);
    thread.postMessage(
      { kind: "result", output },
      output.map(({ gradient }) => gradient.buffer as ArrayBuffer),
    );
  } catch (error) {
    thread.postMessage({ kind: "error", error: carryError(error) });
  }
};
