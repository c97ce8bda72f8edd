/** Runs a value of an inference graph once on the WebAssembly backend. */

import "./wasm_ready.ts";
import type { Value } from "lib/graph/graph.ts";
import { buildInferenceGraph } from "lib/graph/optimize/training_graph.ts";
import { openSession } from "lib/graph/session/session.ts";
import { float32, tensor } from "lib/graph/tensor.ts";

/**
 * Elements of a value when its graph's inputs are these; inputs left out are
 * fed zeros.
 *
 * @param dims Dimensions of inputs that have a free one.
 */
export async function runOnce(
  value: Value,
  feeds: Readonly<Record<string, Float32Array>>,
  dims: Readonly<Record<string, readonly number[]>> = {},
): Promise<Float32Array> {
  const session = await openSession(
    buildInferenceGraph(value.graph, { result: value }),
  );
  try {
    const given = session.summary.inputs.map(({ name, shape }) => {
      const size = dims[name] ?? shape as number[];
      const zeros = new Float32Array(size.reduce((n, d) => n * d, 1));
      return [name, tensor(feeds[name] ?? zeros, size)] as const;
    });
    const { result } = await session.run(Object.fromEntries(given));
    return float32(result, "result");
  } finally {
    await session.release();
  }
}
