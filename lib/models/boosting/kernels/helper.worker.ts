/** A thread that searches its share of the features. @module */

import { workerScope } from "lib/core/worker_scope.ts";
import {
  type HelperStart,
  Turns,
} from "lib/models/boosting/kernels/helper_threads.ts";
import { searchShare } from "lib/models/boosting/kernels/search_share.ts";
import { instantiate } from "lib/models/boosting/kernels/wasm_exports.ts";

const scope = workerScope<HelperStart, string>();

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
