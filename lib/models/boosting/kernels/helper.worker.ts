/** A thread that searches its share of the features. @module */

import {
  CONTROL,
  type HelperStart,
  waitWhile,
} from "lib/models/boosting/kernels/helper_threads.ts";
import { CONTROL_WORDS } from "lib/models/boosting/kernels/kernel_memory.ts";
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
  const { memory, layout } = data;
  const kernel = instantiate(memory, layout.config);
  const words = new Int32Array(memory.buffer, layout.control, CONTROL_WORDS);
  scope.postMessage("ready");
  for (let turn = 0;;) {
    turn = waitWhile(words, CONTROL.turn, turn);
    if (Atomics.load(words, CONTROL.stop) === 1) break;
    searchShare(kernel, layout, {
      start: words[CONTROL.start],
      end: words[CONTROL.end],
      small: words[CONTROL.small],
      sibling: words[CONTROL.sibling],
    }, data);
    Atomics.add(words, CONTROL.done, 1);
    Atomics.notify(words, CONTROL.done);
  }
  scope.close();
};
