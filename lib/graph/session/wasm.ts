/**
 * ONNX Runtime in WebAssembly, in Deno and in browsers.
 *
 * @module
 */

import * as ort from "onnxruntime-web";
import { type Runtime, runWith } from "lib/graph/session/run_with.ts";
import type { OpenBackend } from "lib/graph/session/session.ts";

// With two threads ONNX Runtime waits for ever in Deno now and then.
ort.env.wasm.numThreads = 1;
ort.env.logLevel = "error";

// Where it finds Node's threads, the runtime puts their class in the place of
// the web's, whose messages come another way: workers would never answer.
const { Worker } = globalThis;

const open = runWith(ort as unknown as Runtime, {
  executionProviders: ["wasm"],
});

let last: Promise<unknown> = Promise.resolve();

/**
 * Does work after all work before it. Runs keep their pointers on the one
 * stack of the WebAssembly module and wait in between: were two under way at
 * once, the first to end would free what the other still uses.
 */
function inTurn<T>(work: () => Promise<T>): Promise<T> {
  const done = last.then(work);
  // Whatever comes of it, and nothing of it kept.
  last = done.then(() => {}, () => {});
  return done;
}

/** Opens a model in WebAssembly. */
export const openOnWasm: OpenBackend = async (
  model: Uint8Array,
): ReturnType<OpenBackend> => {
  try {
    const session = await inTurn(() => open(model));
    return {
      run: (feeds) => inTurn(() => session.run(feeds)),
      release: () => inTurn(() => session.release()),
    };
  } finally {
    globalThis.Worker = Worker;
  }
};
