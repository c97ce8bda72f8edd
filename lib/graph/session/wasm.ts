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

/** Opens a model in WebAssembly. */
export const openOnWasm: OpenBackend = runWith(ort as unknown as Runtime, {
  executionProviders: ["wasm"],
});
