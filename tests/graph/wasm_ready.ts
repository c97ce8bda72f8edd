/**
 * Loads ONNX Runtime's WebAssembly before the first test: it opens a message
 * port that stays open as long as the process, and the leak sanitizer would
 * lay it to whichever test came first. Import this file for that effect.
 */

import { writeModel } from "lib/graph/onnx/write.ts";
import { openSession } from "lib/graph/session/session.ts";

const session = await openSession(writeModel({
  nodes: [{ op: "Neg", inputs: ["x"], outputs: ["y"] }],
  initializers: [],
  inputs: [{ name: "x", shape: [1] }],
  outputs: [{ name: "y", shape: [1] }],
}));
await session.release();
