import { assertAlmostEquals, assertEquals } from "@std/assert";
import { Graph } from "lib/graph/graph.ts";
import { type Pooling, poolSequence } from "lib/graph/layers/sequence_pool.ts";
import { runOnce } from "../run_once.ts";

Deno.test("poolSequence() takes the last place or the mean of all", async () => {
  // Two sequences of three places of width two.
  const x = Float32Array.of(1, 2, 3, 4, 8, 9, 0, 1, 1, 1, 2, 1);
  const pooled = (pooling: Pooling) => {
    const graph = new Graph({ mode: "inference" });
    return runOnce(poolSequence(graph.input("x", [2, 3, 2]), pooling), { x });
  };
  assertEquals([...await pooled("last")], [8, 9, 2, 1]);
  const means = await pooled("mean");
  [4, 5, 1, 1].forEach((v, i) => assertAlmostEquals(means[i], v, 1e-6));
});
