/**
 * ONNX Runtime in native code: three to five times as fast to train.
 *
 * The package weighs 288 MB, so its name is put together at run time: it is
 * fetched when this module is first imported, and no lock file names it.
 *
 * @module
 */

import { type Runtime, runWith } from "lib/graph/session/run_with.ts";
import type { OpenBackend } from "lib/graph/session/session.ts";

/** The package that is fetched. */
export const ONNXRUNTIME_NODE = {
  name: "onnxruntime-node",
  version: "1.30.0",
} as const;

const loaded = await import(
  `npm:${ONNXRUNTIME_NODE.name}@${ONNXRUNTIME_NODE.version}`
);

/** Opens a model in native code. */
export const openOnNode: OpenBackend = runWith(
  (loaded.default ?? loaded) as Runtime,
  { executionProviders: ["cpu"] },
);
