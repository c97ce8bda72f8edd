/** A thread that searches its share of the features. @module */

import {
  type HelperStart,
  Turns,
} from "lib/models/boosting/kernels/helper_threads.ts";
import { searchShare } from "lib/models/boosting/kernels/search_share.ts";
import { instantiate } from "lib/models/boosting/kernels/wasm_exports.ts";

/** The part of a worker's global scope that is used. */
interface WorkerScope {
  onmessage: ((event: MessageEvent<HelperStart>) => void) | null;
  postMessage(message: string): void;
  close(): void;
}

const scope = globalThis as unknown as WorkerScope;

scope.onmessage = ({ data }) => {
  const { memory, layout, thread, threads } = data;
  const kernel = instantiate(memory, layout.config);
  const turns = new Turns(memory, layout, threads);
  scope.postMessage("ready");
  for (let turn = 0;;) {
    turns.waitForNext(turn);
    turn = turns.now;
    if (turns.isOver) break;
    if (!turns.claim(thread, turn)) continue;
    searchShare(kernel, layout, turns.task, data);
    turns.finish(thread, turn);
  }
  scope.close();
};
