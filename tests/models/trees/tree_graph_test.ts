import "../../graph/wasm_ready.ts";
import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { makeRng } from "lib/core/rng.ts";
import { writeModel } from "lib/graph/onnx/write.ts";
import { openSession } from "lib/graph/session/session.ts";
import { type BoostedModel, boosting } from "lib/models/boosting.ts";
import { GRAPH_INPUT, GRAPH_OUTPUT } from "lib/models/estimator.ts";
import type { OnnxModel } from "lib/graph/onnx/write.ts";
import type { TreeEnsemble } from "lib/models/trees/tree_ensemble.ts";
import { treeGraph } from "lib/models/trees/tree_graph.ts";
import { encodeRowInto, leafOf } from "lib/models/trees/walk.ts";
import { MIXED_CATEGORICAL, mixedTable } from "./one_table.ts";

async function runGraph(
  graph: OnnxModel,
  data: Float64Array,
  cols: number,
): Promise<Float32Array> {
  const session = await openSession(writeModel(graph));
  const { [GRAPH_OUTPUT]: out } = await session.run({
    [GRAPH_INPUT]: {
      data: Float32Array.from(data),
      dims: [data.length / cols, cols],
    },
  });
  await session.release();
  return out.data as Float32Array;
}

/** The next float32 number above (or below) a value. */
function nextFloat32(value: number, up: boolean): number {
  const float = Float32Array.of(value);
  const bits = new Int32Array(float.buffer);
  if (value === 0) return (up ? 1 : -1) * 2 ** -149;
  bits[0] += (value > 0) === up ? 1 : -1;
  return float[0];
}

/** Each threshold and its neighbours in its column, over rows of training. */
function rowsAtThresholds(
  { feature, threshold, set }: TreeEnsemble,
  data: Float64Array,
  cols: number,
): Float64Array {
  const out: number[] = [];
  for (let node = 0; node < feature.length; ++node) {
    if (feature[node] < 0 || set[node] >= 0) continue;
    const t = threshold[node];
    for (const value of [t, nextFloat32(t, true), nextFloat32(t, false)]) {
      const start = node * cols % data.length;
      const row = [...data.subarray(start, start + cols)];
      row[feature[node]] = value;
      out.push(...row);
    }
  }
  return Float64Array.from(out);
}

async function assertSameLeaves(
  trees: TreeEnsemble,
  data: Float64Array,
): Promise<void> {
  const graph = treeGraph(trees, { output: "leaves" });
  const leaves = await runGraph(graph, data, trees.features);
  const row = new Float32Array(trees.features);
  const treeCount = trees.roots.length - 1;
  const mine = new Float32Array(leaves.length);
  for (let i = 0; i * trees.features < data.length; ++i) {
    encodeRowInto(trees, data, i * trees.features, row);
    for (let t = 0; t < treeCount; ++t) {
      const root = trees.roots[t];
      mine[i * treeCount + t] = leafOf(trees, root, row) - root;
    }
  }
  assertEquals(leaves, mine);
}

const { x, y } = mixedTable(1500);
const model = await boosting.make({
  rounds: 40,
  categorical: MIXED_CATEGORICAL,
}).fit(x, y, { rng: makeRng(1) }) as BoostedModel;

Deno.test("the graph and the walker reach the same leaf for every training row, gaps and categories included", async () => {
  assert(model.trees.sets.length > 0);
  await assertSameLeaves(model.trees, x.data);
});

Deno.test("they agree at every threshold and at its float32 neighbours", async () => {
  await assertSameLeaves(
    model.trees,
    rowsAtThresholds(model.trees, x.data, x.cols),
  );
});

Deno.test("they agree on categories never seen, on infinities and on values between float32 numbers", async () => {
  const odd = [
    [Infinity, -Infinity, 0, 12],
    [-Infinity, Infinity, NaN, 3.5],
    [0.1, 1 / 3, 1e-46, -1],
    [NaN, NaN, NaN, NaN],
    [1e300, -1e300, -0, 1e30],
  ];
  await assertSameLeaves(model.trees, Float64Array.from(odd.flat()));
});

Deno.test("they agree on features that cannot be told apart but by one bit", async () => {
  const rows = 400;
  const start = 16777210;
  const data = Float64Array.from({ length: rows }, (_, i) => start + i % 12);
  const target = data.map((v) => v % 3);
  const close = await boosting.make({ rounds: 10, minLeaf: 5 }).fit(
    { data, rows, cols: 1 },
    target,
    { rng: makeRng(1) },
  ) as BoostedModel;
  assert(close.trees.feature.length > 10);
  await assertSameLeaves(
    close.trees,
    rowsAtThresholds(close.trees, data, 1),
  );
});

Deno.test("a graph's prediction is that of its model to float32", async () => {
  const mine = model.predict(x);
  const theirs = await runGraph(model.toGraph(), x.data, x.cols);
  mine.forEach((value, i) => assertAlmostEquals(theirs[i], value, 1e-5));
});

Deno.test("a class model's graph gives probabilities", async () => {
  const classes = y.map((value) => value > 1 ? 1 : 0);
  const fitted = await boosting.make({
    rounds: 20,
    loss: "logistic",
    categorical: MIXED_CATEGORICAL,
  }).fit(x, classes, { rng: makeRng(1) });
  const mine = fitted.predict(x);
  const theirs = await runGraph(fitted.toGraph(), x.data, x.cols);
  mine.forEach((value, i) => assertAlmostEquals(theirs[i], value, 1e-6));
});

Deno.test("a model without a tree is a graph of its base", async () => {
  const flat = new Float64Array(x.rows).fill(2.5);
  const fitted = await boosting.make({}).fit(x, flat, { rng: makeRng(1) });
  const theirs = await runGraph(fitted.toGraph(), x.data, x.cols);
  assertEquals(theirs, new Float32Array(x.rows).fill(2.5));
  assertEquals(fitted.importance(), new Float64Array(x.cols));
});
