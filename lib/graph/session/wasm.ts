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

/** Opens a model in WebAssembly. */
export const openOnWasm: OpenBackend = async (model) => {
  try {
    return await open(model);
  } finally {
    globalThis.Worker = Worker;
  }
};
