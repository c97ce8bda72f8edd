/**
 * What each feature is worth to a network that says so itself, by weights that
 * are part of it.
 *
 * @module
 */

import { Graph, type Value, type Weights } from "lib/graph/graph.ts";
import { buildInferenceGraph } from "lib/graph/optimize/training_graph.ts";
import { type Backend, openSession } from "lib/graph/session/session.ts";
import { float32, tensor } from "lib/graph/tensor.ts";
import { WINDOWS_INPUT } from "lib/models/forecast/family.ts";
import type { Windows } from "lib/models/windows/windows.ts";

/** Windows that go through the graph at once. */
const BATCH = 512;

/**
 * Mean shares of the features over windows.
 *
 * @param build From windows `[n × L × p]` to shares of the columns `[n × p]`.
 * @param windows The windows.
 * @param network Weights of the network, and what runs it.
 * @returns One share a feature `[p]`; they sum to 1.
 */
export async function networkShares(
  build: (x: Value) => Value,
  windows: Windows,
  network: { readonly weights: Weights; readonly backend: Backend },
): Promise<Float64Array> {
  const { weights, backend } = network;
  const { count, length } = windows;
  const p = windows.features.length;
  const graph = new Graph({ mode: "inference", weights });
  const shares = build(graph.input(WINDOWS_INPUT, ["N", length, p]));
  const session = await openSession(buildInferenceGraph(graph, { shares }), {
    backend,
    name: "shares of features",
  });
  const total = new Float64Array(p);
  try {
    for (let first = 0; first < count; first += BATCH) {
      const size = Math.min(BATCH, count - first);
      const x = new Float32Array(size * length * p);
      const rows = Int32Array.from({ length: size }, (_, k) => first + k);
      windows.gatherWindowsInto(x, rows);
      const answer = await session.run({
        [WINDOWS_INPUT]: tensor(x, [size, length, p]),
      });
      float32(answer["shares"], "shares").forEach((s, k) => total[k % p] += s);
    }
  } finally {
    await session.release();
  }
  const sum = total.reduce((a, b) => a + b, 0);
  return total.map((s) => s / sum);
}
